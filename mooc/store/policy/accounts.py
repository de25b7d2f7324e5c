"""Row 8 of the matrix: linked accounts."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.policy.relations import (
    Actor,
    admin,
    facilitated,
    mentees_of,
    owned,
    supervised,
    twinome_peers,
    via_user,
)
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _read(actor: Actor) -> Q:
    """One's own; of the twinome, what its owner shows; of those whom one looks after."""
    shared = Q(shared_with_twinome=True) & via_user(twinome_peers(actor))
    looked_after = via_user(mentees_of(actor) | facilitated(actor))
    return Q(linked_at__isnull=False) & (owned(actor) | shared | looked_after)


def _write(actor: Actor) -> Q:
    return owned(actor) & Q(linked_at__isnull=False)


def _list(actor: Actor) -> Q:
    sharing = Q(user__in=models.Account.objects.filter(shared_with_twinome=True).values("user"))
    return supervised(actor) | (twinome_peers(actor) & sharing)


RULES: Mapping[Resource, Rules] = {
    Resource.ACCOUNTS_OF: Rules(models.Member, _list, acknowledged=admin),
    Resource.ACCOUNT: Rules(models.Account, _read, _write),
}
