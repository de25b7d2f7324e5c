"""The demo's report: what was said, whether it was true, and what it cost."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from demo.truth import Truth
from mooc.core.course import Course
from mooc.store import outcomes
from mooc.store.outcomes import Outcome

FOREVER = datetime.max.replace(tzinfo=UTC)

NAIVE_A_WEEK: Mapping[str, int] = {"follow": 168, "reply": 168, "live_post": 168, "relay": 336}
"""Requests for one learner and one week of a loop that asks about each learner hourly (a relay takes two)."""


def report(course: Course, cohort: int, learners: int, truth: Truth, seconds: float) -> dict[str, Any]:
    """What ``mooc demo --headless --json`` prints."""
    standing = outcomes.standing(cohort)
    sizes = outcomes.group_sizes(cohort)
    naive = learners * sum(NAIVE_A_WEEK[challenge.check.name] for challenge in course.challenges())
    return {
        "learners": learners,
        "challenges": sum(1 for _ in course.challenges()),
        "verdicts": dict(sorted(Counter(outcome.answer for outcome in standing).items())),
        "truth": falsehoods([*standing, *outcomes.history(cohort)], truth),
        "twinomes": {"count": len(sizes), "sizes": sorted(sizes), "unplaced": learners - sum(sizes)},
        "requests": {
            network: {"sent": spent.requests, "usd": float(spent.usd), "naive": naive}
            for network, spent in outcomes.spent().items()
        },
        "seconds": round(seconds, 1),
    }


def falsehoods(said: Iterable[Outcome], truth: Truth) -> dict[str, int]:
    """How often "met" was said of what had not been done, and "not yet" of what had, as of the moment spoken of."""
    false = {"false_met": 0, "false_not_yet": 0}
    for outcome in set(said):
        if outcome.answer == "met" and not truth.met(outcome.name, outcome.challenge, FOREVER):
            false["false_met"] += 1
        if outcome.answer == "not_yet" and truth.met(outcome.name, outcome.challenge, outcome.as_of or FOREVER):
            false["false_not_yet"] += 1
    return false
