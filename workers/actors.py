"""The actors. Each takes an id, may run twice, late or side by side, and calls one function of the services."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import dramatiq

from mooc.runtime import clocks
from mooc.services import checking
from mooc.services.operations import rejudging
from mooc.services.pasted_links import pasted_links
from mooc.services.retention import retention
from mooc.services.spending import budget_alerts
from mooc.store.database import outages
from mooc.store.database.leases import attempt
from mooc.store.spending import alerts
from workers.broker import BROKER, TROUBLES, broker

BROKER_REST = 2.0
"""Seconds before a broker that did not answer is asked again."""
_broker_rests_until = [0.0]
BATCHES = 20
"""How many batches one message judges before it makes room for others."""


def _attempt(work: Callable[[int], None]) -> Callable[[int], None]:
    """The work; what fails hurts the rows that were claimed, and nobody else. Where the database is away, or gives a
    statement up, it stays due, and the log says so in a line."""

    @wraps(work)
    def outer(row: int) -> None:
        try:
            with attempt():
                work(row)
        except Exception as error:
            if not outages.log_outage(error):
                raise
        else:
            outages.DATABASE.back()

    return outer


@dramatiq.actor(broker=broker, queue_name="collect")
@_attempt
def collect(watch: int) -> None:
    """Read a watch; then hint that its cohorts have something to judge."""
    appended = checking.collect(watch, clocks.now())
    _enqueue_all(judge, list(appended.cohorts) if appended else [])


@dramatiq.actor(broker=broker, queue_name="judge")
@_attempt
def judge(cohort: int) -> None:
    """Judge what is due in a cohort; then hint at the watches that this made due."""
    left = BATCHES
    while left and checking.judge_due(cohort, clocks.now()):
        left -= 1
    if not left:
        enqueue(judge, cohort)
    _enqueue_all(collect, checking.watches_due(clocks.now()))


@dramatiq.actor(broker=broker, queue_name="judge")
@_attempt
def look_at_link(link: int) -> None:
    """Look at a pasted link that had to wait."""
    pasted_links.look(link, clocks.now())


@dramatiq.actor(broker=broker, queue_name="collect")
@_attempt
def look_at_texts(text: int) -> None:
    """Look whether the posts of some texts still stand."""
    retention.look(text, clocks.now())


@dramatiq.actor(broker=broker, queue_name="judge")
@_attempt
def tell_of_budget(budget: int) -> None:
    """Write to the facilitators of whose budget so much is spent."""
    budget_alerts.send_alerts(budget, clocks.now())


def enqueue_due() -> int:
    """Send a hint for everything that is due; returns how many."""
    now = clocks.now()
    rejudging.rejudge_unreadable()
    due = checking.due(now)
    sent = _enqueue_all(look_at_link, pasted_links.due(now))
    sent += _enqueue_all(collect, due.watches) + _enqueue_all(judge, due.cohorts)
    sent += _enqueue_all(tell_of_budget, alerts.due(now))
    return sent + _enqueue_all(look_at_texts, retention.due(now))


def _enqueue_all(actor: dramatiq.Actor[Any, None], ids: list[int]) -> int:
    """A broker that does not take one hint is not asked to take the others: it may be slow to refuse each."""
    all(enqueue(actor, pk) for pk in ids)
    return len(ids)


def enqueue(actor: dramatiq.Actor[Any, None], row: int) -> bool:
    """Send a message if the broker takes it. If not, nothing is lost: the next tick finds the row still due.

    One that has just refused is not asked again at once: it may be slow to refuse, and somebody may wait.
    """
    if time.monotonic() < _broker_rests_until[0]:
        return False
    try:
        actor.send(row)
    except TROUBLES as error:
        BROKER.gone(type(error).__name__)
        _broker_rests_until[0] = time.monotonic() + BROKER_REST
        return False
    BROKER.back()
    return True
