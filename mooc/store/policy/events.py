"""Row 25 of the matrix: what happened among people. Nobody changes or deletes an entry."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import Actor, admin, cohorts_of
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _read(actor: Actor) -> Q:
    """What is about oneself, also what one did to nobody; and of cohorts that one facilitates."""
    if actor.user is None:
        return admin(actor)
    about_oneself = Q(subject=actor.user) | Q(actor=actor.user, subject__isnull=True)
    return about_oneself | Q(cohort__in=cohorts_of(actor, Role.FACILITATOR)) | admin(actor)


RULES: Mapping[Resource, Rules] = {Resource.AUDIT_LOG: Rules(models.AuditEntry, _read)}
