"""The page on which a facilitator gives learners to mentors: usable with ten and with five hundred, without scripts."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mooc.services.cohorts.cohorts import add_member
from mooc.store import models
from mooc.store.people import people
from tests.building.clients import client_of
from tests.web.people import NOW, START, Cast, enter_cast

PAGE, GRID = "/cohorts/spring/mentors/", "/cohorts/spring/"
MOST = 8


def read(client: Client, address: str = PAGE) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def mentor(cast: Cast, name: str = "Nina") -> int:
    person = people.create(f"{name}@example.org", name, language="en", zone="Europe/Paris")
    return add_member(cast.cohort.id, person.id, "mentor", START, languages=["en"]).id


def of(learner: int) -> set[int]:
    return set(models.Mentoring.objects.filter(learner=learner).values_list("mentor", flat=True))


def crowd(cast: Cast, count: int) -> None:
    users = models.User.objects.bulk_create(
        models.User(email=f"c{n}@example.org", name=f"Learner {n}", zone="Europe/Paris") for n in range(count)
    )
    models.Member.objects.bulk_create(
        models.Member(cohort_id=cast.cohort.id, user=user, role="learner", joined_at=NOW, languages=["fr"])
        for user in users
    )


@pytest.mark.parametrize(("who", "status"), [("learner", 404), ("mentor", 404), ("facilitator", 200)])
def test_it_is_the_facilitators(cast: Cast, who: str, status: int) -> None:
    client = client_of(getattr(cast, who).id, "en")
    assert client.get(PAGE).status_code == status
    for form in ("give", "spread", "by-hand"):
        assert client.post(f"{PAGE}{form}/", {"mentor": "0"}).status_code == (404 if status == 404 else 302)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ["1 learner has no mentor", "Answers for 2 learners", "Maud"]),
        ("fr", ["1 personne n’a pas de mentor", "Accompagne 2 personnes", "Maud"]),
    ],
)
def test_it_says_who_has_nobody_first(cast: Cast, language: str, says: list[str]) -> None:
    models.Mentoring.objects.filter(learner=cast.ada.id).delete()
    html = read(client_of(cast.facilitator.id, language)).replace("\u00a0", " ")
    assert [words for words in says if words not in html] == []
    grid = read(client_of(cast.facilitator.id, language), GRID).replace("\u00a0", " ")
    assert says[0] in grid and PAGE in grid


def test_those_who_are_ticked_are_given(cast: Cast) -> None:
    nina, (first, *_rest) = mentor(cast), cast.others
    page = client_of(cast.facilitator.id, "en").post(
        f"{PAGE}give/", {"learner": [cast.ada.id, first.id], "mentor": nina, "whom": "ticked"}, follow=True
    )
    assert "Given: 2 learners." in page.content.decode()
    assert of(cast.ada.id) == of(first.id) == {nina}
    assert of(cast.others[1].id) != {nina}, "who was not ticked"


def test_all_whom_the_filter_finds_are_given_at_once(cast: Cast) -> None:
    nina = mentor(cast)
    crowd(cast, 120)
    client = client_of(cast.facilitator.id, "en")
    client.post(f"{PAGE}give/", {"q": "learner", "mentor": nina, "whom": "all"})
    assert models.Mentoring.objects.filter(mentor=nina).count() == 120
    assert of(cast.ada.id) != {nina}
    client.post(f"{PAGE}give/", {"of": nina, "mentor": "0", "whom": "all"})
    assert models.Mentoring.objects.filter(mentor=nina).count() == 0


def test_everybody_gets_one_with_one_button(cast: Cast) -> None:
    nina = mentor(cast)
    models.Mentoring.objects.all().delete()
    page = client_of(cast.facilitator.id, "en").post(f"{PAGE}spread/", follow=True)
    assert page.status_code == 200
    assert all(of(one.id) for one in (cast.ada, *cast.others))
    assert models.Mentoring.objects.filter(mentor=nina).exists()


def test_the_facilitator_may_rather_give_by_hand(cast: Cast) -> None:
    client = client_of(cast.facilitator.id, "en")
    client.post(f"{PAGE}by-hand/", {"by_hand": "yes"})
    assert models.Cohort.objects.get(pk=cast.cohort.id).mentors_by_hand
    client.post(f"{PAGE}by-hand/", {})
    assert not models.Cohort.objects.get(pk=cast.cohort.id).mentors_by_hand


@pytest.mark.parametrize("given", [{}, {"mentor": "x"}, {"mentor": "9" * 30}, {"mentor": "99999"}, {"learner": "x"}])
def test_what_cannot_be_changes_nothing(cast: Cast, given: dict[str, str]) -> None:
    before = set(models.Mentoring.objects.values_list("learner", "mentor"))
    page = client_of(cast.facilitator.id, "en").post(
        f"{PAGE}give/", {"mentor": "0", "whom": "ticked"} | given, follow=True
    )
    assert page.status_code in (200, 404)
    assert set(models.Mentoring.objects.values_list("learner", "mentor")) == before


def test_a_class_of_five_hundred_is_read_part_by_part(cast: Cast) -> None:
    crowd(cast, 500)
    client, seen, address = client_of(cast.facilitator.id, "en"), set(), PAGE
    while address:
        html = read(client, address)
        assert len(html.encode()) < 100_000
        found = set(re.findall(r'name="learner" value="(\d+)"', html))
        assert found and not found & seen
        seen |= found
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = PAGE + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == 503


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}?of=0", f"{PAGE}?q=ada"])
def test_it_costs_the_same_for_ten_and_for_five_hundred(db: None, address: str) -> None:
    cast = enter_cast(others=9)
    models.Mentoring.objects.filter(learner=cast.ada.id).delete()
    client = client_of(cast.facilitator.id, "en")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        read(client, address)
    crowd(cast, 490)
    with CaptureQueriesContext(connection) as many:
        read(client, address)
    assert len(many) <= len(few) <= MOST


def test_nobody_knows_of_a_mentor_before_there_is_one(cast: Cast) -> None:
    models.Member.objects.filter(role="mentor").delete()
    html = read(client_of(cast.facilitator.id, "en"))
    assert "There is no mentor yet" in html and 'name="learner"' not in html


def test_a_learner_is_told_who_the_mentor_is(cast: Cast) -> None:
    html = read(client_of(cast.learner.id, "en"), "/cohorts/spring/week/")
    assert "Your mentor" in html and "Maud" in html
    models.Mentoring.objects.all().delete()
    html = read(client_of(cast.learner.id, "en"), "/cohorts/spring/week/")
    assert "Maud" not in html


def test_a_mentor_sees_the_learners_who_are_given(cast: Cast) -> None:
    models.Mentoring.objects.all().delete()
    page = "/cohorts/spring/learners/"
    assert "No learner has been given to you yet" in read(client_of(cast.mentor.id, "en"), page)
    maud = models.Member.objects.get(role="mentor").pk
    client_of(cast.facilitator.id, "en").post(
        f"{PAGE}give/", {"learner": [cast.ada.id], "mentor": maud, "whom": "ticked"}
    )
    html = read(client_of(cast.mentor.id, "en"), page)
    assert ">Ada<" in html and "Bao" not in html
