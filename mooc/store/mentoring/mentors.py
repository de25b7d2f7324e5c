"""Mentors: who answers for whom, given by the cohort's facilitators or by itself."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mooc.core.mentoring.mentoring import MentoringPerson, assign_mentors, choose_mentor
from mooc.store import models
from mooc.store.cohorts import cohorts, members, mentor_events
from mooc.store.cohorts.members import Member, NotInThisCohort
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

    member: Member
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


def give(actor: Actor, cohort: int, selection: MentorFilter | Collection[int], mentor: int) -> int:
    """Let this mentor answer for those learners, and no other; with ``NOBODY``, let nobody. Returns how many they are.

    ``selection``: which learners, or the member ids of each. Only a facilitator changes it afterwards. Raises
    NotVisible, Forbidden, NotInThisCohort; then nothing is changed. Belongs in a transaction.
    """
    cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
    cohorts.lock(cohort)
    mentor_user = _user_of(cohort, mentor)
    if isinstance(selection, MentorFilter):
        chosen = _selected(actor, cohort, selection)
    else:
        chosen = _living(cohort, Role.LEARNER).filter(pk__in=selection)
    ids = list(chosen.exclude(user=mentor_user).values_list("pk", flat=True))
    if not isinstance(selection, MentorFilter) and len(ids) != len(set(selection)):
        raise NotInThisCohort
    mentorings = models.Mentoring.objects.filter(learner__in=ids).exclude(mentor=mentor)
    mentor_events.end(mentorings, actor.now, actor.user)
    models.Member.objects.filter(pk__in=ids).update(mentor_chosen=True)
    mentor_events.begin([(learner, mentor) for learner in ids if mentor], actor.now, actor.user)
    return len(ids)


def _user_of(cohort: int, mentor: int) -> int:
    """Who that mentor is. Raises NotInThisCohort."""
    if mentor == NOBODY:
        return 0
    user = _living(cohort, Role.MENTOR).filter(pk=mentor).values_list("user", flat=True).first()
    if user is None:
        raise NotInThisCohort
    return user


def choose_by_hand(actor: Actor, cohort: int, by_hand: bool) -> None:
    """Whether who comes in waits until a facilitator gives a mentor. Raises NotVisible, Forbidden. Belongs in a
    transaction."""
    cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
    if models.Cohort.objects.filter(pk=cohort, mentors_by_hand=not by_hand).update(mentors_by_hand=by_hand):
        cohorts.record_settings(actor, cohort, ["mentors_by_hand"])


def spread_as(actor: Actor, cohort: int, evenly: bool = False) -> int:
    """Give a mentor to all who have none; ``evenly``: move those whose mentor no facilitator has chosen and who has not
    answered them yet, too. Returns how many learners got one. Raises NotVisible, Forbidden.
    Belongs in a transaction.
    """
    cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
    return _spread(cohort, evenly, actor.now, actor.user)


def welcome(cohort: int, member: int, role: str, now: datetime) -> None:
    """Somebody has come in: a learner gets a mentor; a mentor gets a fair part of the learners. Nothing happens where
    facilitators give by hand. ``now`` is course time. Belongs in a transaction that holds the cohort.
    """
    if role == Role.FACILITATOR or models.Cohort.objects.filter(pk=cohort, mentors_by_hand=True).exists():
        return
    if role == Role.MENTOR:
        _spread(cohort, evenly=True, now=now)
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
    transaction."""
    if not models.Cohort.objects.filter(pk=cohort, mentors_by_hand=True).exists():
        _spread(cohort, evenly=False, now=now)


def _spread(cohort: int, evenly: bool, now: datetime, by: int | None = None) -> int:
    cohorts.lock(cohort)
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
