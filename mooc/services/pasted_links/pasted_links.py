"""Pasted links: from the address of a post to an answer, while the learner waits.

    address ── recognise ──▶ link, due
    link ── claim ── read once ──▶ Reading ── ingest ──▶ log, ledger, news
    news ── judge ──▶ verdict ── evidence ──▶ answer on the link

The link is kept before anything is asked, and is due until it has its answer: whatever breaks off in between, the next
tick finds it. ``now`` is course time.
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.core.judging.pasted_links import (
    PARKED,
    Sentence,
    sentence_after_judging,
    sentence_before_reading,
    sentence_of_reading,
)
from mooc.core.spending.budget import Purpose
from mooc.networks import registry
from mooc.runtime import deadline
from mooc.services import checking, ingest, networks, worker_company
from mooc.services.spending import permits
from mooc.services.spending.permits import Expense, SpendRequest
from mooc.store.database.leases import SuspectRow, attempt
from mooc.store.pasted_links import outcomes, pasted_links
from mooc.store.pasted_links.pasted_links import LOOKS_AT_MOST, ClaimedLink, LinkStatus
from mooc.store.policy.relations import Actor
from mooc.store.spending.budgets import WAIT
from mooc.store.spending.ledger import Spending

TIME_LIMIT = 2.0
"""Seconds for all requests together while the learner waits."""
LINKS_A_DAY = 100
"""So many new links one person may paste within a day."""


def paste(actor: Actor, member: int, challenge: str, url: str) -> LinkStatus:
    """Point at a post, for a challenge of one's own, and look at it at once, for two seconds at most.

    What could not be seen in that time is looked at again by the workers. Safe to repeat. Raises NotVisible (no such
    challenge too), Forbidden, links.TooManyLinks.
    """
    pasted_links.may_paste(actor, member)
    pasted_links.situation(member, challenge)
    post = networks.recognise(url)
    with transaction.atomic():
        link = pasted_links.keep(actor, member, challenge, url, post, LINKS_A_DAY)
    with attempt(), suppress(SuspectRow), deadline.within(TIME_LIMIT):
        if claimed := pasted_links.claim(link.id, actor.now, together=True):
            _look(claimed, actor.now, quickly=True)
    return pasted_links.get(link.id)


def due(now: datetime) -> list[int]:
    """The links that are due, each named once in a while only: a hint for it is on its way then."""
    return pasted_links.due(now)


def look(link: int, now: datetime) -> LinkStatus:
    """Look at a link, if it is due and nobody else does, and answer it.

    1. claim; 2. what can be said without reading; 3. read the post, outside of any transaction, unless the log has it;
    4. append; 5. judge; 6. answer from the evidence.
    """
    with attempt():
        worker_company.run(
            lambda together: pasted_links.claim(link, now, together=together), lambda claimed: _look(claimed, now)
        )
    return pasted_links.get(link)


def _look(claimed: ClaimedLink, now: datetime, quickly: bool = False) -> None:
    """``quickly``: somebody is waiting."""
    if claimed.in_vain:
        with transaction.atomic():
            outcomes.park(claimed, Sentence(PARKED, {}))
        return
    situation = pasted_links.situation(claimed.member, claimed.challenge)
    sentence = sentence_before_reading(situation, claimed.network, registry.labels(), now)
    if sentence is None and not claimed.key and claimed.looks > LOOKS_AT_MOST:
        sentence = Sentence("link.unseen", {"network": registry.label(claimed.network)})
    if sentence:
        _finish(claimed, sentence)
        return
    account_ids = situation.own_ids[claimed.network]
    key = claimed.key or _read(claimed, account_ids, now, quickly)
    if not key:
        return
    checking.judge_due(claimed.cohort, now, claimed.member)
    standing = outcomes.standing(claimed, key)
    if standing is None:
        with transaction.atomic():
            outcomes.postpone(claimed, now)
        return
    sentence = sentence_after_judging(standing.post, standing.finding, situation.window, claimed.was_logged)
    _finish(claimed, sentence if standing.post.actor in account_ids else Sentence("link.not_yours", {}))


def _read(claimed: ClaimedLink, account_ids: frozenset[str], now: datetime, quickly: bool) -> str:
    """Read the post once and append it, if it may be paid; returns its key, or nothing where all is said."""
    network = networks.quick(claimed.network) if quickly else networks.network(claimed.network)
    expense = Expense(permits.post_read(network.reads), claimed.token, now, cohort=claimed.cohort)
    permit = permits.permit(SpendRequest(claimed.network, Purpose.LINK, expense))
    if permit.waits:
        pasted_links.give_back(claimed, WAIT)
        return ""
    if permit.refused and permit.refused.kind is TroubleKind.BUDGET:
        _finish(claimed, Sentence("link.no_budget", {"network": registry.label(claimed.network)}))
        return ""
    if permit.refused:
        reading = Reading(trouble=permit.refused)
    else:
        reading = ingest.ask(
            lambda: permits.note_answer(network.post(claimed.reference, now), permit),
            Spending(claimed.network, now, link=claimed.link),
            permit.payment,
        )
    sentence = sentence_of_reading(reading, registry.label(claimed.network), account_ids)
    ingest.store_link_reading(claimed, reading, account_ids, sentence, now, permit.payment)
    return "" if sentence else next(post.key for post in reading.activities if post.actor in account_ids)


def _finish(claimed: ClaimedLink, sentence: Sentence) -> None:
    with transaction.atomic():
        outcomes.finish(claimed, sentence)
