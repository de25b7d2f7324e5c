"""How a cohort stands, for those who look after it: the grid, who needs somebody, figures for everybody."""

from dataclasses import dataclass

from mooc.core.course.course import Challenge
from mooc.core.course.schedule import windows
from mooc.core.judging.attention import NeedsAttention, learners_in_need
from mooc.core.judging.cohort_figures import Figures, challenge_figures
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.cohorts.members import Membership
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Resource
from mooc.store.progress import progress
from mooc.store.progress.progress import EVERYBODY, GridFilter, GridRow


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of the cohort: learners by challenges. ``next``: what to give as ``after`` for the next page, or None."""

    cohort: CohortDetails
    challenges: tuple[Challenge, ...]
    rows: tuple[GridRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class AttentionNeed:
    """A learner who needs somebody, and why."""

    member: Membership
    waiting: NeedsAttention


def grid(actor: Actor, cohort: int, after_id: int = 0, limit: int = 50, part: GridFilter = EVERYBODY) -> Grid:
    """Learners by challenges: all for who facilitates, those assigned for a mentor. Raises NotVisible, Forbidden.

    A constant number of queries, however large the cohort.
    """
    return grid_of(actor, cohorts.get(actor, cohort, Resource.GRID), after_id, limit, part)


def grid_of(
    actor: Actor, cohort: CohortDetails, after_id: int = 0, limit: int = 50, part: GridFilter = EVERYBODY
) -> Grid:
    """As ``grid``, for a cohort whose GRID may be read. The rows are those in the actor's care all the same."""
    page = progress.grid(actor, cohort.id, after_id, limit + 1, part)
    following = page[limit - 1].member.id if len(page) > limit else None
    return Grid(cohort, tuple(cohorts.course_of(cohort).challenges()), tuple(page[:limit]), following)


def needs(actor: Actor, cohort: int) -> list[AttentionNeed]:
    """The learners for whom the actor answers and who need somebody; who waits longest comes first.

    Raises NotVisible, Forbidden. A constant number of queries.
    """
    return needs_of(actor, cohorts.get(actor, cohort, Resource.GRID))


def needs_of(actor: Actor, cohort: CohortDetails) -> list[AttentionNeed]:
    """As ``needs``, for a cohort whose GRID may be read."""
    course = cohorts.course_of(cohort)
    people, learners = progress.mentees(actor, cohort.id, cohort.start, course.reviews)
    waits = learners_in_need(learners, lambda joined: windows(course, cohort.run, joined), actor.now)
    return [AttentionNeed(people[waiting.member], waiting) for waiting in waits]


def dashboard(actor: Actor, cohort: int) -> dict[str, Figures]:
    """Challenge → figures in which nobody can be recognised, in the order of the course. Raises NotVisible,
    Forbidden."""
    course = cohorts.course_of(cohorts.get(actor, cohort, Resource.SETTINGS))
    learners, counted = progress.learners(cohort), progress.counts(cohort)
    names = [challenge.challenge for challenge in course.challenges()]
    return {name: challenge_figures(counted.get(name, {}), learners) for name in names}
