"""Mentors: who answers for whom, given by the cohort's facilitators or by itself."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mooc.core.mentoring.mentoring import MentoringPerson, assign_mentors, choose_mentor
from mooc.store import models
from mooc.store.cohorts import cohorts, members, mentor_events
from mooc.store.cohorts.members import Membership, MentorAssignment
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource

NOBODY = 0
"""Stands for "no mentor" where a mentor's id is expected."""


class Mentor(NamedTuple):
    """A mentor of the cohort, and for how many learners he or she answers."""

    id: int
    user: int
    name: str
    languages: tuple[str, ...]
    learners: int


class Overview(NamedTuple):
    """``without``: how many of the ``learners`` have no mentor. ``by_hand``: who comes in gets none by itself."""

    mentors: list[Mentor]
    learners: int
    without: int
    by_hand: bool


class MentorFilter(NamedTuple):
    """Which learners are wanted: those with that ``name``; those of one mentor (``NOBODY``: those without)."""

    name: str = ""
    mentor: int | None = None


class MentoredLearner(NamedTuple):
    """A learner with the pseudonyms of who answers for him or her."""

    member: Membership
    mentors: tuple[str, ...]


def _living(cohort: int, role: Role) -> QuerySet[models.Member]:
    return models.Member.objects.filter(cohort=cohort, role=role, left_at__isnull=True)


def _mentored() -> Exists:
    return Exists(models.Mentoring.objects.filter(learner=OuterRef("pk")))


def _mentors(cohort: int) -> list[Mentor]:
    mentors = _living(cohort, Role.MENTOR).annotate(load=Count("mentees")).order_by("user__name", "pk")
    columns = mentors.values_list("pk", "user_id", "user__name", "languages", "load")
    return [Mentor(pk, user, name, tuple(languages), load) for pk, user, name, languages, load in columns]


def overview(actor: Actor, cohort: int) -> Overview:
    """The mentors, and whom they do not reach. Raises NotVisible, Forbidden. Two queries."""
    learners = Q(members__role=Role.LEARNER, members__left_at__isnull=True)
    counted = models.Cohort.objects.annotate(
        learners=Count("members", filter=learners, distinct=True),
        mentored=Count("members", filter=learners & Q(members__mentorings__isnull=False), distinct=True),
    )
    row: Any = policy.get(counted, actor, Action.READ, Resource.PEOPLE, cohort)
    return Overview(_mentors(cohort), row.learners, row.learners - row.mentored, row.mentors_by_hand)


def learners(actor: Actor, cohort: int, after_id: int, limit: int, part: MentorFilter) -> list[MentoredLearner]:
    """The cohort's learners with a higher id than ``after_id``, by id, with their mentors.

    Raises NotVisible, Forbidden. Three queries.
    """
    cohorts.get(actor, cohort, Resource.PEOPLE)
    page = members.values(_selected(actor, cohort, part).filter(pk__gt=after_id).order_by("pk")[:limit])
    mentor_names: dict[int, list[str]] = {}
    pairs = models.Mentoring.objects.filter(learner__in=[member.id for member in page]).order_by("pk")
    for learner, name in pairs.values_list("learner", "mentor__user__name"):
        mentor_names.setdefault(learner, []).append(name)
    return [MentoredLearner(member, tuple(mentor_names.get(member.id, ()))) for member in page]


def _selected(actor: Actor, cohort: int, selection: MentorFilter) -> QuerySet[models.Member]:
    chosen = _living(cohort, Role.LEARNER)
    chosen = chosen.filter(members.named(actor, selection.name)) if selection.name else chosen
    if selection.mentor is None:
        return chosen
    return chosen.filter(mentorings__mentor=selection.mentor) if selection.mentor else chosen.filter(~_mentored())


def current_users(cohort: int, role: str, ids: Collection[int]) -> dict[int, int]:
    """Member id → user id, of those of these members who are in the cohort now, in that role."""
    return dict(_living(cohort, Role(role)).filter(pk__in=ids).values_list("pk", "user"))


def matching(actor: Actor, cohort: int, part: MentorFilter) -> dict[int, int]:
    """Member id → user id, of the cohort's learners who are wanted."""
    return dict(_selected(actor, cohort, part).values_list("pk", "user"))


def give(learners: Collection[int], mentor: int, now: datetime, by: int | None) -> None:
    """Let this mentor answer for those learners, and no other; with ``NOBODY``, let nobody. Only a facilitator changes
    it afterwards. Belongs in a transaction that holds the cohort."""
    mentorings = models.Mentoring.objects.filter(learner__in=learners).exclude(mentor=mentor)
    mentor_events.end(mentorings, now, by)
    mark_chosen(learners)
    mentor_events.begin([(learner, mentor) for learner in learners if mentor], now, by)


