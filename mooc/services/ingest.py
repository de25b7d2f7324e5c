"""The one way into the log: whatever a network has answered, and whoever asked, is stored here, or not at all.

    lease still held ──▶ log ──▶ ledger ──▶ pairs to judge ──▶ words, kept or let go ──▶ cursor, next look, lease

One transaction each, in which locks are taken in the order row of the work, accounts, budgets, cohorts, verdicts,
texts. A lost lease undoes all of it, but for what was paid: that stands in the ledger, whatever becomes of the answer.
``now`` is course time.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, transaction

from mooc.core.facts.cost import EndpointUsage, cost_of, usage_by_endpoint
from mooc.core.facts.questions import Read
from mooc.core.facts.reading import Reading
from mooc.core.judging.pasted_links import Sentence
from mooc.core.push import StreamCoverage
from mooc.networks.metering import metered
from mooc.store.judging import dirty_pairs, lost_evidence
from mooc.store.judging.dirty_pairs import News
from mooc.store.log import account_visibility, deletions, log
from mooc.store.log.answers import WatchAnswer
from mooc.store.log.log import Appended, Observation
from mooc.store.pasted_links import outcomes
from mooc.store.pasted_links.pasted_links import ClaimedLink
from mooc.store.retention import retention, texts
from mooc.store.retention.retention import ClaimedTexts
from mooc.store.retention.texts import SettledTexts
from mooc.store.spending import ledger
from mooc.store.spending.budgets import NOBODY_PAYS, Payment
from mooc.store.spending.ledger import Spending
from mooc.store.watching import query_scope, stream_coverage, streams, watch_cursor
from mooc.store.watching.streams import HeldStream
from mooc.store.watching.watches import ClaimedWatch

logger = logging.getLogger(__name__)


class Ingested(NamedTuple):
    """What came of a reading: facts that are new, and the cohorts that have something to judge."""

    new_facts: int
    cohorts: tuple[int, ...]


@contextmanager
def paid(spending: Spending, payment: Payment) -> Iterator[None]:
    """The transaction that stores an answer. Where it is undone, by a lost lease too, what the answer has cost is
    entered as lost, in a transaction of its own; then what undid it is raised."""
    try:
        with transaction.atomic():
            yield
    except Exception:
        _record_lost(spending, payment)
        raise


def ask(look: Callable[[], Reading], spending: Spending, payment: Payment) -> Reading:
    """What the network answers. Where the adapter crashes what it has sent is entered as lost, and nothing is held for
    it any more; then the crash is raised."""
    with metered() as sent:
        try:
            return look()
        except Exception:
            _record_lost(spending._replace(usage=usage_by_endpoint(sent)), payment)
            raise


def store_watch_reading(
    claimed: ClaimedWatch, read: Read, reading: Reading, now: datetime, payment: Payment = NOBODY_PAYS
) -> Ingested:
    """Store what a watch was answered by ``read``. ``payment``: who pays for it. Raises LostLease. Number of queries:
    constant."""
    question = claimed.question
    spending = ledger.spending_of(reading, question.network, now)._replace(watch=claimed.watch)
    with paid(spending, payment):
        row = watch_cursor.lock(claimed)
        answer = WatchAnswer(claimed.watch, question, claimed.linked, read, reading, now)
        appended = log.append_answer(answer)
        uses = watch_cursor.uses_of(claimed.watch)
        is_other_trouble = spending.trouble != row.trouble
        affected = [use for use in uses if is_other_trouble or appended.extended.is_felt_in(use.window)]
        owner = query_scope.subject_account(question.network, question.subject, read) if affected else ""
        news = News(
            uses=[(use.cohort, use.challenge) for use in affected],
            owner=(question.network, owner) if owner else None,
            cohorts={use.cohort for use in uses},
        )
        cohorts = _tell(appended, spending, payment, news)
        texts.keep(question.network, appended.facts, _members_texts(claimed, reading))
        texts.settle_of_posts(question.network, reading, read.price.usd > 0, now)
        texts.erase_ended(question.network, appended.facts, reading)
        watch_cursor.release(row, answer, [use.window for use in uses], appended.extended.new_spans)
    return Ingested(len(appended.facts), cohorts)


def _members_texts(claimed: ClaimedWatch, reading: Reading) -> Mapping[str, str]:
    """Of members' posts the text is kept, of strangers' posts it is not. One query, none where there is no text."""
    texts_by_key = reading.texts
    authors = {post.key: post.actor for post in reading.activities if post.key in texts_by_key}
    if not authors:
        return {}
    members = query_scope.linked_accounts(claimed.watch, claimed.question.network, set(authors.values()))
    return {key: texts_by_key[key] for key, author in authors.items() if author in members}


def store_link_reading(
    claimed: ClaimedLink,
    reading: Reading,
    account_ids: Collection[str],
    sentence: Sentence | None,
    now: datetime,
    payment: Payment,
) -> None:
    """Store what reading the one post of a pasted link has brought. ``payment``: who pays for it. Raises LostLease.
    Number of queries: constant.

    ``account_ids``: of the member's own accounts. The post is kept with its text if it is theirs; of other people's
    nothing is. ``sentence``: what is to be answered; None: the post is to be judged. No coverage comes of it.
    """
    network = claimed.network
    spending = ledger.spending_of(reading, network, now)._replace(link=claimed.link)
    with paid(spending, payment):
        row = outcomes.lock(claimed)
        posts = [post for post in reading.activities if post.actor in account_ids]
        people = tuple(person for person in reading.people if person.id in account_ids)
        observation = Observation(network, posts, now - account_visibility.INDEX_LAG, people, readable=posts)
        appended = log.append(observation)
        _tell(appended, spending, payment, News(cohorts=(claimed.cohort,)))
        texts.keep(network, appended.facts, reading.texts)
        texts.settle_of_posts(network, reading, reading.usd > 0, now)
        texts.erase_ended(network, appended.facts, reading)
        outcomes.note_reading(row, "" if sentence else posts[0].key, sentence, reading, now)


def store_text_statuses(
    claimed: ClaimedTexts, reading: Reading, is_paid: bool, now: datetime, payment: Payment
) -> SettledTexts:
    """Store what a look at kept texts has brought. ``is_paid``: a look at a post costs; ``payment``: who pays for it.
    Number of queries: constant.

    What it saw is true, whoever holds the texts by now: only of those that are still held the words are touched.
    """
    network = claimed.network
    spending = ledger.spending_of(reading, network, now)
    with paid(spending, payment):
        ended_posts = deletions.deletions_of(network, reading, now)
        appended = log.append(Observation(network, ended_posts, now - account_visibility.INDEX_LAG, reading.people))
        _tell(appended, spending, payment, News())
        settled = retention.settle(claimed, reading, is_paid, now)
        erased = texts.erase_ended(network, appended.facts, reading)
    return settled._replace(erased=settled.erased + erased)


def note_stream_progress(
    held: HeldStream, cursor: str, heard: bool, coverage: StreamCoverage | None, reads: Collection[Read]
) -> None:
    """Note how far a stream has come, and what counts as seen because of it, by these ``reads``: it adds no facts.
    ``heard``: something came meanwhile. Raises LostLease. At most six queries."""
    with transaction.atomic():
        streams.keep(held, cursor, heard)
        if coverage:
            stream_coverage.extend(coverage, reads)


def record_unwatched_cost(
    network: str, usage: Sequence[EndpointUsage], trouble: str, cohorts: Collection[int], now: datetime
) -> None:
    """Note what a one-off question or a stream has cost: it adds nothing to the log.

    The ``cohorts`` pay in equal parts; where there is none, nobody. ``trouble``: why it came to nothing, if so.
    """
    if usage:
        with transaction.atomic():
            stepped_down = ledger.record_unwatched(Spending(network, now, tuple(usage), trouble=trouble), cohorts)
            dirty_pairs.mark_dirty(News(confirmed=stepped_down, cohorts=cohorts))


def _record_lost(spending: Spending, payment: Payment) -> None:
    """What was paid for is paid for, though nothing came of it. What cannot even be entered stands in our log."""
    try:
        with transaction.atomic():
            stepped_down = ledger.record(spending._replace(trouble=ledger.LOST), payment)
            dirty_pairs.mark_dirty(News(confirmed=stepped_down, cohorts=stepped_down))
    except DatabaseError as error:
        cost = cost_of(spending.usage)
        logger.error(
            "%s: %d requests for $%s are in no ledger: %s",
            spending.network,
            cost.requests,
            cost.usd,
            type(error).__name__,
        )


def _tell(appended: Appended, spending: Spending, payment: Payment, news: News) -> tuple[int, ...]:
    """Tell the ledger and the judge of what was appended; returns the cohorts that have something to judge."""
    stepped_down = ledger.record(spending._replace(new_facts=len(appended.facts)), payment)
    cohorts = dirty_pairs.mark_dirty(news._replace(accounts=appended.accounts, confirmed=stepped_down))
    lost_evidence.note(spending.network, appended.facts, spending.at)
    return cohorts
