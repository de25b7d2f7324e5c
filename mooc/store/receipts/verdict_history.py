"""The history of answers, as a reading of the audit log: how what is said of a member and a challenge has changed.

verdict ── credit ──▶ VerdictChange ── record ──▶ audit log ── of ──▶ history on a page, last change of each challenge
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, QuerySet

from mooc.core.audit import VERDICT_KINDS, AuditEvent, EventKind
from mooc.core.evidence.verdict import Answer
from mooc.core.judging.credit import VerdictChange
from mooc.store import events, models


class VerdictEvent(NamedTuple):
    """What is said of that member and challenge has changed, to ``change``. ``kind``: one of ``VERDICT_KINDS``."""

    member: int
    challenge: str
    change: VerdictChange
    kind: EventKind = EventKind.VERDICT_CHANGED


class PastAnswer(NamedTuple):
    """An answer that was given to that user at ``at`` (course time)."""

    user: int | None
    challenge: str
    at: datetime
    change: VerdictChange


def record(changes: Collection[VerdictEvent], now: datetime) -> None:
    """Record these changes at ``now`` (course time). Two queries; none for nothing. Raises NotInTransaction."""
    people = events.memberships({change.member for change in changes})
    audit_events = []
    for member, challenge, change, kind in changes:
        as_of = change.as_of.isoformat() if change.as_of else ""
        details = {"answer": change.answer.value, "reason": change.reason, "as_of": as_of}
        audit_events.append(
            AuditEvent(
                kind,
                now,
                subject=people[member].user,
                cohort=people[member].cohort,
                object=events.challenge_ref(challenge),
                details={name: value for name, value in details.items() if value},
            )
        )
    events.record_all(audit_events)


def of(member: int, challenge: str) -> list[PastAnswer]:
    """Every answer that was given, oldest first. One query."""
    memberships = models.Member.objects.filter(pk=member)
    entries = _entries().filter(
        subject__in=memberships.values("user"), cohort__in=memberships.values("cohort"), object_id=challenge
    )
    return [_past(*row) for row in entries.order_by("at", "pk").values_list(*_COLUMNS)]


def of_cohort(cohort: int) -> Iterator[PastAnswer]:
    """Every answer that was given in the cohort, oldest first. One query."""
    entries = _entries().filter(cohort=cohort).order_by("pk").values_list(*_COLUMNS)
    return (_past(*row) for row in entries.iterator())


def last_changes(cohort: int, users: Collection[int]) -> dict[tuple[int, str], datetime]:
    """(User, challenge) → when the answer changed last in that cohort. One query."""
    entries = _entries().filter(cohort=cohort, subject__in=users)
    latest = entries.order_by().values_list("subject", "object_id").annotate(last=Max("at"))
    return {(user, challenge): last for user, challenge, last in latest if user is not None}


_COLUMNS = ("subject", "object_id", "at", "details")


def _entries() -> QuerySet[models.AuditEntry]:
    return models.AuditEntry.objects.filter(kind__in=VERDICT_KINDS)


def _past(user: int | None, challenge: str, at: datetime, details: dict[str, str]) -> PastAnswer:
    as_of = datetime.fromisoformat(details["as_of"]) if "as_of" in details else None
    return PastAnswer(user, challenge, at, VerdictChange(Answer(details["answer"]), details.get("reason", ""), as_of))
