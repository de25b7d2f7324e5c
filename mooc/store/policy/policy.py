"""The permission matrix as queries: what a person may not read, no query returns.

For each resource ``visible(actor, resource)`` is the condition on its rows, and ``may(actor, action, resource, pk)``
asks that very condition about one row: a list and a single row cannot disagree. A refusal says ``NotVisible`` (that
the row is there is not told) or, where the person knows that anyway, ``Forbidden``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import (
    Actor,
    admin,
    any_of,
    cohorts_of,
    facilitated,
    mentees_of,
    no_rows,
    own,
    peers,
    rows_of,
    twinome_peers,
    twinomes_of,
    via_member,
    without_facilitated,
)
from mooc.store.policy.resources import Action, Resource

__all__ = [
    "OWN_RESOURCES",
    "RULES",
    "Action",
    "Forbidden",
    "NotVisible",
    "Resource",
    "Rule",
    "Rules",
    "get",
    "may",
    "require",
    "require_inside",
    "visible",
]

Rule = Callable[[Actor], Q]
Row = TypeVar("Row", bound=Model)


class NotVisible(Exception):
    """There is no such row for this person; whether there is one at all is not told."""


class Forbidden(Exception):
    """The person may see the row or what it belongs to, but not do this."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may do what with the rows of ``model``. ``acknowledged``: rows of which a refusal may say that they are
    there."""

    model: type[Model]
    read: Rule
    write: Rule = field(default=lambda actor: no_rows())
    delete: Rule | None = None
    acknowledged: Rule = field(default=lambda actor: no_rows())

    def of(self, action: Action) -> Rule:
        """The rule of that action."""
        if action is Action.DELETE and self.delete is not None:
            return self.delete
        return self.read if action is Action.READ else self.write


def _in_cohort(actor: Actor) -> Q:
    return Q(pk__in=cohorts_of(actor)) | admin(actor)


def _reads_cohort(actor: Actor) -> Q:
    own_cohorts = models.Member.objects.filter(own(actor)).values("cohort")
    return Q(is_public=True) | Q(pk__in=own_cohorts) | admin(actor)


def _facilitates(actor: Actor) -> Q:
    return Q(pk__in=cohorts_of(actor, Role.FACILITATOR))


def _runs(actor: Actor) -> Q:
    return (_facilitates(actor) & Q(closed_at__isnull=True)) | admin(actor)


def _roster(actor: Actor) -> Q:
    follower = without_facilitated(actor)
    classmates = peers(follower)
    listed = classmates if classmates is no_rows() else classmates & Q(cohort__shows_roster=True)
    return any_of(own(actor), twinome_peers(follower), listed, mentees_of(follower), facilitated(actor), admin(actor))


def _peers_and_admin(actor: Actor) -> Q:
    return peers(actor) | admin(actor)


def _writes_enrolment(actor: Actor) -> Q:
    return facilitated(actor) & Q(cohort__closed_at__isnull=True)


def _ends_enrolment(actor: Actor) -> Q:
    current = own(actor) & Q(left_at__isnull=True)
    return current | _writes_enrolment(actor) | (admin(actor) & Q(left_at__isnull=True))


def _care(actor: Actor) -> Q:
    """Members of whom the actor may see the work: one's own, those one answers for, one's cohort's."""
    return own(actor) | mentees_of(actor) | facilitated(actor)


def _own_work(actor: Actor) -> Q:
    return own(actor) & Q(left_at__isnull=True, role=Role.LEARNER, cohort__closed_at__isnull=True)


def _rechecks(actor: Actor) -> Q:
    in_reach = _care(actor) | admin(actor)
    return in_reach & Q(role=Role.LEARNER, left_at__isnull=True, cohort__closed_at__isnull=True)


def _by_owner(actor: Actor, **conditions: bool) -> Q:
    """Rows that belong to a ``user``: those of the actor."""
    return no_rows() if actor.user is None else Q(user=actor.user, **conditions)


def _account(actor: Actor) -> Q:
    shared = Q(shared_with_twinome=True) & _owned_by(twinome_peers(actor))
    looked_after = _owned_by(any_of(mentees_of(actor), facilitated(actor)))
    return Q(linked_at__isnull=False) & any_of(_by_owner(actor), shared, looked_after)


