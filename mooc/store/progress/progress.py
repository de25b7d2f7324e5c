"""Progress as it is read: verdicts that stand, receipts, history, the grid of a cohort."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef

from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.judging.attention import ChallengeState, LearnerState
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.cohorts.members import Membership
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, facilitated, mentees_of, with_roles
from mooc.store.policy.resources import Action, Resource
from mooc.store.receipts import findings, points, verdict_history


@dataclass(frozen=True, slots=True)
class CurrentVerdict:
    """The verdict that stands. ``answer`` is None before the first judgement; ``checking``: it is being judged anew.

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

    member: Membership
    has_account: bool
    cells: Mapping[str, Cell]


def _answer(text: str) -> Answer | None:
    return Answer(text) if text else None


def verdicts(member: int, challenge: str = "") -> dict[str, CurrentVerdict]:
    """Challenge → the verdict that stands, of all or of one. For a member whose PROGRESS may be read. One query."""
    only = {"challenge": challenge} if challenge else {}
    columns = models.Verdict.objects.filter(member=member, **only).values_list(*_VERDICT_COLUMNS)
    return {row[0]: _current_verdict(*row) for row in columns}


_VERDICT_COLUMNS = (
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


def _current_verdict(challenge: str, answer: str, *columns: Any) -> CurrentVerdict:
    """One whose finding can no longer be read is judged again soon; what is settled is not: its receipt proves it."""
    trouble, as_of, judged_at, rule, settled, body, input_version, judged_version = columns
    finding, is_readable = findings.standing(body, answer, trouble)
    checking = input_version > judged_version or not (is_readable or settled)
    return CurrentVerdict(challenge, _answer(answer), trouble, as_of, judged_at, rule, settled, checking, finding)


def history(member: int, challenge: str) -> list[AnswerChange]:
    """How the answer changed, oldest first. For a member whose PROGRESS may be read. One query."""
    return [
        AnswerChange(past.challenge, past.at, past.change.answer, past.change.reason, past.change.as_of)
        for past in verdict_history.of(member, challenge)
    ]


def receipts(actor: Actor, member: int, challenge: str = "") -> list[StoredReceipt]:
    """The member's receipts, oldest first: all, or that of one challenge. Raises NotVisible, Forbidden."""
    policy.require(actor, Action.READ, Resource.RECEIPTS_OF, member)
    only = {"challenge": challenge} if challenge else {}
    stored = []
    for row in models.Receipt.objects.filter(member=member, **only).order_by("made_at", "pk"):
        body = row.body if isinstance(row.body, dict) else {}  # what is none any more does not match its digest either
        stored.append(StoredReceipt(row.pk, row.challenge, row.made_at, row.points, row.digest, body))
    return stored


def receipt_times(member: int) -> dict[str, datetime]:
    """Challenge → when its receipt was made (course time). For a member whose RECEIPTS_OF may be read. One query."""
    return dict(models.Receipt.objects.filter(member=member).values_list("challenge", "made_at"))


def next_looks(cohort: int, subjects: Collection[str]) -> dict[str, datetime]:
    """Challenge → when the network is asked next about one of these subjects. One query."""
    uses = models.WatchUse.objects.filter(cohort=cohort, watch__subject__in=subjects, watch__due_at__isnull=False)
    return dict(uses.values_list("challenge").annotate(Min("watch__due_at")).order_by())


def linked(user: int) -> list[str]:
    """Ids of the accounts that the person has linked. One query."""
    accounts = models.Account.objects.filter(user=user, linked_at__isnull=False)
    return list(accounts.values_list("external_id", flat=True))


class GridFilter(NamedTuple):
    """Which learners of the grid are wanted: those with that ``name`` (as ``members.named`` says), those ``in_need``:
    without an account, or with a challenge that can't be told.
    """

    name: str = ""
    in_need: bool = False


EVERYBODY = GridFilter()


def grid(actor: Actor, cohort: int, after_id: int, limit: int, part: GridFilter = EVERYBODY) -> list[GridRow]:
    """Learners whom the actor has in his or her care, with ids above ``after_id``, by id. Two queries for an actor who
    is known."""
    asker = with_roles(actor)
    in_care = models.Member.objects.filter(
        mentees_of(asker) | facilitated(asker), cohort=cohort, role=Role.LEARNER, pk__gt=after_id
    )
    has_account = Exists(models.Account.objects.filter(user=OuterRef("user"), linked_at__isnull=False))
    if part.name:
        in_care = in_care.filter(members.named(asker, part.name))
    if part.in_need:
        undecided = models.Verdict.objects.filter(member=OuterRef("pk"), answer=Answer.CANT_TELL)
        in_care = in_care.filter(~has_account | Exists(undecided))
    columns = in_care.annotate(has_account=has_account).order_by("pk").values_list("has_account", *members.COLUMNS)
    page = [(members.of_columns(row), is_linked) for is_linked, *row in columns[:limit]]
    cells: dict[int, dict[str, Cell]] = {member.id: {} for member, _is_linked in page}
    opened = models.Verdict.objects.filter(member__in=cells.keys())
    for member_id, challenge, answer, trouble in opened.values_list("member", "challenge", "answer", "trouble"):
        cells[member_id][challenge] = Cell(_answer(answer), trouble)
    return [GridRow(member, is_linked, cells[member.id]) for member, is_linked in page]


def counts(cohort: int) -> dict[str, Counter[Answer]]:
    """Challenge → answer → how many learners have it. One query."""
    learners = models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True)
    answered = models.Verdict.objects.filter(member__in=learners).exclude(answer="")
    counts_by_challenge: dict[str, Counter[Answer]] = {}
    for challenge, answer, count in answered.order_by().values_list("challenge", "answer").annotate(Count("pk")):
        counts_by_challenge.setdefault(challenge, Counter())[Answer(answer)] = count
    return counts_by_challenge


