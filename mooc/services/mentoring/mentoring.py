"""Mentoring: a facilitator says who answers for whom, or lets it be worked out.

``mooc.store.mentoring.mentors`` and ``mooc.store.cohorts.members`` read it. Each change is one transaction.
"""

from collections.abc import Collection

from django.db import transaction

from mooc.store.cohorts import cohorts, members
from mooc.store.cohorts.members import MentorAssignment, NotInThisCohort
from mooc.store.mentoring import mentors
from mooc.store.mentoring.mentors import NOBODY, MentorFilter, Overview
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource


def assign(actor: Actor, cohort: int, mentor: int, learner: int) -> MentorAssignment:
    """Let a mentor answer for a learner, both by member id. Safe to repeat. Raises NotVisible, Forbidden,
    NotInThisCohort."""
    with transaction.atomic():
        cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
        cohorts.lock(cohort)
        is_mentor = mentors.current_users(cohort, "mentor", [mentor])
        if not is_mentor or not mentors.current_users(cohort, "learner", [learner]):
            raise NotInThisCohort
        mentors.add(mentor, learner, actor.now, actor.user)
        return members.mentoring_of(mentor, learner)


def unassign(actor: Actor, mentoring: int) -> None:
    """End an assignment: the mentor sees nothing more of the learner from now on. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        mentors.end(members.get_mentoring(actor, mentoring, Action.DELETE), actor.now, actor.user)


def give(actor: Actor, cohort: int, learners: MentorFilter | Collection[int], mentor: int) -> int:
    """Let this mentor answer for these learners, and no other; with ``mentors.NOBODY``, let nobody. Returns how many
    they are; nobody answers for himself or herself.

    ``learners``: which are wanted, or the member id of each. Raises NotVisible, Forbidden, NotInThisCohort; then
    nothing is changed.
    """
    with transaction.atomic():
        cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
        cohorts.lock(cohort)
        mentor_users = mentors.current_users(cohort, "mentor", [mentor])
        if mentor != NOBODY and not mentor_users:
            raise NotInThisCohort
        if isinstance(learners, MentorFilter):
            users = mentors.matching(actor, cohort, learners)
        else:
            users = mentors.current_users(cohort, "learner", learners)
        chosen = [learner for learner, user in users.items() if user not in mentor_users.values()]
        if not isinstance(learners, MentorFilter) and len(chosen) != len(set(learners)):
            raise NotInThisCohort
        mentors.give(chosen, mentor, actor.now, actor.user)
    return len(chosen)


def spread(actor: Actor, cohort: int, evenly: bool = False) -> int:
    """Give a mentor to all who have none; ``evenly``: move those whom nobody has given by hand, too. Returns how many
    learners got one. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
        cohorts.lock(cohort)
        return mentors.spread(cohort, evenly, actor.now, actor.user)


def choose_by_hand(actor: Actor, cohort: int, by_hand: bool) -> Overview:
    """Whether who comes in waits until a facilitator gives a mentor. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
        if mentors.choose_by_hand(cohort, by_hand):
            cohorts.record_settings(actor, cohort, ["mentors_by_hand"])
        return mentors.overview(actor, cohort)
