"""Alerts by mail: claim ──▶ a letter to each facilitator, in their language ──▶ done, or given back for later."""

import logging

from mooc.core.letters.letters import budget_letter
from mooc.core.values.authored import Lang
from mooc.environment import environment
from mooc.networks import registry
from mooc.runtime.mail import send
from mooc.store.spending import alerts

log = logging.getLogger(__name__)


def due() -> list[int]:
    """The budgets of which something is to be told: a hint for each. None where no mail is sent, and none in a demo,
    where nobody reads it: the page tells."""
    env = environment()
    return [] if env.demo or env.mail == "none" else alerts.due()


def tell(budget: int) -> int:
    """Write to the facilitators, once; returns how many letters the mail server took.

    Where it took none, it is tried again later. Where it took some and not others, those are told by the page alone.
    Raises what one letter raised, when all others are written.
    """
    alarm = alerts.claim(budget)
    if alarm is None:
        return 0
    url = f"{environment().base_url.rstrip('/')}/cohorts/{alarm.cohort}/budget/"
    label = registry.label(alarm.network)
    sent, broken = 0, list[Exception]()
    for email, language in alarm.to:
        lang: Lang = "fr" if language == "fr" else "en"
        try:
            letter = budget_letter(alarm.level, label, alarm.title, alarm.spent, alarm.cap, url, lang)
            sent += send(email, letter.subject, letter.body)
        except Exception as error:
            broken.append(error)
    if alarm.to and not sent:
        alerts.give_back(alarm.alerts)
        log.warning("budget %s: no letter could be sent", budget)
    if broken:
        raise broken[0]
    return sent


def cohort_of(budget: int) -> int | None:
    """The cohort whose budget it is."""
    return alerts.cohort_of(budget)
