"""What a cohort may spend on a network, as its facilitators say."""

from mooc.core.spending.budget import Cap
from mooc.store.policy.relations import Actor
from mooc.store.spending import budget_book
from mooc.store.spending.budget_book import Book


def set_cap(actor: Actor, cohort: int, network: str, cap: Cap) -> Book:
    """Let the cohort spend so much on the network. What waited for it falls due at once; alerts that no longer hold are
    forgotten, so that they may be raised anew. Raises NotVisible (no such network there too), Forbidden.

    Two transactions: whoever appends a reading locks the watch before the budget, so nobody may lock them the other way
    round.
    """
    budget_book.set_cap(actor, cohort, network, cap)
    budget_book.wake_unpaid(cohort, network)
    return budget_book.of_network(actor, cohort, network)