def add(mentor: int, learner: int, now: datetime, by: int | None) -> None:
    """Let this mentor answer for the learner, besides who does already. Belongs in a transaction that holds the
    cohort."""
    mark_chosen([learner])
    mentor_events.begin([(learner, mentor)], now, by)


def end(mentoring: MentorAssignment, now: datetime, by: int | None) -> None:
    """The mentor sees nothing more of the learner from now on. Belongs in a transaction."""
    mark_chosen([mentoring.learner])
    mentor_events.end(models.Mentoring.objects.filter(pk=mentoring.id), now, by)


def mark_chosen(learners: Collection[int]) -> None:
    """A facilitator has said who answers for these learners, or that nobody does: it is left so."""
    models.Member.objects.filter(pk__in=learners).update(mentor_chosen=True)


def choose_by_hand(cohort: int, by_hand: bool) -> bool:
    """Whether who comes in waits until a facilitator gives a mentor; returns whether that is new."""
    cohorts_of_other_mind = models.Cohort.objects.filter(pk=cohort, mentors_by_hand=not by_hand)
    return cohorts_of_other_mind.update(mentors_by_hand=by_hand) > 0


def welcome(cohort: int, member: int, role: str, now: datetime) -> None:
    """Somebody has come in: a learner gets a mentor; a mentor gets a fair part of the learners. Nothing happens where
    facilitators give by hand. ``now`` is course time. Belongs in a transaction that holds the cohort.
    """
    if role == Role.FACILITATOR or models.Cohort.objects.filter(pk=cohort, mentors_by_hand=True).exists():
        return
    if role == Role.MENTOR:
        spread(cohort, evenly=True, now=now)
        return
    row = models.Member.objects.filter(~_mentored(), pk=member, mentor_chosen=False).first()
    mentors = _mentors(cohort) if row else []
    if row and mentors:
        loads = {mentor.id: mentor.learners for mentor in mentors}
        learner = MentoringPerson(row.pk, frozenset(row.languages), row.user_id)
        chosen = choose_mentor(learner, map(_person, mentors), loads)
        mentor_events.begin([(row.pk, chosen)] if chosen else [], now, by=None)


def take_over(cohort: int, now: datetime) -> None:
    """A mentor has left: the others answer for those who have nobody now. ``now`` is course time. Belongs in a
    transaction that holds the cohort."""
    if not models.Cohort.objects.filter(pk=cohort, mentors_by_hand=True).exists():
        spread(cohort, evenly=False, now=now)


def spread(cohort: int, evenly: bool, now: datetime, by: int | None = None) -> int:
    """Give a mentor to all who have none; ``evenly``: move those whose mentor no facilitator has chosen and who has not
    answered them yet, too. Returns how many learners got one. Belongs in a transaction that holds the cohort.
    """
    unchosen = _living(cohort, Role.LEARNER).filter(mentor_chosen=False).order_by("pk")
    columns = unchosen.values_list("pk", "languages", "user_id")
    people = [MentoringPerson(pk, frozenset(spoken), user) for pk, spoken, user in columns]
    pairs = list(models.Mentoring.objects.filter(mentor__cohort=cohort).values_list("learner", "mentor"))
    current, free = dict(pairs), {person.id for person in people}
    settled = {*_answered(cohort)} if evenly else {learner for learner, _mentor in pairs}
    unsettled = [person for person in people if person.id not in settled]
    fixed_loads = Counter(mentor for learner, mentor in pairs if learner in settled or learner not in free)
    proposed = assign_mentors(unsettled, [_person(mentor) for mentor in _mentors(cohort)], current, fixed_loads)
    moved = {learner: mentor for learner, mentor in proposed.items() if current.get(learner) != mentor}
    mentor_events.end(models.Mentoring.objects.filter(learner__in=moved.keys() & current.keys()), now, by)
    mentor_events.begin(moved.items(), now, by)
    return len(moved)


def _answered(cohort: int) -> Iterable[int]:
    """Learners to whom their mentor has said something already: they keep each other."""
    mentorings = models.Mentoring.objects.filter(mentor__cohort=cohort)
    reviewed = Exists(models.Review.objects.filter(member=OuterRef("learner"), by=OuterRef("mentor")))
    vouched = Exists(models.Confirmation.objects.filter(member=OuterRef("learner"), by=OuterRef("mentor")))
    return mentorings.filter(reviewed | vouched).values_list("learner", flat=True)


def _person(mentor: Mentor) -> MentoringPerson:
    return MentoringPerson(mentor.id, frozenset(mentor.languages), mentor.user)
