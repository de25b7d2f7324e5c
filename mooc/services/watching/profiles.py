"""A profile is read at once when its owner opens the challenge that asks for it.

    page ── needs of the finding ──▶ watch, due now ── collect ──▶ Reading ── append ──▶ news ── judge ──▶ the page

Nobody waits for the network in the page itself: the next tick finds the watch due, and the page asks for news.
"""

from datetime import datetime, timedelta

from django.db import transaction

from mooc.core.facts.needs import NeedKind
from mooc.core.planning.plan import Want, key_of, pause_after_look, read_on_demand
from mooc.core.values.span import Span
from mooc.services import networks
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.progress.learner_progress import ChallengeProgress
from mooc.store.watching import watches

INSTANT = timedelta(microseconds=1)


def look_now(cohort: CohortDetails, item: ChallengeProgress, now: datetime) -> int:
    """Let the profiles that the challenge needs be read at once; how many will be. ``now`` is course time.

    None where the challenge asks for no profile, is met, is not open, or has been looked at a moment ago.
    """
    finding = item.verdict.finding if item.verdict else None
    if finding is None or item.answer == "met" or now not in item.window:
        return 0
    looks = 0
    for need in finding.needs:
        read = read_on_demand(need, networks.tables()) if need.kind is NeedKind.PROFILE else None
        if read is None:
            continue
        until = max(item.window.start + INSTANT, now - read.lag)  # a look sees the network as it was a lag ago
        want = Want(key_of(need, read), item.challenge.challenge, Span(item.window.start, until))
        with transaction.atomic():
            looks += watches.look_now(cohort.id, want, pause_after_look(read), now)
    return looks
