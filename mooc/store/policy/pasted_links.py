"""Row 10 of the matrix: what learners point at."""

from collections.abc import Mapping

from mooc.store import models
from mooc.store.policy.relations import admin, own_active, supervised
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import Rules

RULES: Mapping[Resource, Rules] = {
    Resource.LINKS_OF: Rules(models.Member, supervised, own_active, acknowledged=admin, is_own_side=True)
}
