"""Ties: what people are to everybody in a cohort, by their roles."""

from typing import Any

from django.db.models import Q, QuerySet

from mooc.core.facts.audience import Relation
from mooc.store import models
from mooc.store.models.cohorts import Role

ROLE_TIES = {Role.LEARNER: Relation.COHORT, Role.MENTOR: Relation.MENTORS, Role.FACILITATOR: Relation.FACILITATORS}
"""Role in a cohort → what its accounts, and its people, are to the cohort's learners."""


def ties_of(cohort: int, memberships: QuerySet[models.Member], person: str) -> dict[Any, set[str]]:
    """Person → what he or she is to everybody in the cohort; who is in other living cohorts only is of another cohort.

    ``memberships``: those of the people, in any cohort; ``person``: the column by which people are told apart, such as
    ``user`` or an account of theirs. One query.
    """
    current = memberships.filter(Q(cohort=cohort) | Q(cohort__closed_at__isnull=True), left_at__isnull=True)
    ties: dict[Any, set[str]] = {}
    outsiders = set()
    for key, role, member_cohort in current.values_list(person, "role", "cohort"):
        if member_cohort == cohort:
            ties.setdefault(key, {Relation.COHORT}).add(ROLE_TIES[Role(role)])
        else:
            outsiders.add(key)
    return ties | {key: {Relation.OTHER_COHORT} for key in outsiders - ties.keys()}
