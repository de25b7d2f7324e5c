"""Mentoring: a facilitator says who answers for whom, or lets it be worked out.

``mooc.store.mentoring.mentors`` and ``mooc.store.cohorts.members`` read it. Each change is one transaction.
"""

from collections.abc import Collection

from django.db import transaction

from mooc.store.cohorts import members
from mooc.store.cohorts.members import Mentoring
from mooc.store.mentoring import mentors
from mooc.store.mentoring.mentors import MentorFilter, Overview
from mooc.store.policy.relations import Actor


def assign(actor: Actor, cohort: int, mentor: int, learner: int) -> Mentoring:
    """Let a mentor answer for a learner, both by member id. Safe to repeat. Raises NotVisible, Forbidden,
    NotInThisCohort."""
    with transaction.atomic():
        return members.assign(actor, cohort, mentor, learner)


def unassign(actor: Actor, mentoring: int) -> None:
    """End an assignment: the mentor sees nothing more of the learner from now on. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        members.unassign(actor, mentoring)


def give(actor: Actor, cohort: int, learners: MentorFilter | Collection[int], mentor: int) -> int:
    """Let this mentor answer for these learners, and no other; with ``mentors.NOBODY``, let nobody. Returns how many
    they are. Raises NotVisible, Forbidden, NotInThisCohort; then nothing is changed."""
    with transaction.atomic():
        return mentors.give(actor, cohort, learners, mentor)


def spread(actor: Actor, cohort: int, evenly: bool = False) -> int:
    """Give a mentor to all who have none; ``evenly``: move those whom nobody has given by hand, too. Returns how many
    learners got one. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        return mentors.spread_as(actor, cohort, evenly)


def choose_by_hand(actor: Actor, cohort: int, by_hand: bool) -> Overview:
    """Whether who comes in waits until a facilitator gives a mentor. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        mentors.choose_by_hand(actor, cohort, by_hand)
        return mentors.overview(actor, cohort)
