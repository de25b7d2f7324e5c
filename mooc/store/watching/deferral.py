"""Work that is given back because a network is closed for now: it waits in its row, and no thread sleeps for it."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from mooc.core.facts.reading import Reading
from mooc.store.leased_rows import DEFERRED
from mooc.store.spending.budgets import Payment, release_reservation
from mooc.store.watching.watches import QUEUE, ClaimedWatch

SHORT = timedelta(minutes=1)
"""A wait that nobody need hear of."""


def defer_refused(claimed: ClaimedWatch, reading: Reading, payment: Payment) -> bool:
    """Give the watch back until its network opens, if nothing was asked and nothing new is to be told; else False.

    Nothing new is a wait of less than a minute, and one whose reason is noted already. It is no failure of the watch,
    and no look. One query, and a second one where money was held for the look.
    """
    trouble = reading.trouble
    if trouble is None or trouble.until is None or not trouble.is_closed or reading.requests:
        return False
    held = QUEUE.held([claimed.watch], claimed.token).annotate(now=Now())
    unremarkable = held.filter(Q(trouble=trouble.kind) | Q(now__gt=trouble.until - SHORT))
    given_back = unremarkable.update(**DEFERRED, not_before=trouble.until)
    if given_back:
        release_reservation(payment)
    return bool(given_back)
