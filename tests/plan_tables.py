"""The tables in ``docs/plan.md``, as ``mooc plan`` says them; ``make generate`` writes them into the page."""

import re
from pathlib import Path

from mooc.core.facts.cost import Cost
from mooc.core.forecast.forecast import forecast
from mooc.core.spending.costs import Assumptions
from mooc.lessonfiles import read_course
from mooc.networks.registry import capabilities

ROOT = Path(__file__).parents[1]
BLUESKY = capabilities("bluesky")
COURSE = read_course(ROOT / "lessons" / "first-steps")
TABLE = re.compile(r"(<!-- plan: first-steps (x|bluesky) -->\n).*?(<!-- /plan -->)", re.DOTALL)


def filled(page: str) -> str:
    """The page with its tables as they should be."""
    return TABLE.sub(lambda found: found[1] + (on_x() if found[2] == "x" else on_bluesky()) + found[3], page)


def on_x() -> str:
    lines = ["| learners | ours | naive | floor |", "|---:|---:|---:|---:|"]
    for learners in (100, 1_000, 10_000):
        bill = forecast(COURSE, capabilities("x"), learners).total
        lines.append(f"| {learners:,} | {_said(bill.planned)} | {_said(bill.naive)} | {_said(bill.floor)} |")
    return "\n".join(lines) + "\n"


def on_bluesky() -> str:
    lines = ["| posts a day | polls alone | with the stream |", "|---:|---:|---:|"]
    for posts in (1, 5, 15):
        assumed = Assumptions(posts_a_day=posts)
        both = (forecast(COURSE, BLUESKY, 1_000, assumed, stream=stream).total for stream in (False, True))
        lines.append(f"| {posts} | {' | '.join(f'{bill.planned.requests:,} requests' for bill in both)} |")
    return "\n".join(lines) + "\n"


def _said(cost: Cost) -> str:
    return f"{cost.requests:,} requests, ${cost.usd:,.2f}"
