"""A class of a hundred does all of ``first-steps`` on the sandbox: what X would have billed, and what was foreseen."""

from decimal import Decimal

import pytest

from bench.bill import LESSONS, by_hand
from bench.classroom import Came, Classroom, run
from mooc.core.course import Course
from mooc.core.forecast import Bill, forecast
from mooc.core.schedule import windows
from mooc.lessonfiles import read_course
from mooc.networks import tariff
from mooc.store import models

LEARNERS = 100


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(LESSONS / "first-steps")


@pytest.fixture(scope="module")
def foreseen(course: Course) -> Bill:
    return forecast(course, tariff("x"), LEARNERS).total


@pytest.mark.django_db
def test_a_class_of_a_hundred(course: Course, foreseen: Bill) -> None:
    """One play, for it takes half a minute; everything is read off it."""
    came = Classroom(course, LEARNERS).play()
    print(f"\nbilled {came.sent} requests, ${came.usd}; foreseen {foreseen.ours}; floor {foreseen.floor}")
    _everybody_did_everything(came)
    _the_ledgers_agree(came)
    _it_was_foreseen(came, foreseen)
    _texts_were_looked_at_as_foreseen(course)
    _it_costs_less_than_the_plan_by_hand(came)
    _nothing_is_asked_when_all_is_over(course)


def _everybody_did_everything(came: Came) -> None:
    assert came.answers == {f"{name} met": LEARNERS for name in ("follow", "reply", "live-post", "relay")}
    assert not came.untrue


def _the_ledgers_agree(came: Came) -> None:
    assert (came.entered, came.entered_usd) == (came.sent, came.usd), "the engine's own ledger, and what X would bill"


def _it_was_foreseen(came: Came, foreseen: Bill) -> None:
    assert came.sent == pytest.approx(foreseen.ours.requests, rel=0.1)
    assert float(came.usd) == pytest.approx(float(foreseen.ours.usd), rel=0.1)
    assert foreseen.floor.requests <= came.sent
    assert foreseen.floor.usd <= came.usd


def _texts_were_looked_at_as_foreseen(course: Course) -> None:
    planned = forecast(course, tariff("x"), LEARNERS).texts
    looks = list(models.Look.objects.filter(watch=None, link=None).values_list("requests", "usd"))
    looked = sum(requests for requests, _ in looks)
    print(f"texts: {looked} requests, ${sum(usd for _, usd in looks)}; foreseen {planned}")
    assert looked == pytest.approx(planned.requests, abs=3)


def _it_costs_less_than_the_plan_by_hand(came: Came) -> None:
    plan = by_hand(LEARNERS)
    assert came.sent <= 1.1 * plan.requests
    assert came.usd <= Decimal("1.1") * plan.usd


def _nothing_is_asked_when_all_is_over(course: Course) -> None:
    last = max(span.end for span in windows(course, run()).values())
    assert not models.Watch.objects.filter(due_at__isnull=False).exists()
    looks = models.Look.objects.filter(at__gt=last.replace(minute=1), requests__gt=0)
    assert not looks.filter(watch__isnull=False).exists()
    assert not models.Text.objects.exists(), "whose last posts were looked at in the evening"
