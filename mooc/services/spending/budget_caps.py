"""What a cohort may spend on a network, as its facilitators say."""

from django.db import transaction

from mooc.core.facts.cost import Limit
from mooc.core.facts.troubles import TroubleKind
from mooc.services.spending.waking import wake
from mooc.store.policy.relations import Actor
from mooc.store.spending import budget_book
from mooc.store.spending.budget_book import BudgetReport


def set_cap(actor: Actor, cohort: int, network: str, cap: Limit) -> BudgetReport:
    """Let the cohort spend so much on the network. What waited for it falls due at once; alerts that no longer hold are
    forgotten, so that they may be raised anew. Raises NotVisible (no such network there too), Forbidden."""
    with transaction.atomic():
        book = budget_book.set_cap(actor, cohort, network, cap)
    # the second trouble: what a read was allowed was not enough
    wake(network, {TroubleKind.BUDGET, TroubleKind.NOT_LOOKED}, cohort)
    return book
