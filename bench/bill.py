"""The bill: what a class of BILL_LEARNERS (1,000) that does all of ``first-steps`` asks of X, as the sandbox counts it.

Beside it: a plan that somebody made by hand who knows X's prices, the naive loop, and our own forecast. By hand:
``python -m bench bill`` (a minute or two for a thousand learners, eleven for ten thousand).
"""

import os
import resource
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from bench.classroom import Classroom
from bench.ground import Figure
from mooc.core.facts.cost import Cost
from mooc.core.forecast.forecast import forecast
from mooc.lessonfiles import read_course
from mooc.networks.registry import capabilities

LEARNERS = int(os.environ.get("BILL_LEARNERS", "1000"))
LESSONS = Path(__file__).parents[1] / "lessons"


def by_hand(learners: int) -> Cost:
    """A week each of newest followers hourly, a conversation every quarter of an hour, one sweep of the tag after the
    event, counts every four hours and one list for each relay."""
    hundreds = learners / 100
    requests = 168 + learners / 1000 + 672 + hundreds + 5 * hundreds + 42 * hundreds + learners
    return Cost(round(requests), learners * (Decimal("0.010") + Decimal("0.005") + Decimal("0.025") + Decimal("0.045")))


def figures() -> Iterator[Figure]:
    """Requests and dollars, against the plan by hand, the naive loop and the forecast."""
    course = read_course(LESSONS / "first-steps")
    foreseen, plan = forecast(course, capabilities("x"), LEARNERS).total, by_hand(LEARNERS)
    began = time.perf_counter()
    played = Classroom(course, LEARNERS).play()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{LEARNERS:,} learners; {time.perf_counter() - began:.0f} s, {peak} MB at the most")
    bill = {
        "ours": Cost(played.sent, played.usd),
        "by hand": plan,
        "forecast": foreseen.planned,
        "naive": foreseen.naive,
    }
    for name, cost in (bill | {"floor": foreseen.floor}).items():
        print(f"  {name:<9} {cost.requests:>10,} requests  ${cost.usd:>12,.2f}")
    print(f"by endpoint {dict(played.requests)}; verdicts {dict(played.answers)}; untrue {dict(played.untrue)}")
    done = len(list(course.challenges())) * LEARNERS
    met = sum(count for verdict, count in played.answers.items() if verdict.endswith(" met"))
    yield Figure("verdicts met / things done", met / done, 1, at_most=False)
    yield Figure("verdicts that were ever untrue / things done", sum(played.untrue.values()) / done, 0, at_most=True)
    yield Figure("requests / the plan by hand", played.sent / plan.requests, 1.1, at_most=True)
    yield Figure("dollars / the plan by hand", float(played.usd / plan.usd), 1.1, at_most=True)
    yield Figure("the naive loop's requests / ours", foreseen.naive.requests / played.sent, 100, at_most=False)
    yield Figure("requests / the forecast", played.sent / foreseen.planned.requests, 1.1, at_most=True)
    yield Figure("dollars / the forecast", float(played.usd / foreseen.planned.usd), 1.1, at_most=True)
