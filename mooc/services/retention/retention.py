"""Erasing: looking whether posts still stand of which the text is kept, and letting go of what must go.

    texts ── due ── claim ──▶ up to a hundred of one cohort
                      └── ask the budget ── ask the network ──▶ post_statuses ── ingest ──▶ erased, or due again

``now`` is course time. Nothing else keeps words of others: receipts, findings and the log go without them.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.spending.budget import Purpose
from mooc.environment import environment
from mooc.services import ingest, networks, worker_company
from mooc.services.spending import permits
from mooc.services.spending.permits import Expense, SpendRequest
from mooc.store.retention import retention
from mooc.store.retention.retention import ClaimedTexts
from mooc.store.spending.budgets import NOBODY_PAYS, WAIT, Payment
from mooc.store.spending.ledger import Spending

log = logging.getLogger(__name__)


def due(now: datetime) -> list[int]:
    """Some texts that are due, each named once in a while only: a hint for it is on its way then."""
    return retention.due(now)


def look(text: int, now: datetime) -> int:
    """Look at this text and up to 99 others of its cohort, if it is due and nobody else does; returns how many.

    1. claim; 2. what is over is erased; 3. ask the budget; 4. ask the network, outside of any transaction; 5. append.
    """
    keep_for = timedelta(days=environment().keep_text_days)
    texts = worker_company.run(
        lambda together: retention.claim(text, now, keep_for, together=together), lambda claimed: _look(claimed, now)
    )
    return texts or 0


def _look(claimed: ClaimedTexts, now: datetime) -> int:
    if claimed.is_over or claimed.cohort is None:
        with transaction.atomic():
            erased = retention.erase_expired(claimed).erased
        log.info("%s: %d texts erased, their time is over", claimed.network, erased)
        return len(claimed.texts)
    if claimed.network not in networks.configured():
        return _append(claimed, Reading(trouble=Trouble(TroubleKind.NOT_LOOKED)), False, NOBODY_PAYS, now)
    network = networks.network(claimed.network)
    read = permits.post_read(network.reads)
    is_paid = read.price.usd > 0
    expense = Expense(read, claimed.token, now, cohort=claimed.cohort)
    permit = permits.permit(SpendRequest(claimed.network, Purpose.TEXTS, expense))
    if permit.waits:
        retention.give_back(claimed, WAIT)
        return 0
    if permit.refused:
        return _append(claimed, Reading(trouble=permit.refused), is_paid, NOBODY_PAYS, now)
    authors = {key: text.author for key, text in claimed.texts.items()}
    reading = ingest.ask(
        lambda: permits.note_answer(network.post_statuses(authors, now, permit.allowance), permit),
        Spending(claimed.network, now),
        permit.payment,
    )
    return _append(claimed, reading, is_paid, permit.payment, now)


def _append(claimed: ClaimedTexts, reading: Reading, is_paid: bool, payment: Payment, now: datetime) -> int:
    settled = ingest.store_text_statuses(claimed, reading, is_paid, now, payment)
    if settled.unseen:
        why = reading.trouble.kind if reading.trouble else "not told"
        log.warning("%s: %d texts erased unseen, nobody could look (%s)", claimed.network, settled.unseen, why)
    return len(claimed.texts)
