"""Progress as people see it: the week, one challenge with its evidence, the grid, who needs a mentor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mooc.core.course.badges import Badge, Done, earned
from mooc.core.course.course import Challenge, Course, Unit
from mooc.core.course.named_people import told
from mooc.core.course.schedule import current_unit, due, windows
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.hashtags import asked_as
from mooc.core.judging.attention import Waiting, who_waits
from mooc.core.judging.cohort_figures import Figures, figures
from mooc.core.values.choices import Review as Kind
from mooc.core.values.span import Span
from mooc.services.progress import listed
from mooc.services.progress.listed import Group, Listed
from mooc.store.accounts import accounts
from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import Review
from mooc.store.cohorts import cohorts, members
from mooc.store.cohorts.cohorts import Cohort
from mooc.store.cohorts.members import Member
from mooc.store.policy.policy import Action, NotVisible, Resource
from mooc.store.policy.relations import Actor, known
from mooc.store.progress import progress
from mooc.store.progress.progress import EVERYBODY, Change, Part, Receipt, Row, Verdict

PEOPLE = ("who", "target", "by")
"""Values of a line of evidence that are account ids."""


@dataclass(frozen=True, slots=True)
class Item:
    """A challenge as it stands for a member. ``verdict`` is None before the challenge opens.

    ``names``: account id → handle, for the lines of the evidence; ``lists``: account id → the cohort's list.
    ``next_look``: when the network is asked next (course time), None if nothing is planned. ``review``: its last
    round, where the course asks for one. ``whom``: who is on the lists that the rule means.
    """

    challenge: Challenge
    window: Span
    verdict: Verdict | None
    next_look: datetime | None
    names: Mapping[str, str]
    review: Review | None = None
    lists: Mapping[str, str] = field(default_factory=dict)
    whom: tuple[Group, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """What is said of it; None before anything was."""
        return self.verdict.answer if self.verdict else None

    @property
    def counts(self) -> bool:
        """Whether its points count: it is met, and approved where somebody looks at it."""
        is_approved = self.challenge.review is Kind.NONE or (self.review and self.review.answer == reviews.APPROVED)
        return self.answer is Answer.MET and bool(is_approved)

    @property
    def due(self) -> datetime:
        """When it is due: what is done after that, to the end of the window, is done in its grace."""
        return due(self.challenge, self.window)


@dataclass(frozen=True, slots=True)
class Week:
    """What a member has to do now. ``unit`` is None before the start and after the end; then ``items`` is empty.

    ``linked``: ids of the accounts that the member has linked. ``badges``: all of the course, and whether the member
    has them. ``hosts``: the course's own accounts.
    """

    cohort: Cohort
    member: Member
    course: Course
    unit: Unit | None
    items: tuple[Item, ...]
    linked: tuple[str, ...]
    badges: tuple[tuple[Badge, bool], ...] = ()
    hosts: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """One challenge of a member, with its history, oldest change first."""

    cohort: Cohort
    member: Member
    item: Item
    history: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of the cohort: learners by challenges. ``next``: what to give as ``after`` for the next page, or None."""

    cohort: Cohort
    challenges: tuple[Challenge, ...]
    rows: tuple[Row, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Need:
    """A learner who needs a mentor, and why."""

    member: Member
    waiting: Waiting


def _member(actor: Actor, pk: int) -> tuple[Cohort, Member]:
    member = members.get(known(actor), pk, Resource.PROGRESS)
    return cohorts.get_any(member.cohort), member


def week(actor: Actor, member: int) -> Week:
    """The challenges of the unit whose week it is for the member. Raises NotVisible, Forbidden. Constant queries."""
    found = whole_course(actor, member)
    those = found.unit.challenges if found.unit else ()
    return replace(found, items=tuple(item for item in found.items if item.challenge in those))


def whole_course(actor: Actor, member: int) -> Week:
    """As ``week``, with all challenges of the course. Raises NotVisible, Forbidden."""
    return course_of(*_member(actor, member), actor.now)


def course_of(cohort: Cohort, member: Member, now: datetime) -> Week:
    """As ``whole_course``, for a member whose PROGRESS may be read: the actor's own, for one. Four queries."""
    course = cohorts.course_of(cohort)
    linked = tuple(progress.linked(member.user))
    items = _items(cohort, member, linked, progress.verdicts(member.id), tuple(course.challenges()))
    unit, hosts = current_unit(course, cohort.run, now), listed.hosts(cohort, items[0].names if items else {})
    return Week(cohort, member, course, unit, items, linked, _badges(course, items), hosts)


def _badges(course: Course, items: Iterable[Item]) -> tuple[tuple[Badge, bool], ...]:
    challenges = [item.challenge for item in items if item.counts]
    done = [Done(one.challenge, one.level, one.points) for one in challenges]
    return tuple((badge, earned(badge, done)) for badge in course.badges)


def challenge_view(actor: Actor, member: int, challenge: str) -> ChallengeView:
    """One challenge with its evidence and history. Raises NotVisible (no such challenge too), Forbidden."""
    return challenge_of(*_member(actor, member), challenge)


def challenge_of(cohort: Cohort, member: Member, challenge: str) -> ChallengeView:
    """As ``challenge_view``, for a member whose PROGRESS may be read. Raises NotVisible. Five queries."""
    course = cohorts.course_of(cohort)
    try:
        wanted = course.challenge(challenge)
    except KeyError:
        raise NotVisible(challenge) from None
    verdicts = progress.verdicts(member.id, challenge)
    (item,) = _items(cohort, member, progress.linked(member.user), verdicts, (wanted,))
    return ChallengeView(cohort, member, item, tuple(progress.history(member.id, challenge)))


def _items(
    cohort: Cohort,
    member: Member,
    linked: Iterable[str],
    verdicts: Mapping[str, Verdict],
    challenges: tuple[Challenge, ...],
) -> tuple[Item, ...]:
    course = cohorts.course_of(cohort)
    when = windows(course, cohort.run, member.joined_at)
    rounds = reviews.latest(member.id) if course.reviews else {}
    looks = progress.next_looks(cohort.id, {*linked, *cohort.listed, asked_as(cohort.hashtag), ""})
    shown = [verdicts.get(challenge.challenge) for challenge in challenges]
    names = accounts.handles(_people(shown) | cohort.listed)
    in_place = told(course)
    by_list = [(in_place.get(name, name), ids) for named in cohort.lists.values() for name, ids in named.items()]
    lists = {one: name for name, ids in by_list for one in ids}
    return tuple(
        Item(
            challenge,
            when[challenge.challenge],
            verdict,
            looks.get(challenge.challenge),
            names,
            rounds.get(challenge.challenge),
            lists,
            listed.whom(cohort, challenge.check, names),
        )
        for challenge, verdict in zip(challenges, shown, strict=True)
    )


def _people(verdicts: list[Verdict | None]) -> set[str]:
    lines = [line for verdict in verdicts if verdict and verdict.finding for line in verdict.finding.lines]
    return {str(line.values[name]) for line in lines for name in PEOPLE if name in line.values}


def receipts(actor: Actor, member: int) -> list[Receipt]:
    """The member's receipts: ids, links, times and hashes, never a word of the posts. Raises NotVisible, Forbidden."""
    return progress.receipts(actor, member)


def history(actor: Actor, member: int, challenge: str) -> list[Change]:
    """How the answer changed, oldest first. Raises NotVisible, Forbidden."""
    members.get(actor, member, Resource.PROGRESS)
    return progress.history(member, challenge)


def grid(actor: Actor, cohort: int, after: int = 0, limit: int = 50, part: Part = EVERYBODY) -> Grid:
    """Learners by challenges: all for who facilitates, those assigned for a mentor. Raises NotVisible, Forbidden.

    A constant number of queries, however large the cohort.
    """
    return grid_of(actor, cohorts.get(actor, cohort, Resource.GRID), after, limit, part)


def grid_of(actor: Actor, found: Cohort, after: int = 0, limit: int = 50, part: Part = EVERYBODY) -> Grid:
    """As ``grid``, for a cohort whose GRID may be read. The rows are those in the actor's care all the same."""
    rows = progress.grid(actor, found.id, after, limit + 1, part)
    following = rows[limit - 1].member.id if len(rows) > limit else None
    return Grid(found, tuple(cohorts.course_of(found).challenges()), tuple(rows[:limit]), following)


def who_needs_me(actor: Actor, cohort: int) -> list[Need]:
    """The learners for whom the actor answers and who need somebody; who waits longest comes first.

    Raises NotVisible, Forbidden. A constant number of queries.
    """
    return who_needs(actor, cohorts.get(actor, cohort, Resource.GRID))


def who_needs(actor: Actor, found: Cohort) -> list[Need]:
    """As ``who_needs_me``, for a cohort whose GRID may be read."""
    course = cohorts.course_of(found)
    people, learners = progress.mentees(actor, found.id, found.start, course.reviews)
    waits = who_waits(learners, lambda joined: windows(course, found.run, joined), actor.now)
    return [Need(people[one.member], one) for one in waits]


def dashboard(actor: Actor, cohort: int) -> tuple[Cohort, int, dict[str, Figures]]:
    """The cohort, how many learners it has, and challenge → figures in which nobody can be recognised.

    Raises NotVisible, Forbidden.
    """
    found = cohorts.get(actor, cohort, Resource.SETTINGS)
    learners, counted = progress.learners(cohort), progress.counts(cohort)
    names = [challenge.challenge for challenge in cohorts.course_of(found).challenges()]
    return found, learners, {name: figures(counted.get(name, {}), learners) for name in names}


def may_recheck(actor: Actor, member: int) -> None:
    """Raise NotVisible or Forbidden for somebody who may not ask for another judgement."""
    members.get(actor, member, Resource.RECHECK, Action.WRITE)


def recheck(actor: Actor, member: int, challenge: str) -> None:
    """Ask for another judgement. Raises NotVisible, Forbidden."""
    progress.ask_again(actor, member, challenge)
