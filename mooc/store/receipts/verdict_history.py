"""The history of answers, as a reading of the audit log: how what is said of a member and a challenge has changed.

verdict ── credit ──▶ VerdictChange ── record ──▶ audit log ── of ──▶ history on a page, last change of each challenge
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from mooc.core.audit import VERDICT_KINDS, AuditEvent, EventKind
from mooc.core.evidence.verdict import Answer
from mooc.core.judging.credit import VerdictChange
from mooc.store import events
from mooc.store.events import Criteria, StoredEvent


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
    changes = Criteria(member=member, kinds=VERDICT_KINDS, object=events.challenge_ref(challenge))
    return sorted(map(_past, events.matching(changes)), key=attrgetter("at"))


def of_cohort(cohort: int) -> Iterator[PastAnswer]:
    """Every answer that was given in the cohort, oldest first. One query."""
    return map(_past, events.matching(Criteria(cohort=cohort, kinds=VERDICT_KINDS)))


def last_changes(cohort: int, users: Collection[int]) -> dict[tuple[int, str], datetime]:
    """(User, challenge) → when the answer changed last in that cohort. One query."""
    return events.latest(Criteria(cohort=cohort, kinds=VERDICT_KINDS), users)


def _past(stored: StoredEvent) -> PastAnswer:
    event = stored.event
    as_of = datetime.fromisoformat(event.details["as_of"]) if "as_of" in event.details else None
    change = VerdictChange(Answer(event.details["answer"]), event.details.get("reason", ""), as_of)
    return PastAnswer(event.subject, event.object.id if event.object else "", event.at, change)
