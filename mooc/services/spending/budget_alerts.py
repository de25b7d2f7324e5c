"""Alerts by mail: claim ──▶ a letter to each facilitator, in their language ──▶ done, or deferred."""

import logging
from datetime import datetime

from mooc.core.letters.letters import budget_letter
from mooc.core.values.authored import Lang
from mooc.environment import environment
from mooc.networks import registry
from mooc.runtime.mail import send
from mooc.services import worker_company
from mooc.store.spending import alerts
from mooc.store.spending.alerts import AlertLetter

log = logging.getLogger(__name__)


def send_alerts(budget: int, now: datetime) -> int:
    """Write to the facilitators, once; returns how many letters the mail server took.

    Where it took none, it is tried again later. Where it took some and not others, those are told by the page alone.
    Raises what one letter raised, where none was sent. ``now`` is course time.
    """
    return worker_company.run(lambda together: alerts.claim(budget, now, together=together), _write) or 0


def _write(alarm: AlertLetter) -> int:
    url = f"{environment().base_url.rstrip('/')}/cohorts/{alarm.cohort}/budget/"
    label, letters = registry.label(alarm.network), []
    for email, language in alarm.to:
        lang: Lang = "fr" if language == "fr" else "en"
        letters.append((email, budget_letter(alarm.level, label, alarm.title, alarm.spent, alarm.cap, url, lang)))
    alerts.begin(alarm)
    sent, errors = 0, list[Exception]()
    for email, letter in letters:
        try:
            sent += send(email, letter.subject, letter.body)
        except Exception as error:
            errors.append(error)
            log.warning("a letter about a budget: %s", type(error).__name__)
    if sent or not letters:
        alerts.finish(alarm)
    elif errors:
        alerts.put_back(alarm)
        raise errors[0]
    else:
        alerts.defer(alarm)
        log.warning("alerts %s: no letter could be sent", alarm.alerts)
    return sent
