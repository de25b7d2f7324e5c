"""Meetings: the one-time codes that people show each other, and who has met whom.

new_code ── shown once, its digest kept ──▶ the other enters it ── one UPDATE that takes it ──▶ half a meeting
the same the other way round ──▶ a meeting, at the later of the two
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.crypto import salted_hmac

from mooc.store import models
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, memberships
from mooc.store.policy.resources import Resource

SALT = "mooc.meeting"


class UnknownCode(Exception):
    """Nobody has shown that code, or it has been used, or it is too old; or it is one's own."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Of one person: how many have been met, and of how many a code was entered who have not entered one back."""

    met: int
    waiting: int


class CodeUse(NamedTuple):
    """``by`` has entered a code of ``of`` (both user ids, with the member ids as which they did) at ``at``."""

    of: int
    of_member: int
    by: int
    by_member: int
    at: datetime


def _digest(code: str) -> str:
    """Keyed: short codes must not be found by trying all of them on a stolen table."""
    return salted_hmac(SALT, code, algorithm="sha256").hexdigest()


def _member(actor: Actor, cohort: int) -> int:
    """As whom the actor meets people, in a cohort that runs; a learner first. Raises NotVisible, Forbidden."""
    policy.require_inside(actor, cohort)
    members = memberships(actor).filter(cohort=cohort, cohort__closed_at__isnull=True)
    candidates = sorted((role != "learner", pk) for pk, role in members.values_list("pk", "role"))
    if not candidates:
        raise policy.Forbidden(Resource.COHORT)
    return int(candidates[0][1])


def keep(actor: Actor, cohort: int, code: str, expires_at: datetime) -> None:
    """Keep a new code of the actor's; one that was not used is void then. Raises NotVisible, Forbidden. Belongs in a
    transaction."""
    member = _member(actor, cohort)
    models.MeetingCode.objects.filter(member=member, used_by__isnull=True).delete()
    models.MeetingCode.objects.create(member_id=member, digest=_digest(code), expires_at=expires_at)


def redeem(actor: Actor, cohort: int, code: str, real_now: datetime) -> int:
    """Note that the actor has entered that code; returns the user who has shown it.

    Raises NotVisible, Forbidden, UnknownCode. A code is taken by one statement: of two who enter it one is refused.
    Belongs in a transaction.
    """
    member = _member(actor, cohort)
    current_members = models.Member.objects.filter(left_at__isnull=True, cohort__closed_at__isnull=True)
    valid_codes = models.MeetingCode.objects.filter(
        ~Q(member__user=actor.user),
        digest=_digest(code),
        used_by__isnull=True,
        expires_at__gt=real_now,
        member__in=current_members.values("pk"),
    )
    row = valid_codes.select_for_update(of=("self",)).select_related("member").first()
    if row is None or not valid_codes.filter(pk=row.pk).update(used_by=member, used_at=actor.now):
        raise UnknownCode
    return row.member.user_id


def completes_meeting(code_uses: Collection[CodeUse], user: int, peer: int) -> bool:
    """Whether the code that this person has just entered completes a meeting: the other has entered as many."""
    entered = len([use for use in code_uses if (use.by, use.of) == (user, peer)])
    return entered <= len([use for use in code_uses if (use.by, use.of) == (peer, user)])


def have_met(code_uses: Iterable[CodeUse], user: int, peer: int) -> bool:
    """Whether each of the two has entered a code of the other."""
    return (min(user, peer), max(user, peer)) in _meeting_counts(code_uses)


def mine(actor: Actor) -> Meetings:
    """Whom the actor has met, in numbers: who it was the actor knows."""
    code_uses = uses({actor.user}) if actor.user else []
    met_pairs = _meeting_counts(code_uses)
    entered = {use.of for use in code_uses if use.by == actor.user}
    waiting = [person for person in entered if not any(person in pair for pair in met_pairs)]
    return Meetings(len(met_pairs), len(waiting))


def uses(users: Collection[int]) -> list[CodeUse]:
    """The codes of these people that were entered, and those that they have entered, oldest first. One query."""
    used_codes = models.MeetingCode.objects.filter(used_by__isnull=False, used_at__isnull=False)
    codes = used_codes.filter(Q(member__user__in=users) | Q(used_by__user__in=users)).order_by("used_at", "pk")
    columns = "member__user", "member", "used_by__user", "used_by", "used_at"
    return [CodeUse(*row) for row in codes.values_list(*columns) if row[4]]


def met_by(user: int, code_uses: Iterable[CodeUse]) -> list[tuple[CodeUse, datetime]]:
    """Each meeting of that person: how the other was met, and when both codes had been entered; oldest first."""
    own_uses = [use for use in code_uses if user in (use.of, use.by)]
    peers = {use.by if use.of == user else use.of for use in own_uses}
    meetings = []
    for peer in peers:
        entered = [use for use in own_uses if (use.by, use.of) == (user, peer)]
        returned = [use for use in own_uses if (use.by, use.of) == (peer, user)]
        meetings += [(use, max(use.at, reply.at)) for use, reply in zip(entered, returned, strict=False)]
    return sorted(meetings, key=lambda meeting: (meeting[1], meeting[0].of_member))


def _meeting_counts(code_uses: Iterable[CodeUse]) -> Mapping[tuple[int, int], int]:
    """Pairs of people who have met, and how often."""
    use_counts: dict[tuple[int, int], int] = {}
    for use in code_uses:
        use_counts[use.of, use.by] = use_counts.get((use.of, use.by), 0) + 1
    meetings = {
        (user, peer): min(count, use_counts.get((peer, user), 0))
        for (user, peer), count in use_counts.items()
        if user < peer
    }
    return {pair: count for pair, count in meetings.items() if count}
