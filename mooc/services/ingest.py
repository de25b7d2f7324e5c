"""The one way into the log: whatever a network has answered, and whoever asked, is stored here, or not at all.

    lease still held ──▶ log ──▶ ledger ──▶ pairs to judge ──▶ words that must go ──▶ cursor, next look, lease

One transaction each, in which locks are taken in the order row of the work, accounts, budgets, cohorts, verdicts,
texts. A lost lease undoes all of it. ``now`` is course time.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.questions import Read
from mooc.core.facts.reading import Reading
from mooc.core.judging.pasted_links import Sentence
from mooc.core.push import StreamCoverage as StreamCoverage
from mooc.store.judging import dirty_pairs
from mooc.store.judging.dirty_pairs import News
from mooc.store.log import account_visibility, deletions, log, texts
from mooc.store.log.answers import WatchAnswer
from mooc.store.log.log import Appended, Observation
from mooc.store.log.texts import SettledTexts
from mooc.store.pasted_links import outcomes
from mooc.store.pasted_links.pasted_links import ClaimedLink as Link
from mooc.store.retention import retention
from mooc.store.retention.retention import ClaimedTexts as Texts
from mooc.store.spending import ledger
from mooc.store.spending.budgets import NOBODY_PAYS, Payment
from mooc.store.spending.ledger import Spending
from mooc.store.watching import query_scope, stream_coverage, streams, watch_cursor
from mooc.store.watching.streams import HeldStream
from mooc.store.watching.watches import ClaimedWatch


class Ingested(NamedTuple):
    """What came of a reading: facts that are new, and the cohorts that have something to judge."""

    new_facts: int
    cohorts: tuple[int, ...]


def store_watch_reading(
    claimed: ClaimedWatch, read: Read, reading: Reading, now: datetime, payment: Payment = NOBODY_PAYS
) -> Ingested:
    """Store what a watch was answered by ``read``. ``payment``: who pays for it. Raises LostLease. Number of queries:
    constant."""
    question = claimed.question
    answer = WatchAnswer(claimed.watch, question, claimed.linked, read, reading, now)
    spending = ledger.spending_of(reading, question.network, now)._replace(watch=claimed.watch)
    with transaction.atomic():
        row = watch_cursor.lock(claimed)
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
        deletions.apply(question.network, appended.facts, reading)
        texts.settle_of_posts(question.network, reading, read.price.usd > 0, now)
        watch_cursor.release(row, answer, [use.window for use in uses], appended.extended.new_spans)
    return Ingested(len(appended.facts), cohorts)


def store_link_reading(
    claimed: Link,
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
    posts = [post for post in reading.activities if post.actor in account_ids]
    words = {post.key: reading.texts[post.key] for post in posts if post.key in reading.texts}
    people = tuple(person for person in reading.people if person.id in account_ids)
    observation = Observation(claimed.network, posts, now - account_visibility.INDEX_LAG, people, words, readable=posts)
    spending = ledger.spending_of(reading, claimed.network, now)._replace(link=claimed.link)
    with transaction.atomic():
        row = outcomes.lock(claimed)
        appended = log.append(observation)
        _tell(appended, spending, payment, News(cohorts=(claimed.cohort,)))
        deletions.apply(claimed.network, appended.facts, reading)
        texts.settle_of_posts(claimed.network, reading, reading.usd > 0, now)
        outcomes.note_reading(row, "" if sentence else posts[0].key, sentence, reading, now)


def store_text_statuses(
    claimed: Texts, reading: Reading, is_paid: bool, now: datetime, payment: Payment
) -> SettledTexts:
    """Store what a look at kept texts has brought. ``is_paid``: a look at a post costs; ``payment``: who pays for it.
    Number of queries: constant.

    What it saw is true, whoever holds the texts by now: only of those that are still held the words are touched.
    """
    ended_posts = deletions.deletions_of(claimed.network, reading, now)
    observation = Observation(claimed.network, ended_posts, now - account_visibility.INDEX_LAG, reading.people)
    with transaction.atomic():
        appended = log.append(observation)
        _tell(appended, ledger.spending_of(reading, claimed.network, now), payment, News())
        settled = retention.settle(claimed, reading, is_paid, now)
        erased = deletions.apply(claimed.network, appended.facts, reading)
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


def record_lost_reading(claimed: ClaimedWatch, read: Read, reading: Reading, payment: Payment, now: datetime) -> None:
    """What was paid for is paid for, also where another worker got there first: what was seen is not stored."""
    if reading.requests:
        spending = ledger.spending_of(reading, claimed.question.network, now)
        spending = spending._replace(watch=claimed.watch, trouble=ledger.LOST)
        with transaction.atomic():
            ledger.record(spending, payment)


def _tell(appended: Appended, spending: Spending, payment: Payment, news: News) -> tuple[int, ...]:
    """Tell the ledger and the judge of what was appended; returns the cohorts that have something to judge."""
    stepped_down = ledger.record(spending._replace(new_facts=len(appended.facts)), payment)
    cohorts = dirty_pairs.mark_dirty(news._replace(accounts=appended.accounts, confirmed=stepped_down))
    deletions.note_lost_evidence(spending.network, appended.facts, spending.at)
    return cohorts
