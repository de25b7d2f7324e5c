"""Rows 4 to 6 of the matrix: who is in a cohort."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.policy.relations import (
    Actor,
    admin,
    facilitated,
    mentees_of,
    own,
    peers,
    peers_and_admin,
    supervised,
    twinome_peers,
    without_facilitated,
)
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _roster(actor: Actor) -> Q:
    follower = without_facilitated(actor)
    listed = peers(follower) & Q(cohort__shows_roster=True)
    return own(actor) | twinome_peers(follower) | listed | mentees_of(follower) | facilitated(actor) | admin(actor)


def _reads_enrolment(actor: Actor) -> Q:
    return supervised(actor) | admin(actor)


def _writes_enrolment(actor: Actor) -> Q:
    return facilitated(actor) & Q(cohort__closed_at__isnull=True)


def _ends_enrolment(actor: Actor) -> Q:
    return _writes_enrolment(actor) | ((own(actor) | admin(actor)) & Q(left_at__isnull=True))


RULES: Mapping[Resource, Rules] = {
    Resource.ROSTER: Rules(models.Member, _roster, acknowledged=peers_and_admin),
    Resource.ENROLMENT: Rules(models.Member, _reads_enrolment, _writes_enrolment, _ends_enrolment),
}
