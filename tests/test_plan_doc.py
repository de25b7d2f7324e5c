"""The table in ``docs/plan.md`` is what ``mooc plan`` says. ``python -m tests.test_plan_doc`` writes it anew."""

import re
from pathlib import Path

from mooc.core.costs import Cost
from mooc.core.forecast import forecast
from mooc.lessonfiles import read_course
from mooc.networks import tariff

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "plan.md"
TABLE = re.compile(r"(<!-- plan: first-steps x -->\n).*?(<!-- /plan -->)", re.DOTALL)


def table() -> str:
    course = read_course(ROOT / "lessons" / "first-steps")
    lines = ["| learners | ours | naive | floor |", "|---:|---:|---:|---:|"]
    for learners in (100, 1_000, 10_000):
        bill = forecast(course, tariff("x"), learners).total
        lines.append(f"| {learners:,} | {_said(bill.ours)} | {_said(bill.naive)} | {_said(bill.floor)} |")
    return "\n".join(lines) + "\n"


def _said(cost: Cost) -> str:
    return f"{cost.requests:,} requests, ${cost.usd:,.2f}"


def test_the_table_is_what_the_plan_says() -> None:
    page = PAGE.read_text()
    assert TABLE.sub(lambda found: found[1] + table() + found[2], page) == page


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(lambda found: found[1] + table() + found[2], PAGE.read_text()))
