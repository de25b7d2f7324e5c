"""The permission matrix as queries: what a person may not read, no query returns.

For each resource ``visible(actor, resource)`` is the condition on its rows, and ``may(actor, action, resource, pk)``
asks that very condition about one row: a list and a single row cannot disagree. A refusal says ``NotVisible`` (that
the row is there is not told) or, where the person knows that anyway, ``Forbidden``.

The rules stand beside this module, in one of each subject, and are entered below.
"""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from mooc.store.policy import (
    accounts,
    attestation,
    cohorts,
    events,
    members,
    mentoring,
    pasted_links,
    people,
    progress,
    twinomes,
)
from mooc.store.policy.relations import Actor, cohorts_of, rows_of
from mooc.store.policy.resources import Action, Resource
from mooc.store.policy.rules import RULES, register

__all__ = ["Action", "Forbidden", "NotVisible", "Resource", "get", "may", "require", "require_inside", "visible"]

for subject in (
    accounts.RULES,
    attestation.RULES,
    cohorts.RULES,
    events.RULES,
    members.RULES,
    mentoring.RULES,
    pasted_links.RULES,
    people.RULES,
    progress.RULES,
    twinomes.RULES,
):
    register(subject)

Row = TypeVar("Row", bound=Model)


class NotVisible(Exception):
    """There is no such row for this person; whether there is one at all is not told."""


class Forbidden(Exception):
    """The person may see the row or what it belongs to, but not do this."""


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


def require(actor: Actor, action: Action, resource: Resource, pk: int) -> None:
    """Raise NotVisible or Forbidden as ``get`` does, where the row itself is not wanted. No query for somebody's own
    side, where it is known who asks.
    """
    rules = RULES[resource]
    if action is Action.READ and rules.is_own_side and actor.roles is not None and pk in rows_of(actor):
        return
    get(rules.model._default_manager.only("pk"), actor, action, resource, pk)
