"""On a challenge's page: what nobody can read on a network. One's own word, and codes that people who meet enter."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mooc.core.checks.attest import AttestedBy, attested_by
from mooc.core.checks.base import Check
from mooc.core.checks.combining import leaf_checks
from mooc.linking.refusal import CannotLink
from mooc.services.attestation import meeting
from mooc.store.attestation import meetings
from mooc.store.attestation.confirmations import ConfirmationDetails
from mooc.store.attestation.meetings import UnknownCode
from mooc.web.site.context import CohortContext, cohort_context
from mooc.web.site.pages import personal


class CodeForm(forms.Form):
    """The code that somebody shows."""

    code = forms.CharField(
        label=gettext_lazy("The other's code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type the code that the other shows you, such as 7K3F-Q9XB")},
    )


def section(context: CohortContext, member: int, check: Check, received: list[ConfirmationDetails]) -> dict[str, Any]:
    """What the page shows where the rule counts what people say. ``received``: the words that stand."""
    attesters, reader = attested_by(check), context.roles.get("learner")
    is_own = reader is not None and reader.id == member
    is_mentor = not is_own and AttestedBy.MENTOR in attesters and "mentor" in context.roles
    may_attest = AttestedBy.SELF in attesters if is_own else is_mentor
    reader_ids = {role.id for role in context.roles.values()}
    given_id = next((confirmation.id for confirmation in received if confirmation.by in reader_ids), None)
    query = "" if is_own else f"?member={member}"  # to whose page a mentor comes back
    meets = is_own and any(leaf.name == "meet" for leaf in leaf_checks(check))
    return {
        "word": {"member": member, "given": given_id, "is_own": is_own, "query": query} if may_attest else None,
        "meetings": {"counts": meetings.mine(context.actor), "form": CodeForm()} if meets else None,
    }


@require_POST
@personal
def show_code(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """A fresh code of one's own, shown this one time."""
    context = cohort_context(request, name)
    try:
        code = meeting.new_code(context.actor, context.cohort.id, datetime.now(UTC))
    except CannotLink:
        messages.error(request, _too_many())
        return redirect("challenge", name, challenge)
    page = {"cohort": context.cohort, "tabs": context.tabs, "challenge": challenge, "code": code}
    return render(request, "web/learner/code.html", page)


@require_POST
@personal
def meet(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """Enter the code of somebody whom one meets."""
    context = cohort_context(request, name)
    form = CodeForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["code"])))
        elif meeting.enter(context.actor, context.cohort.id, form.cleaned_data["code"], datetime.now(UTC)):
            messages.success(request, _("You have met: both codes are entered."))
        else:
            messages.success(request, _("Entered. Now let the other enter yours: then you have met."))
    except UnknownCode:
        messages.error(request, _("Nobody shows this code now: it may be mistyped, used, older than a day, or yours."))
    except CannotLink:
        messages.error(request, _too_many())
    return redirect("challenge", name, challenge)


def _too_many() -> str:
    return _("That was often. Wait a while, and try again.")
