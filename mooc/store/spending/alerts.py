"""Alerts of budgets that nobody has been written about yet. A due row is claimed before a letter is sent."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from mooc.core.facts.cost import Cost, Limit
from mooc.store import models
from mooc.store.database.leases import MAX_ATTEMPTS, SuspectRow
from mooc.store.queue import SUSPECT, Queue, claiming
from mooc.store.spending.budgets import cap_of, spent_of

AGAIN = timedelta(minutes=15)
"""Real time after which a mail server that took nothing is tried again."""
AT_MOST = 100
"""So many alerts are answered by one letter: there are fewer levels."""
QUEUE = Queue(
    "alerts",
    models.BudgetAlert,
    lambda cohort: Q(budget__cohort=cohort),
    is_wanted=Q(mailed_at__isnull=True, budget__cohort__closed_at__isnull=True),
)


class Addressee(NamedTuple):
    """A facilitator, who reads mail in ``language``."""

    email: str
    language: str


class AlertLetter(NamedTuple):
    """What is to be written. ``alerts``: all that are answered by it, of which ``level`` is the highest; ``token``: of
    the lease on them."""

    alerts: tuple[int, ...]
    token: uuid.UUID
    level: int
    network: str
    cohort: str
    title: str
    cap: Limit
    spent: Cost
    to: tuple[Addressee, ...]


def is_on() -> bool:
    """Whether facilitators are written to: not where no mail is sent, and not in a demo, where nobody reads it."""
    return bool(settings.MOOC_MAIL_ALERTS)


def due(now: datetime, limit: int = 100) -> list[int]:
    """Ids of budgets with alerts that are to be mailed. One query. ``now`` is course time."""
    if not is_on():
        return []
    budgets = QUEUE.due(now).order_by("budget").values_list("budget", flat=True)
    return list(budgets.distinct()[:limit])


def claim(budget: int, now: datetime, *, together: bool = False) -> AlertLetter | None:
    """Take all of the budget's alerts for this worker; None if there are none that another one has not. Raises
    SuspectRow as ``Queue.claim`` does."""
    with claiming():  # under the budget's lock, so that no two workers take one alert each
        row = models.Budget.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort").get(pk=budget)
        due_alerts = QUEUE.due(now).filter(budget=row)
        if together and due_alerts.filter(SUSPECT, attempts__lt=MAX_ATTEMPTS).exists():
            raise SuspectRow
        claimed = QUEUE.claim_many(due_alerts, AT_MOST)
    if not claimed.rows:
        return None
    people = models.Member.objects.filter(
        cohort=row.cohort, role="facilitator", left_at__isnull=True, user__is_active=True
    )
    to = tuple(Addressee(*contact) for contact in people.order_by("pk").values_list("user__email", "user__language"))
    cohort, level = row.cohort, max(alert.level for alert in claimed.rows)
    return AlertLetter(
        tuple(claimed.ids), claimed.token, level, row.network, cohort.name, cohort.title, cap_of(row), spent_of(row), to
    )


def begin(alarm: AlertLetter) -> None:
    """Note that the letters are sent now: a worker that dies from here on leaves a letter too few, never one too many.

    Raises LostLease.
    """
    QUEUE.keep(alarm.alerts, alarm.token, mailed_at=Now())


def finish(alarm: AlertLetter) -> None:
    """The letters are sent."""
    QUEUE.release(alarm.alerts, alarm.token, due_at=None)


def put_back(alarm: AlertLetter) -> None:
    """No letter was sent after all: the alerts are still held, and still to be told."""
    QUEUE.keep(alarm.alerts, alarm.token, mailed_at=None)


def defer(alarm: AlertLetter) -> None:
    """The mail server took nothing: try again later."""
    QUEUE.defer(alarm.alerts, alarm.token, mailed_at=None, not_before=Now() + AGAIN)
