"""The demo's report: what was said, whether it was true, and what it cost."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from demo.truth import Truth
from mooc.core.course.course import Course
from mooc.core.forecast.forecast import forecast
from mooc.networks.registry import capabilities
from mooc.store.progress import outcomes
from mooc.store.progress.outcomes import GivenAnswer
from mooc.store.spending import ledger

FOREVER = datetime.max.replace(tzinfo=UTC)


def report(course: Course, cohort: int, learners: int, truth: Truth, seconds: float) -> dict[str, Any]:
    """What ``mooc demo --headless --json`` prints."""
    standing = outcomes.standing(cohort)
    sizes = outcomes.group_sizes(cohort)
    return {
        "learners": learners,
        "challenges": sum(1 for _ in course.challenges()),
        "verdicts": dict(sorted(Counter(outcome.answer for outcome in standing).items())),
        "truth": falsehoods([*standing, *outcomes.history(cohort)], truth),
        "twinomes": {"count": len(sizes), "sizes": sorted(sizes), "unplaced": learners - sum(sizes)},
        "requests": {
            network: {
                "sent": spent.requests,
                "usd": round(float(spent.usd), 2),
                # a loop that asks about each learner hourly, by the network's own figures (``mooc plan``)
                "naive": forecast(course, capabilities(network), learners).total.naive.requests,
            }
            for network, spent in ledger.totals().items()
        },
        "seconds": round(seconds, 1),
    }


def falsehoods(answers: Iterable[GivenAnswer], truth: Truth) -> dict[str, int]:
    """How often "met" was said of what had not been done, and "not yet" of what had, as of the moment spoken of."""
    false = {"false_met": 0, "false_not_yet": 0}
    for answered in set(answers):
        if answered.answer == "met" and not truth.met(answered.name, answered.challenge, FOREVER):
            false["false_met"] += 1
        if answered.answer == "not_yet" and truth.met(answered.name, answered.challenge, answered.as_of or FOREVER):
            false["false_not_yet"] += 1
    return false
