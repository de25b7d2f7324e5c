"""No question to the log reads all of it: a class of years must not make today's judging slow."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.reconcile import gone_activity
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.log import activities
from tests.invariants.env import START
from tests.invariants.world import post

QUESTIONS: dict[str, Callable[[], object]] = {
    "touching": lambda: activities.touching({("x", str(n)) for n in range(20)}),
    "standing follows": lambda: activities.standing_edges("x", Kind.FOLLOW, "99"),
    "standing reposts": lambda: activities.standing_edges("x", Kind.REPOST, "99"),
    "standing posts": lambda: activities.standing_within("x", Kind.POST, "11", Span(START, START + timedelta(days=7))),
}
NARROWED_BY = ("actor=?", "target=?", "author=?", "(actor)", "author)", "(target)")


@pytest.fixture
def large_log(db: None) -> None:
    """Ten thousand posts by a thousand people, a hundred of whom follow 99."""
    posts = [post(n, str(n % 1000), START + timedelta(minutes=n)) for n in range(10_000)]
    follows = [Activity("x", f"f{n}", Kind.FOLLOW, str(n), None, START, target="99") for n in range(100)]
    activities.add("x", [*posts, *follows, *(gone_activity(fact, START) for fact in posts[:500])])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("large_log")
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_every_step_is_looked_up_in_an_index(question: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[str] = []

    def explained(rows: QuerySet[models.Activity]) -> list[object]:
        plans.append(rows.explain())
        return []

    monkeypatch.setattr(activities, "_read", explained)
    question()
    steps = [line for plan in plans for line in plan.splitlines() if "SEARCH" in line or "Index Cond" in line]
    assert steps
    assert all(any(name in step for name in NARROWED_BY) for step in steps), plans
    assert not any(word in plan for plan in plans for word in ("Seq Scan", "SCAN log_activity")), plans
