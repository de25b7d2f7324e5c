"""Who looks after a learner reads about him or her, by name; nobody but the learner is spoken to as the learner."""

import re

import pytest
from django.test import Client

from mooc.core.course.course import Course
from mooc.core.judging.pasted_links import WORDS
from mooc.store import models
from mooc.store.courses import courses
from tests import histories
from tests.building.clients import client_of
from tests.core.judging.test_third_person import SECOND
from tests.web.people import COURSE, NOW, Cast

PAGES = ("voices", "answer", "hello")
AT = NOW.isoformat()


def told(client: Client, address: str) -> str:
    """What a page says, without the frame around it and without the brief, which is the course's word to learners."""
    html = client.get(address).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r'<div class="brief">.*?</div>|<pre.*?</pre>|<form.*?</form>', " ", main, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main).replace("\u00a0", " "))
    return text.replace("’", "'").replace("&#x27;", "'")


@pytest.fixture
def everything(cast: Cast) -> Cast:
    """Each thing that a page can say of a learner: links of every kind, a review, words of peers, troubles."""
    values = {"at": AT, "since": AT, "until": AT, "network": "Bluesky", "networks": "Bluesky"}
    for number, word in enumerate(WORDS):
        models.PastedLink.objects.create(
            member_id=cast.ada.id, challenge="answer", url=f"https://bsky.app/profile/ada.example/post/{number}",
            pasted_at=NOW, answer=word, values=values,
        )  # fmt: skip
    body = COURSE.model_dump(mode="json")
    body["units"][0]["challenges"][0]["review"] = "peer"
    reviewed = courses.keep(Course.model_validate(body | {"version": "6" * 64}))
    models.Cohort.objects.update(course_id=reviewed)
    models.Review.objects.create(member_id=cast.ada.id, challenge="voices", kind="peer", asked_at=NOW)
    models.Receipt.objects.update(points=0)
    for trouble in ("no_account", "protected", "gap", "hidden"):
        histories.enter(cast.ada.id, "hello", NOW, "cant_tell", trouble)
    models.Verdict.objects.filter(member=cast.ada.id, challenge="hello").update(trouble="protected")
    watch = models.Watch.objects.create(
        network="bluesky", read="author", since=NOW, until=NOW, due_at=NOW, trouble="protected", failing_since=NOW
    )
    models.WatchUse.objects.create(watch=watch, cohort_id=cast.cohort.id, challenge="hello", since=NOW, until=NOW)
    return cast


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("who", ["mentor", "facilitator"])
@pytest.mark.parametrize("name", PAGES)
def test_staff_read_about_ada(everything: Cast, who: str, language: str, name: str) -> None:
    text = told(
        client_of(getattr(everything, who).id, language), f"/cohorts/spring/learners/{everything.ada.id}/{name}/"
    )
    assert "Ada" in text
    assert not SECOND[language].search(text), SECOND[language].findall(text)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("who", "address"), [("mentor", "/cohorts/spring/waiting/"), ("facilitator", "/cohorts/spring/")]
)
def test_lists_of_people_speak_of_them(everything: Cast, who: str, address: str, language: str) -> None:
    text = told(client_of(getattr(everything, who).id, language), address)
    assert {"en": "is protected", "fr": "est protégé"}[language] in text
    assert not re.search(r"\byour account\b|\bvotre compte\b", text), text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_learner_is_spoken_to(everything: Cast, language: str) -> None:
    text = told(client_of(everything.learner.id, language), "/cohorts/spring/challenges/answer/")
    assert {"en": "You follow", "fr": "Vous suivez"}[language] in text


@pytest.mark.parametrize(("language", "says"), [("en", "Ada's post of"), ("fr", "La publication d'Ada")])
def test_programs_tell_it_the_same_way(everything: Cast, language: str, says: str) -> None:
    ada = everything.ada.id
    for who, third in (("mentor", True), ("facilitator", True), ("learner", False)):
        client = client_of(getattr(everything, who).id, language)
        lines = client.get(f"/api/v1/members/{ada}/verdicts/answer").json()["lines"]
        links = client.get(f"/api/v1/members/{ada}/links").json()["items"]
        for texts in ([one["text"] for one in lines], [one["text"] for one in links]):
            assert texts and any("Ada" in text for text in texts) is third
            assert any(SECOND[language].search(text) for text in texts) is not third
        assert any(says in one["text"] for one in links) is third


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("who", ["learner", "mentor"])
def test_what_waits_to_be_looked_at_is_not_said_to_be_worth_nothing(everything: Cast, who: str, language: str) -> None:
    own = "/cohorts/spring/challenges/voices/"
    address = own if who == "learner" else f"/cohorts/spring/learners/{everything.ada.id}/voices/"
    text = told(client_of(getattr(everything, who).id, language), address)
    assert not re.search(r"\b0 point", text)
    assert {"en": "its points come", "fr": "ses points viennent"}[language] in text
    models.Review.objects.update(answer="approved", answered_at=NOW)
    models.Receipt.objects.update(points=1)
    assert re.search(r"\b1 point|point aussi \(1\)", told(client_of(getattr(everything, who).id, language), address))
    models.Receipt.objects.update(points=0)
    assert not re.search(r"\b0 point", told(client_of(getattr(everything, who).id, language), address)), (
        "a course that gives none"
    )
