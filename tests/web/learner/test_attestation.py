"""On a challenge's page: codes to show and to enter, one's own word."""

import re

import pytest

from mooc.store import models
from mooc.store.courses import courses
from tests.building.clients import client_of
from tests.web.people import COURSE, Cast, challenge

MEET, CHARTER = "/cohorts/spring/challenges/meet/", "/cohorts/spring/challenges/charter/"


@pytest.fixture(autouse=True)
def course(cast: Cast) -> None:
    """The course with a challenge to meet, and one that takes one's word."""
    unit = COURSE.units[0]
    more = (
        challenge("meet", "Se voir", "Meet", "easy", 10, {"meet": {}}),
        challenge("charter", "La charte", "The charter", "easy", 10, {"attest": {"prompt": {"en": "I have read it"}}}),
    )
    units = (unit.model_copy(update={"challenges": (*unit.challenges, *more)}), *COURSE.units[1:])
    kept = courses.keep(COURSE.model_copy(update={"units": units, "version": "beef" * 16}))
    models.Cohort.objects.filter(name="spring").update(course=kept)


def test_a_code_is_shown_once_and_entered_by_the_other(cast: Cast) -> None:
    ada, bao = client_of(cast.learner.id, "en"), client_of(cast.others[0].user, "en")
    assert "each of you enters" in ada.get(MEET).content.decode()
    shown = ada.post(f"{MEET}code/").content.decode()
    (code,) = re.findall(r'<code id="meeting-code">([\w-]{9})</code>', shown)
    assert code not in ada.get(MEET).content.decode()
    said = bao.post(f"{MEET}meet/", {"code": code.lower()}, follow=True).content.decode()
    assert "Now let the other enter yours" in said
    assert "Nobody shows this code now" in bao.post(f"{MEET}meet/", {"code": code}, follow=True).content.decode()
    assert "Type the code" in bao.post(f"{MEET}meet/", {}, follow=True).content.decode()


def test_ones_own_word_is_given_and_taken_back(cast: Cast) -> None:
    ada = client_of(cast.learner.id, "en")
    html = ada.get(CHARTER).content.decode()
    assert "I did it" in html and "I have read it" in html
    assert "You have said so." in ada.post(f"{CHARTER}confirm/{cast.ada.id}/", follow=True).content.decode()
    models.Confirmation.objects.update(id=1_234_567)
    (said,) = re.findall(r'name="confirmation" value="(.*?)"', ada.get(CHARTER).content.decode())
    assert "I did it" in ada.post(f"{CHARTER}withdraw/", {"confirmation": said}, follow=True).content.decode()


def test_a_pass_by_ones_own_word_says_so(cast: Cast) -> None:
    models.Receipt.objects.update(body={"facts": [], "proof": "self"})
    html = client_of(cast.learner.id, "en").get("/cohorts/spring/challenges/voices/").content.decode()
    assert "by your own word" in html
