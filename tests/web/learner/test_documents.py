"""What a course gives to read, and the badges of a learner."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mooc.core.course.course import Course
from mooc.runtime import clocks
from mooc.store import models
from mooc.store.courses import courses
from tests.building import cast as casting
from tests.building.cast import COURSE, NOW, START, Cast


def _with(**more: Any) -> Course:
    body = COURSE.model_dump(mode="json")
    second = body["units"][0] | {"unit": "two", "challenges": [dict(body["units"][0]["challenges"][0], challenge="c")]}
    body["units"][0]["letters"] = {"en": "Dear all of **week one**", "fr": "Chers"}
    second["letters"] = {"en": "A word for week two", "fr": "Un mot"}
    return Course.model_validate(body | {"units": [body["units"][0], second], "version": "7" * 64} | more)


@pytest.fixture
def cast(db: None) -> Cast:
    clocks.use(clocks.PlayedClock(NOW))
    found = casting.enter()
    texts = {"charter": {"en": "We <script>listen", "fr": "On"}, "welcome": {"en": "Come in", "fr": "Entrez"}}
    badges = [
        {"badge": "first", "title": {"en": "First step", "fr": "Premier pas"}, "needs": {"challenges": ["follow"]}},
        {"badge": "far", "title": {"en": "Far away", "fr": "Au loin"}, "needs": {"points": 20}},
    ]
    models.Cohort.objects.update(course_id=courses.keep(_with(texts=texts, badges=badges)))
    return found


def _page(cast: Cast, name: str, path: str) -> tuple[int, str]:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.people[name].id))
    answer = client.get(f"/cohorts/north/{path}")
    return answer.status_code, answer.content.decode()


def test_the_page_of_the_cohort_leads_to_what_there_is(cast: Cast) -> None:
    for name, page in (("ada", "week/"), ("fay", "")):
        _, shown = _page(cast, name, page)
        assert "/cohorts/north/texts/charter/" in shown
        assert "/cohorts/north/letters/" in shown
        assert "/cohorts/north/texts/conduct/" not in shown


def test_a_charter_is_read_and_nothing_in_it_runs(cast: Cast) -> None:
    status, shown = _page(cast, "max", "texts/charter/")
    assert (status, "We " in shown, "<script>listen" in shown) == (200, True, False)


@pytest.mark.parametrize("what", ["conduct", "welcome", "nothing"])
def test_what_the_course_does_not_have_is_not_there(cast: Cast, what: str) -> None:
    assert _page(cast, "ada", f"texts/{what}/")[0] == 404


def test_letters_come_week_by_week(cast: Cast) -> None:
    _, first = _page(cast, "ada", "letters/")
    assert first.index("week one") < first.index("Come in")
    assert "week two" not in first
    clocks.use(clocks.PlayedClock(START + timedelta(days=8)))
    _, second = _page(cast, "ada", "letters/")
    assert second.index("week two") < second.index("week one")


def test_strangers_read_nothing(cast: Cast) -> None:
    assert _page(cast, "oscar", "letters/")[0] == _page(cast, "oscar", "texts/charter/")[0] == 404


def test_the_learner_sees_the_badges_earned_and_those_to_come(cast: Cast) -> None:
    _, shown = _page(cast, "ada", "week/")
    assert "★ First step" in shown
    assert "☆ Far away" in shown


def test_a_pass_that_waits_for_a_review_gives_no_badge(cast: Cast) -> None:
    body = _with(badges=[{"badge": "first", "title": {"en": "First"}, "needs": {"challenges": ["follow"]}}])
    course = body.model_dump(mode="json") | {"version": "8" * 64}
    course["units"][0]["challenges"][0]["review"] = "peer"
    models.Cohort.objects.update(course_id=courses.keep(Course.model_validate(course)))
    assert "☆ First" in _page(cast, "ada", "week/")[1]
    models.Review.objects.filter(pk=cast.review).update(answer="approved")
    assert "★ First" in _page(cast, "ada", "week/")[1]
