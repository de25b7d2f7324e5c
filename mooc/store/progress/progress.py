"""Progress as it is read: verdicts that stand, receipts, history, the grid of a cohort."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, Min, OuterRef

from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.judging.attention import ChallengeState, LearnerState
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.cohorts.members import Member
from mooc.store.database.leases import in_order, news
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.policy import Action, Resource
from mooc.store.policy.relations import Actor, any_of, assigned, facilitated, known
from mooc.store.receipts import findings, points, verdict_history


@dataclass(frozen=True, slots=True)
class CurrentVerdict:
    """The verdict that stands. ``answer`` is None before the first judgement; ``checking``: news are being judged.

    Course time, UTC.
    """

    challenge: str
    answer: Answer | None
    trouble: str
    as_of: datetime | None
    judged_at: datetime | None
    rule: str
    settled: bool
    checking: bool
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """The answer changed at ``at`` (course time); ``as_of``: up to when everything had been seen."""

    challenge: str
    at: datetime
    answer: Answer
    trouble: str
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A pass, frozen. ``body``: see ``mooc.core.judging.receipt``; ``digest`` is its SHA-256."""

    id: int
    challenge: str
    made_at: datetime
    points: int
    digest: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One member and one challenge in the grid."""

    answer: Answer | None
    trouble: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One member in the grid. ``cells``: challenge → how it stands; a challenge that has not opened is absent."""

    member: Member
    has_account: bool
    cells: Mapping[str, Cell]


def _answer(text: str) -> Answer | None:
    return Answer(text) if text else None


def verdicts(member: int, challenge: str = "") -> dict[str, CurrentVerdict]:
    """Challenge → the verdict that stands, of all or of one. For a member whose PROGRESS may be read. One query, one
    more where a finding can no longer be read."""
    only = {"challenge": challenge} if challenge else {}
    rows = models.Verdict.objects.filter(member=member, **only).values_list(*_VERDICT)
    found = {row[0]: _verdict(*row) for row in rows}
    if lost := [name for name, (_, is_readable) in found.items() if not is_readable]:
        return _judged_again(member, {name: verdict for name, (verdict, _) in found.items()}, lost)
    return {name: verdict for name, (verdict, _) in found.items()}


def _judged_again(
    member: int, current_verdicts: dict[str, CurrentVerdict], lost: list[str]
) -> dict[str, CurrentVerdict]:
    """What can no longer be read becomes due, once. What is settled is not judged any more: its receipt proves it."""
    lost = [name for name in lost if not current_verdicts[name].settled]
    rows = models.Verdict.objects.filter(member=member, challenge__in=lost, input_version=F("judged_version"))
    in_order(rows).update(**news())
    return current_verdicts | {name: replace(current_verdicts[name], checking=True) for name in lost}


_VERDICT = (
    "challenge",
    "answer",
    "trouble",
    "as_of",
    "judged_at",
    "rule",
    "settled",
    "finding",
    "input_version",
    "judged_version",
)


def _verdict(challenge: str, answer: str, *row: Any) -> tuple[CurrentVerdict, bool]:
    """The verdict, and whether its finding could be read."""
    trouble, as_of, judged_at, rule, settled, body, asked, answered = row
    finding, is_readable = findings.standing(body, answer, trouble)
    checking = asked > answered
    verdict = CurrentVerdict(challenge, _answer(answer), trouble, as_of, judged_at, rule, settled, checking, finding)
    return verdict, is_readable


def history(member: int, challenge: str) -> list[AnswerChange]:
    """How the answer changed, oldest first. For a member whose PROGRESS may be read. One query."""
    return [
        AnswerChange(past.challenge, past.at, past.change.answer, past.change.reason, past.change.as_of)
        for past in verdict_history.of(member, challenge)
    ]


def receipts(actor: Actor, member: int, challenge: str = "") -> list[StoredReceipt]:
    """The member's receipts, oldest first: all, or that of one challenge. Raises NotVisible, Forbidden."""
    policy.demand(actor, Action.READ, Resource.RECEIPTS_OF, member)
    only = {"challenge": challenge} if challenge else {}
    rows = models.Receipt.objects.filter(member=member, **only).order_by("made_at", "pk")
    return [
        StoredReceipt(row.pk, row.challenge, row.made_at, row.points, row.digest, _mapping(row.body)) for row in rows
    ]


def _mapping(body: Any) -> Mapping[str, Any]:
    """The body, or none where it is none any more: then it does not match its digest either."""
    return body if isinstance(body, dict) else {}


def receipt_times(member: int) -> dict[str, datetime]:
    """Challenge → when its receipt was made (course time). For a member whose RECEIPTS_OF may be read. One query."""
    return dict(models.Receipt.objects.filter(member=member).values_list("challenge", "made_at"))


def next_looks(cohort: int, subjects: Collection[str]) -> dict[str, datetime]:
    """Challenge → when the network is asked next about one of these subjects. One query."""
    uses = models.WatchUse.objects.filter(cohort=cohort, watch__subject__in=subjects, watch__due_at__isnull=False)
    found = uses.values("challenge").annotate(first=Min("watch__due_at")).order_by()
    return {row["challenge"]: row["first"] for row in found}


def linked(user: int) -> list[str]:
    """Ids of the accounts that the person has linked. One query."""
    accounts = models.Account.objects.filter(user=user, linked_at__isnull=False)
    return list(accounts.values_list("external_id", flat=True))