def _owned_by(condition: Q) -> Q:
    if condition is no_rows():
        return no_rows()
    return Q(user__in=models.Member.objects.filter(condition).values("user"))


def _accounts_of(actor: Actor) -> Q:
    sharing = Q(user__in=models.Account.objects.filter(shared_with_twinome=True).values("user"))
    return _care(actor) | (twinome_peers(actor) & sharing)


def _confirmations_of(actor: Actor) -> Q:
    return any_of(_care(actor), twinome_peers(actor))


def _confirms(actor: Actor) -> Q:
    """The others of one's twinome, in a cohort that runs."""
    running = Q(role=Role.LEARNER, cohort__closed_at__isnull=True)
    return no_rows() if actor.user is None else twinome_peers(actor) & running & ~Q(user=actor.user)


def _vouches(actor: Actor) -> Q:
    """Those for whom the actor's word may count: of one's twinome, those whom one mentors, oneself. Which of them a
    challenge takes is its own matter."""
    mentored = mentees_of(actor)
    running = mentored if mentored is no_rows() else mentored & Q(cohort__closed_at__isnull=True)
    return any_of(_confirms(actor), running, _own_work(actor))


def _reads_review(actor: Actor) -> Q:
    """Those of whom one may see the work; and what the twinome looks at, for the twinome."""
    return via_member("member", _care(actor)) | (Q(kind="peer") & via_member("member", twinome_peers(actor)))


def _answers_review(actor: Actor) -> Q:
    """What waits, in a cohort that runs, for the eyes of those who look after its learners, or of the twinome."""
    if actor.user is None:
        return no_rows()
    running = Q(role=Role.LEARNER, cohort__closed_at__isnull=True) & ~Q(user=actor.user)
    looked_after = via_member("member", any_of(mentees_of(actor), facilitated(actor)) & running)
    return Q(answer="") & (looked_after | (Q(kind="peer") & via_member("member", _confirms(actor))))


def _twinome(actor: Actor) -> Q:
    mentored = models.TwinomeMember.objects.filter(via_member("member", mentees_of(actor))).values("twinome")
    living = Q(dissolved_at__isnull=True) & (Q(pk__in=twinomes_of(actor)) | Q(pk__in=mentored))
    return living | Q(cohort__in=cohorts_of(actor, Role.FACILITATOR)) | admin(actor)


def _mentoring(actor: Actor) -> Q:
    taking_part = Q(learner__in=rows_of(actor)) | Q(mentor__in=rows_of(actor))
    return taking_part | Q(mentor__cohort__in=cohorts_of(actor, Role.FACILITATOR)) | admin(actor)


def _assigns(actor: Actor) -> Q:
    is_running = Q(mentor__cohort__closed_at__isnull=True)
    return (Q(mentor__cohort__in=cohorts_of(actor, Role.FACILITATOR)) & is_running) | admin(actor)


def _invitation(actor: Actor) -> Q:
    return Q(cohort__in=cohorts_of(actor, Role.FACILITATOR)) | admin(actor)


def _audit_log(actor: Actor) -> Q:
    """What is about oneself, also what one did to nobody; and of cohorts that one facilitates."""
    if actor.user is None:
        return admin(actor)
    about_oneself = Q(subject=actor.user) | Q(actor=actor.user, subject__isnull=True)
    return about_oneself | Q(cohort__in=cohorts_of(actor, Role.FACILITATOR)) | admin(actor)


