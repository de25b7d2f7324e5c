"""How a course stands for one learner: its challenges with verdict, evidence and next look; badges; history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mooc.core.course.badges import Badge, CompletedChallenge, is_earned
from mooc.core.course.cohort_lists import AccountList, ListedAccount, host_accounts, rule_lists
from mooc.core.course.course import Challenge, Course, Unit
from mooc.core.course.named_people import list_labels
from mooc.core.course.schedule import current_unit, due_at, windows
from mooc.core.evidence.verdict import ACCOUNT_VALUES, Answer
from mooc.core.facts.hashtags import asked_as
from mooc.core.values.choices import Review
from mooc.core.values.span import Span
from mooc.store.accounts import accounts
from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import ReviewRound
from mooc.store.cohorts import cohorts, members
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.cohorts.members import Membership
from mooc.store.policy.policy import NotVisible
from mooc.store.policy.relations import Actor, with_roles
from mooc.store.policy.resources import Resource
from mooc.store.progress import progress
from mooc.store.progress.progress import AnswerChange, CurrentVerdict


@dataclass(frozen=True, slots=True)
class ChallengeProgress:
    """A challenge as it stands for a member. ``verdict`` is None before the challenge opens.

    ``names``: account id → handle, for the lines of the evidence; ``lists``: account id → the cohort's list.
    ``next_look``: when the network is asked next (course time), None if nothing is planned. ``review``: its last
    round, where the course asks for one. ``whom``: who is on the lists that the rule means.
    """

    challenge: Challenge
    window: Span
    verdict: CurrentVerdict | None
    next_look: datetime | None
    names: Mapping[str, str]
    review: ReviewRound | None = None
    lists: Mapping[str, str] = field(default_factory=dict)
    whom: tuple[AccountList, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """What is said of it; None before anything was."""
        return self.verdict.answer if self.verdict else None

    @property
    def counts(self) -> bool:
        """Whether its points count: it is met, and approved where somebody looks at it."""
        is_approved = self.challenge.review is Review.NONE or (self.review and self.review.answer == reviews.APPROVED)
        return self.answer is Answer.MET and bool(is_approved)

    @property
    def due(self) -> datetime:
        """When it is due: what is done after that, to the end of the window, is done in its grace."""
        return due_at(self.challenge, self.window)


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """All challenges of a member, in the order of the course. ``unit``: the one whose week it is; None before the start
    and after the end.

    ``linked``: ids of the accounts that the member has linked. ``badges``: all of the course, and whether the member
    has them. ``hosts``: the course's own accounts.
    """

    cohort: CohortDetails
    member: Membership
    course: Course
    unit: Unit | None
    items: tuple[ChallengeProgress, ...]
    linked: tuple[str, ...]
    badges: tuple[tuple[Badge, bool], ...] = ()
    hosts: tuple[ListedAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """One challenge of a member, with its history, oldest change first."""

    cohort: CohortDetails
    member: Membership
    item: ChallengeProgress
    history: tuple[AnswerChange, ...]


def course_progress(actor: Actor, member: int) -> CourseProgress:
    """How all challenges stand for the member. Raises NotVisible, Forbidden. Number of queries: constant."""
    return course_progress_of(*_member(actor, member), actor.now)


def course_progress_of(cohort: CohortDetails, member: Membership, now: datetime) -> CourseProgress:
    """As ``course_progress``, for a member whose PROGRESS may be read: the actor's own, for one. Four queries."""
    course = cohorts.course_of(cohort)
    linked = tuple(progress.linked(member.user))
    items = _items(cohort, member, linked, progress.verdicts(member.id), tuple(course.challenges()))
    course_hosts = host_accounts(cohort.lists, cohort.networks, items[0].names if items else {})
    unit = current_unit(course, cohort.run, now)
    counted = [item.challenge for item in items if item.counts]
    done = [CompletedChallenge(challenge.challenge, challenge.level, challenge.points) for challenge in counted]
    badges = tuple((badge, is_earned(badge, done)) for badge in course.badges)
    return CourseProgress(cohort, member, course, unit, items, linked, badges, course_hosts)


def challenge_view(actor: Actor, member: int, challenge: str) -> ChallengeView:
    """One challenge with its evidence and history. Raises NotVisible (no such challenge too), Forbidden."""
    return challenge_view_of(*_member(actor, member), challenge)


def challenge_view_of(cohort: CohortDetails, member: Membership, challenge: str) -> ChallengeView:
    """As ``challenge_view``, for a member whose PROGRESS may be read. Raises NotVisible. Five queries."""
    course = cohorts.course_of(cohort)
    try:
        course_challenge = course.challenge(challenge)
    except KeyError:
        raise NotVisible(challenge) from None
    verdicts = progress.verdicts(member.id, challenge)
    (item,) = _items(cohort, member, progress.linked(member.user), verdicts, (course_challenge,))
    return ChallengeView(cohort, member, item, tuple(progress.history(member.id, challenge)))


def _member(actor: Actor, pk: int) -> tuple[CohortDetails, Membership]:
    member = members.get(with_roles(actor), pk, Resource.PROGRESS)
    return cohorts.get_any(member.cohort), member


def _items(
    cohort: CohortDetails,
    member: Membership,
    linked: Iterable[str],
    verdicts: Mapping[str, CurrentVerdict],
    challenges: tuple[Challenge, ...],
) -> tuple[ChallengeProgress, ...]:
    course = cohorts.course_of(cohort)
    window_of = windows(course, cohort.run, member.joined_at)
    last_rounds = reviews.latest(member.id) if course.reviews else {}
    next_looks = progress.next_looks(cohort.id, {*linked, *cohort.listed, asked_as(cohort.hashtag), ""})
    current = [verdicts.get(challenge.challenge) for challenge in challenges]
    lines = [line for verdict in current if verdict and verdict.finding for line in verdict.finding.lines]
    people = {str(line.values[name]) for line in lines for name in ACCOUNT_VALUES if name in line.values}
    names = accounts.handles(people | cohort.listed)
    spoken_names = list_labels(course)
    list_of_account = {
        account: spoken_names.get(name, name)
        for ids_by_list in cohort.lists.values()
        for name, ids in ids_by_list.items()
        for account in ids
    }
    return tuple(
        ChallengeProgress(
            challenge,
            window_of[challenge.challenge],
            verdict,
            next_looks.get(challenge.challenge),
            names,
            last_rounds.get(challenge.challenge),
            list_of_account,
            rule_lists(cohort.lists, cohort.networks, challenge.check, names),
        )
        for challenge, verdict in zip(challenges, current, strict=True)
    )
