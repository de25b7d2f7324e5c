"""The history of answers, as tests look at it: each change with the member whom it is about."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from mooc.core.audit import VERDICT_KINDS, EventKind
from mooc.core.evidence.verdict import Answer
from mooc.core.judging.credit import VerdictChange as Credited
from mooc.store import models
from mooc.store.events import Criteria, matching
from mooc.store.receipts import verdict_history
from mooc.store.receipts.verdict_history import VerdictEvent


class Change(NamedTuple):
    """The answer has changed at ``at``; ``id`` is that of the entry in the audit log."""

    id: int
    member: int
    challenge: str
    at: datetime
    answer: str
    trouble: str
    as_of: datetime | None


def changes(member: int | None = None, challenge: str = "") -> list[Change]:
    """All changes, of everybody or of one member, oldest first."""
    learners = models.Member.objects.filter(role="learner").values_list("user", "cohort", "pk")
    members = {(user, cohort): pk for user, cohort, pk in learners}
    found = []
    for pk, event in matching(Criteria(kinds=VERDICT_KINDS)):
        whose = members.get((event.subject or 0, event.cohort or 0))
        if whose is None:  # of somebody who is gone
            continue
        name = event.object.id if event.object else ""
        if member in (None, whose) and challenge in ("", name):
            as_of = event.details.get("as_of")
            what = (event.details["answer"], event.details.get("reason", ""))
            found.append(Change(pk, whose, name, event.at, *what, datetime.fromisoformat(as_of) if as_of else None))
    return found


def answers(member: int, challenge: str = "") -> list[str]:
    """Every answer that was given, oldest first."""
    return [change.answer for change in changes(member, challenge)]


def enter(member: int, challenge: str, at: datetime, answer: str, trouble: str = "") -> None:
    """Put a change into the audit log."""
    change = Credited(Answer(answer), trouble, None)
    kind = EventKind.VERDICT_PASSED if answer == "met" else EventKind.VERDICT_CHANGED
    with transaction.atomic():
        verdict_history.record([VerdictEvent(member, challenge, change, kind)], at)