RULES: Mapping[Resource, Rules] = {
    Resource.COHORT: Rules(models.Cohort, _reads_cohort, _runs),
    Resource.SETTINGS: Rules(models.Cohort, _in_cohort, _runs),
    Resource.PEOPLE: Rules(models.Cohort, lambda a: _facilitates(a) | admin(a), _runs, acknowledged=_in_cohort),
    Resource.PAIRING: Rules(models.Cohort, _in_cohort, lambda a: _facilitates(a) & Q(closed_at__isnull=True)),
    Resource.GRID: Rules(
        models.Cohort, lambda a: Q(pk__in=cohorts_of(a, Role.FACILITATOR, Role.MENTOR)), acknowledged=_in_cohort
    ),
    Resource.ROSTER: Rules(models.Member, _roster, acknowledged=_peers_and_admin),
    Resource.ENROLMENT: Rules(models.Member, lambda a: _care(a) | admin(a), _writes_enrolment, _ends_enrolment),
    Resource.ACCOUNTS_OF: Rules(models.Member, _accounts_of, acknowledged=admin),
    Resource.ACCOUNT: Rules(models.Account, _account, lambda a: _by_owner(a, linked_at__isnull=False)),
    Resource.PROGRESS: Rules(models.Member, _care, acknowledged=_peers_and_admin),
    Resource.RECEIPTS_OF: Rules(models.Member, _care, acknowledged=admin),
    Resource.RECHECK: Rules(models.Member, _rechecks, _rechecks),
    Resource.LINKS_OF: Rules(models.Member, _care, _own_work, acknowledged=admin),
    Resource.CONFIRMATIONS_OF: Rules(models.Member, _confirmations_of, _vouches, acknowledged=admin),
    Resource.CONFIRMATION: Rules(
        models.Confirmation,
        lambda a: via_member("member", _confirmations_of(a)),
        lambda a: Q(by__in=rows_of(a, Role.LEARNER, Role.MENTOR), withdrawn_at__isnull=True),
    ),
    Resource.REVIEWS_OF: Rules(models.Member, _care, _own_work, acknowledged=admin),
    Resource.REVIEW: Rules(models.Review, _reads_review, _answers_review),
    Resource.TWINOME_OF: Rules(models.Member, lambda a: _care(a) | twinome_peers(a) | admin(a), acknowledged=peers),
    Resource.TWINOME: Rules(
        models.Twinome,
        _twinome,
        lambda a: Q(cohort__in=cohorts_of(a, Role.FACILITATOR), cohort__closed_at__isnull=True),
        acknowledged=lambda a: Q(cohort__in=cohorts_of(a, Role.LEARNER), dissolved_at__isnull=True),
    ),
    Resource.MENTORING: Rules(models.Mentoring, _mentoring, _assigns),
    Resource.TOKEN: Rules(models.ApiToken, _by_owner, _by_owner, lambda a: _by_owner(a) | admin(a)),
    Resource.INVITATION: Rules(models.Invitation, _invitation, _invitation),
    Resource.AUDIT_LOG: Rules(models.AuditEntry, _audit_log),
}


def visible(actor: Actor, resource: Resource) -> Q:
    """The condition on the rows of ``resource`` that ``actor`` may read."""
    return RULES[resource].read(actor)


def may(actor: Actor, action: Action, resource: Resource, pk: int) -> bool:
    """Whether ``actor`` may do that to the row. To read is *defined* as: the visible rows contain it."""
    rules = RULES[resource]
    return bool(rules.model._default_manager.filter(rules.of(action)(actor), pk=pk).exists())


def get(queryset: QuerySet[Row], actor: Actor, action: Action, resource: Resource, pk: int) -> Row:
    """The row, if ``actor`` may do that to it. Raises NotVisible or Forbidden; one query when all is well."""
    rules = RULES[resource]
    row = queryset.filter(rules.of(action)(actor), pk=pk).first()
    if row is not None:
        return row
    readable = action is not Action.READ and queryset.filter(rules.read(actor), pk=pk).exists()
    if readable or queryset.filter(rules.acknowledged(actor), pk=pk).exists():
        raise Forbidden(f"{action} {resource}")
    raise NotVisible(resource)


def require_inside(actor: Actor, cohort: int) -> None:
    """Raise NotVisible or Forbidden for somebody who may not read the SETTINGS of the cohort. No query for who is
    known to be in it.
    """
    if actor.roles is None or cohort not in cohorts_of(actor):
        require(actor, Action.READ, Resource.SETTINGS, cohort)


OWN_RESOURCES = frozenset(
    {Resource.PROGRESS, Resource.RECEIPTS_OF, Resource.LINKS_OF, Resource.REVIEWS_OF, Resource.CONFIRMATIONS_OF}
)
"""Sides of a member that he or she may always read, in a role that is held now."""


def require(actor: Actor, action: Action, resource: Resource, pk: int) -> None:
    """Raise NotVisible or Forbidden as ``get`` does, where the row itself is not wanted. No query for somebody's own
    side, where it is known who asks.
    """
    if action is Action.READ and resource in OWN_RESOURCES and actor.roles is not None and pk in rows_of(actor):
        return
    get(RULES[resource].model._default_manager.only("pk"), actor, action, resource, pk)
