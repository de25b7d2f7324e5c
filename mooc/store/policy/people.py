"""Row 9 of the matrix: what belongs to a person, in whatever cohort."""

from collections.abc import Mapping

from django.db.models import Q

from mooc.store import models
from mooc.store.policy.relations import Actor, admin, owned
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules


def _end(actor: Actor) -> Q:
    return owned(actor) | admin(actor)


RULES: Mapping[Resource, Rules] = {Resource.TOKEN: Rules(models.ApiToken, owned, owned, _end)}
