"""Looking at passes: the page of what waits, the answer, and what the learner reads."""

import pytest
from django.test import Client

from mooc.core.course.course import Course
from mooc.runtime import clocks
from mooc.store import models
from mooc.store.courses import courses
from tests.building import cast as casting
from tests.building.cast import COURSE, NOW, Cast


@pytest.fixture
def cast(db: None) -> Cast:
    clocks.use(clocks.PlayedClock(NOW))
    body = COURSE.model_dump(mode="json")
    body["units"][0]["challenges"][0]["review"] = "peer"
    found = casting.enter()
    looked_at = courses.keep(Course.model_validate(body | {"version": "6b" * 32}))
    models.Cohort.objects.update(course_id=looked_at)
    return found


def _as(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.people[name].id))
    return client


def test_a_peer_opens_what_waits_and_approves_it(cast: Cast) -> None:
    bea = _as(cast, "bea")
    page = bea.get("/cohorts/north/reviews/").content.decode()
    assert "cnry-ada: follow" in page
    assert "/cohorts/north/reviews/" in bea.get("/cohorts/north/week/").content.decode(), "there is a way to it"
    answered = bea.post(
        f"/cohorts/north/reviews/{cast.review}/", {"answer": "approved", "comment": "Fine <b>"}, follow=True
    )
    assert "Nothing waits for your eyes" in answered.content.decode()
    shown = _as(cast, "ada").get("/cohorts/north/challenges/follow/").content.decode()
    assert "Approved by cnry-bea" in shown
    assert "Fine &lt;b&gt;" in shown


def test_a_stranger_to_the_twinome_sees_nothing_of_it(cast: Cast) -> None:
    dan = _as(cast, "dan")
    assert "cnry-ada" not in dan.get("/cohorts/north/reviews/").content.decode()
    assert dan.post(f"/cohorts/north/reviews/{cast.review}/", {"answer": "approved"}).status_code == 404
    assert _as(cast, "oscar").get("/cohorts/north/reviews/").status_code == 404


def test_another_try_goes_back_and_forth(cast: Cast) -> None:
    ada, mentor = _as(cast, "ada"), _as(cast, "max")
    assert "waits for the eyes of your twinome" in ada.get("/cohorts/north/week/").content.decode()
    said = mentor.post(f"/cohorts/north/reviews/{cast.review}/", {"answer": "again"}, follow=True).content.decode()
    assert "Say in a word or two" in said
    mentor.post(f"/cohorts/north/reviews/{cast.review}/", {"answer": "again", "comment": "Name them"})
    shown = ada.get("/cohorts/north/challenges/follow/").content.decode()
    assert "Name them" in shown
    assert "I have tried again" in shown
    ada.post("/cohorts/north/challenges/follow/again/", {"note": "I have named them"})
    assert "I have named them" in mentor.get("/cohorts/north/reviews/").content.decode()


def test_a_mentor_is_led_there_from_who_needs_me(cast: Cast) -> None:
    models.Review.objects.update(kind="mentor")
    page = _as(cast, "max").get("/cohorts/north/waiting/").content.decode()
    assert "waits to be looked at" in page
    assert "/cohorts/north/reviews/" in page


@pytest.mark.parametrize("answer", ["", "failed"])
def test_there_is_no_other_answer(cast: Cast, answer: str) -> None:
    assert _as(cast, "bea").post(f"/cohorts/north/reviews/{cast.review}/", {"answer": answer}).status_code == 404
