"""The log: what readings have shown of the networks. It knows nobody: what follows from it is said, and left to others.

    Reading ── reconcile ──▶ facts, profiles ── append ──▶ what is new, whom it concerns, how far all is seen

Nothing here keeps words, wakes a watch, marks a verdict or charges a budget: ``mooc.services.ingest`` does, in the same
transaction.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from mooc.core.facts.activity import Activity
from mooc.core.facts.profiles import AccountProfile
from mooc.store.log import account_visibility, activities, coverage, deletions, item_coverage
from mooc.store.log.activities import AccountKey
from mooc.store.log.answers import WatchAnswer
from mooc.store.log.coverage import Extended
from mooc.store.log.reconcile_reading import reconcile_reading


class Observation(NamedTuple):
    """What a reading has shown, ready to be appended.

    ``facts``: all of them, of which the log may have some; ``as_of``: the moment of which it speaks (course time).
    ``readable``: posts that show that their authors can be read; None: those that are new to the log.
    """

    network: str
    facts: Sequence[Activity]
    as_of: datetime
    profiles: Collection[AccountProfile] = ()
    readable: Sequence[Activity] | None = None


class Appended(NamedTuple):
    """What has changed: facts that the log did not have, and the accounts of which something new is known.

    ``extended``: how far the watch has seen, before and after.
    """

    facts: tuple[Activity, ...]
    accounts: frozenset[AccountKey]
    extended: Extended = Extended()


def append(observation: Observation) -> Appended:
    """Add what the log does not have yet. Safe to repeat; belongs in a transaction of the caller. Number of queries:
    constant.
    """
    network, as_of, profiles = observation.network, observation.as_of, observation.profiles
    facts = tuple(activities.add(network, observation.facts))
    changed = account_visibility.upsert(network, profiles, {fact.actor for fact in facts}, as_of)
    readable = facts if observation.readable is None else observation.readable
    changed |= account_visibility.note_readable(network, profiles, readable, as_of)
    concerned = {
        (fact.network, account)
        for fact in facts
        for account in (fact.actor, fact.target_author, fact.references.reply_to_author, fact.references.quote_author)
        if account
    }
    return Appended(facts, frozenset(concerned | changed))


def append_answer(answer: WatchAnswer) -> Appended:
    """Add what a watch was answered: facts that are new, ends of what is gone, and how far it has now seen. Safe to
    repeat; belongs in a transaction of the caller. Number of queries: constant."""
    read, reading, network = answer.read, answer.reading, answer.question.network
    coverages = coverage.rows_of(answer.watch)
    items = item_coverage.seen_before(answer) if read.per_item else {}
    facts = reconcile_reading(answer, coverages[-1].end if coverages else None, items)
    facts = (*facts, *deletions.deletions_of(network, reading, answer.now))
    as_of = answer.now - read.lag
    appended = append(Observation(network, facts, as_of, reading.people))
    extended = coverage.extend(answer, coverages)
    accounts = appended.accounts | coverage.first_seen(answer, extended)
    accounts |= item_coverage.extend(answer, items) if read.per_item else set()
    return Appended(appended.facts, accounts, extended)
