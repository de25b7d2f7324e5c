"""Row 16 of the matrix: twinomes."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import (
    Actor,
    admin,
    cohorts_of,
    facilitates,
    in_cohort,
    mentees_of,
    peers,
    supervised,
    twinome_peers,
    twinomes_of,
    via_member,
)
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _pairs(actor: Actor) -> Q:
    return facilitates(actor) & Q(closed_at__isnull=True)


def _reads_member(actor: Actor) -> Q:
    return supervised(actor) | twinome_peers(actor) | admin(actor)


def _read(actor: Actor) -> Q:
    mentored = models.TwinomeMember.objects.filter(via_member(mentees_of(actor))).values("twinome")
    living = Q(dissolved_at__isnull=True) & (Q(pk__in=twinomes_of(actor)) | Q(pk__in=mentored))
    return living | Q(cohort__in=cohorts_of(actor, Role.FACILITATOR)) | admin(actor)


def _write(actor: Actor) -> Q:
    return Q(cohort__in=cohorts_of(actor, Role.FACILITATOR), cohort__closed_at__isnull=True)


def _of_class(actor: Actor) -> Q:
    return Q(cohort__in=cohorts_of(actor, Role.LEARNER), dissolved_at__isnull=True)


RULES: Mapping[Resource, Rules] = {
    Resource.PAIRING: Rules(models.Cohort, in_cohort, _pairs),
    Resource.TWINOME_OF: Rules(models.Member, _reads_member, acknowledged=peers),
    Resource.TWINOME: Rules(models.Twinome, _read, _write, acknowledged=_of_class),
}
