"""Rows 10, 11, 13 and 21 of the matrix: how far learners have come, and what it rests on."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import Actor, admin, cohorts_of, in_cohort, peers_and_admin, supervised
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _recheck(actor: Actor) -> Q:
    running = Q(role=Role.LEARNER, left_at__isnull=True, cohort__closed_at__isnull=True)
    return (supervised(actor) | admin(actor)) & running


def _grid(actor: Actor) -> Q:
    return Q(pk__in=cohorts_of(actor, Role.FACILITATOR, Role.MENTOR))


RULES: Mapping[Resource, Rules] = {
    Resource.PROGRESS: Rules(models.Member, supervised, acknowledged=peers_and_admin, is_own_side=True),
    Resource.RECEIPTS_OF: Rules(models.Member, supervised, acknowledged=admin, is_own_side=True),
    Resource.RECHECK: Rules(models.Member, _recheck, _recheck),
    Resource.GRID: Rules(models.Cohort, _grid, acknowledged=in_cohort),
}
