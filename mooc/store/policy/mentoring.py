"""Row 19 of the matrix: who mentors whom."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import Actor, admin, cohorts_of, rows_of
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _facilitated(actor: Actor) -> Q:
    return Q(mentor__cohort__in=cohorts_of(actor, Role.FACILITATOR))


def _read(actor: Actor) -> Q:
    taking_part = Q(learner__in=rows_of(actor)) | Q(mentor__in=rows_of(actor))
    return taking_part | _facilitated(actor) | admin(actor)


def _assign(actor: Actor) -> Q:
    return (_facilitated(actor) & Q(mentor__cohort__closed_at__isnull=True)) | admin(actor)


RULES: Mapping[Resource, Rules] = {Resource.MENTORING: Rules(models.Mentoring, _read, _assign)}
