"""Peers on a challenge's page: what was confirmed, and confirming for those of one's twinome."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooc.core.proof import Proof
from mooc.store import budget_book, confirmations, twinomes
from mooc.store.confirmations import ConfirmedAlready
from mooc.store.ties import Actor
from mooc.web.forms import PasteForm
from mooc.web.pages import personal
from mooc.web.places import Place, place

MANY = 100


class Fellow(NamedTuple):
    """Somebody of one's twinome. ``given``: the id of what one has confirmed for him or her; None for nothing."""

    member: int
    name: str
    given: int | None


def section(here: Place, member: int, challenge: str) -> dict[str, Any]:
    """What the page shows of confirmations: those received; for a learner's own page those that he or she can give,
    once a budget has run low. Number of queries: constant."""
    received = [one for one in confirmations.listed(here.actor, member, 0, MANY) if one.challenge == challenge]
    is_own = "learner" in here.roles and here.roles["learner"].id == member
    needed = is_own and any(step is not Proof.NETWORK for step in budget_book.steps(here.cohort.id).values())
    fellows = _fellows(here.actor, here.cohort.id, member, challenge) if needed else []
    return {"confirmed": [one for one in received if one.withdrawn_at is None], "fellows": fellows}


def _fellows(actor: Actor, cohort: int, mine: int, challenge: str) -> list[Fellow]:
    found = twinomes.of(mine)
    given = {one.member: one.id for one in confirmations.given(actor, challenge, cohort)}
    people = found.people.items() if found else ()
    return [Fellow(member, name, given.get(member)) for member, name in people if member != mine]


@require_POST
@personal
def confirm(request: HttpRequest, name: str, challenge: str, member: int) -> HttpResponse:
    """Say that one has seen it. A link is welcome, and not needed."""
    here = place(request, name, "learner")
    url = request.POST.get("url", "").strip()
    form = PasteForm({"url": url})
    if url and not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["url"])))
        return redirect("challenge", name, challenge)
    try:
        confirmations.confirm(here.actor, member, challenge, form.cleaned_data["url"] if url else "")
    except ConfirmedAlready:
        messages.info(request, _("You have confirmed that already."))
    else:
        messages.success(request, _("Thank you. Your word is noted with the challenge."))
    return redirect("challenge", name, challenge)


@require_POST
@personal
def withdraw(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """Take back what one has said."""
    here = place(request, name, "learner")
    typed = request.POST.get("confirmation", "")
    if not typed.isdecimal() or len(typed) > 18:
        raise Http404
    confirmations.withdraw(here.actor, int(typed))
    messages.success(request, _("Taken back. It counts no more; a pass that was made meanwhile stays."))
    return redirect("challenge", name, challenge)
