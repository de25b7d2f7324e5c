"""Peers on a challenge's page: what was confirmed, and confirming for those of one's twinome."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooc.core.checks.attest import AttestedBy, attested_by
from mooc.core.course.course import Challenge
from mooc.core.facts.proof import EvidenceLevel
from mooc.services.attestation import attesting
from mooc.store.attestation import confirmations
from mooc.store.attestation.confirmations import ConfirmedAlready
from mooc.store.spending import budget_book
from mooc.store.twinomes import twinomes
from mooc.web.learner import attestation
from mooc.web.site.context import CohortContext, cohort_context
from mooc.web.site.forms import PasteForm, typed_number
from mooc.web.site.pages import personal

CONFIRMATIONS_AT_MOST = 100


class TwinomePeer(NamedTuple):
    """Somebody of one's twinome. ``given``: the id of what one has confirmed for him or her; None for nothing."""

    member: int
    name: str
    given: int | None


def section(context: CohortContext, member: int, challenge: Challenge) -> dict[str, Any]:
    """What the page shows of confirmations: those received; for a learner's own page those that he or she can give,
    where the challenge asks for them, or once a budget has run low. Number of queries: constant."""
    name = challenge.challenge
    listed = confirmations.listed(context.actor, member, 0, CONFIRMATIONS_AT_MOST, name)
    received = [confirmation for confirmation in listed if confirmation.withdrawn_at is None]
    is_own = "learner" in context.roles and context.roles["learner"].id == member
    is_asked = is_own and AttestedBy.PEER in attested_by(challenge.check)
    steps = budget_book.steps(context.cohort.id) if is_own else {}
    is_low = any(step is not EvidenceLevel.NETWORK for step in steps.values())
    peers = []
    if is_asked or is_low:
        twinome = twinomes.of(context.actor, member)
        confirmed = confirmations.given(context.actor, name, context.cohort.id)
        confirmation_ids = {confirmation.member: confirmation.id for confirmation in confirmed}
        people = twinome.people.items() if twinome else ()
        peers = [TwinomePeer(pk, person, confirmation_ids.get(pk)) for pk, person in people if pk != member]
    return {
        "peers": {
            "confirmed": [confirmation for confirmation in received if confirmation.by != member],
            "fellows": peers,
            "is_asked": is_asked,
        },
        "place": {"cohort": context.cohort.name, "challenge": name},
        **attestation.section(context, member, challenge.check, received),
    }


@require_POST
@personal
def confirm(request: HttpRequest, name: str, challenge: str, member: int) -> HttpResponse:
    """Say that one has seen it. A link is welcome, and not needed."""
    context = cohort_context(request, name, "learner", "mentor")
    url = request.POST.get("url", "").strip()
    form = PasteForm({"url": url})
    if url and not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["url"])))
        return _back(context, challenge, member)
    try:
        attesting.attest(context.actor, member, challenge, form.cleaned_data["url"] if url else "")
    except ConfirmedAlready:
        messages.info(request, _("You have confirmed that already."))
    else:
        messages.success(request, _("Thank you. Your word is noted with the challenge."))
    return _back(context, challenge, member)


def _back(context: CohortContext, challenge: str, member: int) -> HttpResponse:
    """To the page on which one has said so: a learner's own, or a mentor's page of the learner."""
    if "learner" in context.roles:
        return redirect("challenge", context.cohort.name, challenge)
    return redirect("learner", context.cohort.name, member, challenge)


@require_POST
@personal
def withdraw(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """Take back what one has said."""
    context = cohort_context(request, name, "learner", "mentor")
    member = typed_number(request.GET.get("member", "0"))
    attesting.withdraw(context.actor, typed_number(request.POST.get("confirmation", "")))
    messages.success(request, _("Taken back. It counts no more; a pass that was made meanwhile stays."))
    return _back(context, challenge, member)