def learners(cohort: int) -> int:
    """How many learners there are. One query."""
    return models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True).count()


def mentees(
    actor: Actor, cohort: int, start: datetime, reviews: bool = False
) -> tuple[dict[int, Membership], list[LearnerState]]:
    """The learners for whom the actor answers, and what is known of each; ``start``: of the cohort. Five queries, one
    more where the course asks for ``reviews``.
    """
    in_care = models.Member.objects.filter(mentees_of(with_roles(actor)), cohort=cohort)
    people = {person.id: person for person in members.values(in_care)}
    accounts = models.Account.objects.filter(user__in=[person.user for person in people.values()])
    columns = accounts.filter(linked_at__isnull=False).values_list("network", "external_id", "user_id")
    owners = {(network, account): user for network, account, user in columns if user}
    states = _challenge_states(cohort, people)
    linked_users, last_active = set(owners.values()), _last_active(owners)
    pending = points.pending(people.keys()) if reviews else {}
    learner_states = [
        LearnerState(
            person.id,
            max(person.joined_at, start),
            person.user in linked_users,
            last_active.get(person.user),
            tuple(states.get(person.id, ())),
            pending.get(person.id, ()),
        )
        for person in people.values()
    ]
    return people, learner_states


def _challenge_states(cohort: int, people: Mapping[int, Membership]) -> dict[int, list[ChallengeState]]:
    changed_at = verdict_history.last_changes(cohort, {person.user for person in people.values()})
    states: dict[int, list[ChallengeState]] = {}
    opened = models.Verdict.objects.filter(member__in=people.keys()).order_by("pk")
    for member, challenge, answer, trouble in opened.values_list("member", "challenge", "answer", "trouble"):
        since = changed_at.get((people[member].user, challenge))
        states.setdefault(member, []).append(ChallengeState(challenge, _answer(answer), trouble, since))
    return states


def _last_active(owners: Mapping[tuple[str, str], int]) -> dict[int, datetime]:
    """User → when something that the person did was last seen, on any account. One query. ``owners``: network and
    account id → user."""
    facts = models.Activity.objects.filter(
        network__in={network for network, _ in owners}, actor__in={account for _, account in owners}
    )
    latest_by_user: dict[int, datetime] = {}
    latest = facts.order_by().values_list("network", "actor").annotate(Max("at"), Max("seen_at"))
    for network, account, at, seen_at in latest:
        user, moment = owners.get((network, account)), at or seen_at
        if user is not None and moment is not None:
            latest_by_user[user] = max(moment, latest_by_user.get(user, moment))
    return latest_by_user
