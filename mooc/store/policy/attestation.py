"""Rows 31 and 32 of the matrix: what people say of the work of a learner."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import (
    Actor,
    admin,
    facilitated,
    mentees_of,
    no_rows,
    own_active,
    rows_of,
    supervised,
    twinome_peers,
    via_member,
)
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _with_twinome(actor: Actor) -> Q:
    return supervised(actor) | twinome_peers(actor)


def _fellows(actor: Actor) -> Q:
    """The others of one's twinome, in a cohort that runs."""
    running = Q(role=Role.LEARNER, cohort__closed_at__isnull=True)
    return no_rows() if actor.user is None else twinome_peers(actor) & running & ~Q(user=actor.user)


def _attests(actor: Actor) -> Q:
    """Those for whom the actor's word may count: of one's twinome, those whom one mentors, oneself. Which of them a
    challenge takes is its own matter."""
    return _fellows(actor) | (mentees_of(actor) & Q(cohort__closed_at__isnull=True)) | own_active(actor)


def _withdraws(actor: Actor) -> Q:
    return Q(by__in=rows_of(actor, Role.LEARNER, Role.MENTOR), withdrawn_at__isnull=True)


def _reads_review(actor: Actor) -> Q:
    """Those of whom one may see the work; and what the twinome looks at, for the twinome."""
    return via_member(supervised(actor)) | (Q(kind="peer") & via_member(twinome_peers(actor)))


def _answers_review(actor: Actor) -> Q:
    """What waits, in a cohort that runs, for the eyes of those who look after its learners, or of the twinome."""
    if actor.user is None:
        return no_rows()
    running = Q(role=Role.LEARNER, cohort__closed_at__isnull=True) & ~Q(user=actor.user)
    looked_after = via_member((mentees_of(actor) | facilitated(actor)) & running)
    return Q(answer="") & (looked_after | (Q(kind="peer") & via_member(_fellows(actor))))


RULES: Mapping[Resource, Rules] = {
    Resource.CONFIRMATIONS_OF: Rules(models.Member, _with_twinome, _attests, acknowledged=admin, is_own_side=True),
    Resource.CONFIRMATION: Rules(models.Confirmation, lambda actor: via_member(_with_twinome(actor)), _withdraws),
    Resource.REVIEWS_OF: Rules(models.Member, supervised, own_active, acknowledged=admin, is_own_side=True),
    Resource.REVIEW: Rules(models.Review, _reads_review, _answers_review),
}