class LearnerSelection(NamedTuple):
    """Which learners of the grid are wanted: those with that ``name`` (as ``members.named`` says), those ``in_need``:
    without an account, or with a challenge that can't be told.
    """

    name: str = ""
    in_need: bool = False


EVERYBODY = LearnerSelection()


def grid(actor: Actor, cohort: int, after_id: int, limit: int, part: LearnerSelection = EVERYBODY) -> list[GridRow]:
    """Learners whom the actor has in his or her care, with ids above ``after_id``, by id. Two queries for who is known."""
    asker = known(actor)
    rows = models.Member.objects.filter(
        any_of(assigned(asker), facilitated(asker)), cohort=cohort, role=Role.LEARNER, pk__gt=after_id
    )
    has_account = Exists(models.Account.objects.filter(user=OuterRef("user"), linked_at__isnull=False))
    if part.name:
        rows = rows.filter(members.named(asker, part.name))
    if part.in_need:
        untold = models.Verdict.objects.filter(member=OuterRef("pk"), answer=Answer.CANT_TELL)
        rows = rows.filter(~has_account | Exists(untold))
    shown = rows.annotate(has_account=has_account).order_by("pk").values_list("has_account", *members.COLUMNS)
    people = [(members.of_columns(row), has_account) for has_account, *row in shown[:limit]]
    cells: dict[int, dict[str, Cell]] = {person.id: {} for person, _has in people}
    found = models.Verdict.objects.filter(member__in=cells.keys())
    for member, challenge, answer, trouble in found.values_list("member", "challenge", "answer", "trouble"):
        cells[member][challenge] = Cell(_answer(answer), trouble)
    return [GridRow(person, has_account, cells[person.id]) for person, has_account in people]


def counts(cohort: int) -> dict[str, Counter[Answer]]:
    """Challenge → answer → how many learners have it. One query."""
    learners = models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True)
    rows = models.Verdict.objects.filter(member__in=learners).exclude(answer="")
    found: dict[str, Counter[Answer]] = {}
    for row in rows.order_by().values("challenge", "answer").annotate(n=Count("pk")):
        found.setdefault(row["challenge"], Counter())[Answer(row["answer"])] = row["n"]
    return found


def learners(cohort: int) -> int:
    """How many learners there are. One query."""
    return models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True).count()


def mentees(
    actor: Actor, cohort: int, start: datetime, reviews: bool = False
) -> tuple[dict[int, Member], list[LearnerState]]:
    """The learners for whom the actor answers, and what is known of each; ``start``: of the cohort. Five queries, one
    more where the course asks for ``reviews``.
    """
    rows = models.Member.objects.filter(assigned(known(actor)), cohort=cohort)
    people = {person.id: person for person in members.values(rows)}
    users = [person.user for person in people.values()]
    owners, standings = _owners(users), _standings(cohort, people)
    linked_users, seen = set(owners.values()), _last_seen(owners)
    pending = points.pending(people.keys()) if reviews else {}
    learners = [
        LearnerState(
            person.id,
            max(person.joined_at, start),
            person.user in linked_users,
            seen.get(person.user),
            tuple(standings.get(person.id, ())),
            pending.get(person.id, ()),
        )
        for person in people.values()
    ]
    return people, learners


def _standings(cohort: int, people: Mapping[int, Member]) -> dict[int, list[ChallengeState]]:
    since = verdict_history.last_changes(cohort, {person.user for person in people.values()})
    found: dict[int, list[ChallengeState]] = {}
    rows = models.Verdict.objects.filter(member__in=people.keys()).order_by("pk")
    for member, challenge, answer, trouble in rows.values_list("member", "challenge", "answer", "trouble"):
        standing = ChallengeState(challenge, _answer(answer), trouble, since.get((people[member].user, challenge)))
        found.setdefault(member, []).append(standing)
    return found


def _owners(users: Collection[int]) -> dict[tuple[str, str], int]:
    """Network and account id → whose it is. One query."""
    accounts = models.Account.objects.filter(user__in=users, linked_at__isnull=False)
    return {
        (network, pk): user for network, pk, user in accounts.values_list("network", "external_id", "user_id") if user
    }


def _last_seen(owner: Mapping[tuple[str, str], int]) -> dict[int, datetime]:
    """User → when something that the person did was last seen, on any account. One query."""
    facts = models.Activity.objects.filter(
        network__in={network for network, _ in owner}, actor__in={account for _, account in owner}
    )
    found: dict[int, datetime] = {}
    latest = facts.order_by().values("network", "actor").annotate(last=Max("at"), seen=Max("seen_at"))
    for row in latest:
        user, moment = owner.get((row["network"], row["actor"])), row["last"] or row["seen"]
        if user is not None and moment is not None:
            found[user] = max(moment, found.get(user, moment))
    return found


def ask_again(actor: Actor, member: int, challenge: str) -> None:
    """Ask for another judgement of an opened challenge. Raises NotVisible, Forbidden."""
    members.get(actor, member, Resource.RECHECK, Action.WRITE)
    rows = models.Verdict.objects.filter(member=member, challenge=challenge)
    if not rows.exists():
        raise policy.NotVisible(Resource.RECHECK)
    rows.filter(settled=False, input_version=F("judged_version")).update(**news())
