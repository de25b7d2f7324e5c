"""Rows 3, 19 to 21 and 45 of the matrix: a cohort as a whole, and who is let into it."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import Actor, admin, cohorts_of, facilitates, in_cohort, own
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _read(actor: Actor) -> Q:
    """Open ones; those one is in, or was in a short while ago."""
    own_cohorts = models.Member.objects.filter(own(actor)).values("cohort")
    return Q(is_public=True) | Q(pk__in=own_cohorts) | admin(actor)


def _write(actor: Actor) -> Q:
    return (facilitates(actor) & Q(closed_at__isnull=True)) | admin(actor)


def _staff(actor: Actor) -> Q:
    return facilitates(actor) | admin(actor)


def _invitation(actor: Actor) -> Q:
    return Q(cohort__in=cohorts_of(actor, Role.FACILITATOR)) | admin(actor)


RULES: Mapping[Resource, Rules] = {
    Resource.COHORT: Rules(models.Cohort, _read, _write),
    Resource.SETTINGS: Rules(models.Cohort, in_cohort, _write),
    Resource.PEOPLE: Rules(models.Cohort, _staff, _write, acknowledged=in_cohort),
    Resource.INVITATION: Rules(models.Invitation, _invitation, _invitation),
}
