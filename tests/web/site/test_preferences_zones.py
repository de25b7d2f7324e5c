"""Times: by the clocks of the reader from the first page on, with the cohort's beside where the two differ."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from mooc.core.evidence.verdict import Answer
from mooc.services.cohorts.cohorts import add_member, invite
from mooc.store import models
from mooc.store.people import people
from mooc.store.people.people import Actor
from tests.web.people import NOW, PASSWORD, Cast, enter_cast, judged

NEWCOMER = {"name": "Nils", "email": "nils@example.org", "password1": PASSWORD}
UTC_SAID = re.compile(r"\bUTC\b|\bGMT\b|\bZ\b")


def door(cast: Cast, role: str = "learner") -> str:
    return f"/join/{invite(Actor(cast.facilitator.id, False, NOW), cast.cohort.id, role)}/"


def zone_of(email: str = "nils@example.org") -> str:
    return models.User.objects.get(email=email).zone


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("America/Montreal", "America/Montreal"),
        ("", "Europe/Paris"),
        ("Mars/North", "Europe/Paris"),
        ("../../etc/passwd", "Europe/Paris"),
        ("x" * 500, "Europe/Paris"),
    ],
)
def test_who_joins_has_the_zone_of_the_browser_else_the_cohort_s(cast: Cast, said: str, kept: str) -> None:
    assert Client().post(door(cast), NEWCOMER | {"zone": said}).status_code == 302
    assert zone_of() == kept


def test_who_has_an_account_without_a_zone_gets_one_when_joining(cast: Cast) -> None:
    for said, kept in (("Asia/Tokyo", "Asia/Tokyo"), ("", "Europe/Paris")):
        person = people.create(f"{kept}@example.org", "Nils", PASSWORD)
        client = Client()
        client.force_login(models.User.objects.get(pk=person.id))
        client.post(door(cast), {"zone": said})
        assert zone_of(person.email) == kept


def test_a_zone_that_was_chosen_stays(cast: Cast) -> None:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.learner.id))
    client.post(door(cast, "mentor"), {"zone": "Asia/Tokyo"})
    assert zone_of("ada@example.org") == "Europe/Paris"


@pytest.mark.usefixtures("db")
def test_signing_in_tells_the_zone_of_who_has_none() -> None:
    people.create("nils@example.org", "Nils", PASSWORD)
    given = {"login": "nils@example.org", "password": PASSWORD}
    Client().post("/accounts/login/", given | {"zone": "Mars/North"})
    assert zone_of() == ""
    Client().post("/accounts/login/", given | {"zone": "Europe/Lisbon"})
    assert zone_of() == "Europe/Lisbon"
    Client().post("/accounts/login/", given | {"zone": "Asia/Tokyo"})
    assert zone_of() == "Europe/Lisbon", "what is known is not changed by another machine"


def newcomers(cast: Cast) -> dict[str, Client]:
    """One of each role, who came in by the page itself, with a browser in Paris."""
    found = {}
    for role in ("learner", "mentor", "facilitator"):
        client = Client(headers={"accept-language": "en"})
        given = NEWCOMER | {"name": f"Nils {role}", "email": f"{role}@example.org", "zone": "Europe/Paris"}
        assert client.post(door(cast, role), given).status_code == 302
        signed_in = client.post("/accounts/login/", {"login": given["email"], "password": PASSWORD})
        assert signed_in.status_code == 302
        found[role] = client
    return found


def pages_of(cast: Cast, role: str) -> list[str]:
    """All pages that the role has, by the places that the pages themselves lead to and those that take an id."""
    here, ada = "/cohorts/spring", cast.ada.id
    shared = ["/cohorts/", "/me/accounts/", "/me/preferences/", f"{here}/reviews/"]
    own = {
        "learner": [f"{here}/week/", *(f"{here}/challenges/{one}/" for one in ("voices", "answer", "hello", "relay"))],
        "mentor": [f"{here}/waiting/", f"{here}/learners/", f"{here}/learners/{ada}/hello/"],
        "facilitator": [f"{here}/", f"{here}/budget/", f"{here}/mentors/", f"{here}/learners/{ada}/answer/"],
    }
    return [one for one in (*shared, *own[role]) if role != "learner" or "reviews" not in one]


def with_troubles(cast: Cast) -> None:
    """All that pages tell with a moment in it: watches that fail, a stop, alerts, links, confirmations, meetings."""
    watch = models.Watch.objects.create(
        network="bluesky", read="author", since=NOW, until=NOW, due_at=NOW, trouble="unreachable", failing_since=NOW
    )
    models.WatchUse.objects.create(watch=watch, cohort_id=cast.cohort.id, challenge="hello", since=NOW, until=NOW)
    budget = models.Budget.objects.create(cohort_id=cast.cohort.id, network="bluesky", cap_usd=20, spent_usd=17)
    models.BudgetAlert.objects.create(budget=budget, level=80, at=NOW)
    models.Suspension.objects.create(network="bluesky", trouble="out_of_credits", since=NOW, until=NOW)
    for member in models.Member.objects.filter(role="learner"):
        models.PastedLink.objects.create(
            member=member, challenge="answer", url="https://bsky.app/profile/a.example/post/3k", pasted_at=NOW,
            answer="link.outside", values={"at": NOW.isoformat(), "since": NOW.isoformat(), "until": NOW.isoformat()},
        )  # fmt: skip
        models.Confirmation.objects.create(member=member, by_id=cast.others[0].id, challenge="hello", at=NOW)
    nils = models.Member.objects.get(user__email="learner@example.org")
    for name, answer in zip(("voices", "answer", "hello"), (Answer.MET, Answer.NOT_YET, Answer.CANT_TELL), strict=True):
        judged(nils.pk, name, answer)
    models.Mentoring.objects.all().delete()
    mentor = models.Member.objects.get(user__email="mentor@example.org")
    models.Mentoring.objects.bulk_create(
        models.Mentoring(mentor=mentor, learner=one) for one in models.Member.objects.filter(role="learner")
    )


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("role", ["learner", "mentor", "facilitator"])
def test_no_page_shows_utc_to_somebody_in_paris(cast: Cast, role: str, language: str) -> None:
    client = newcomers(cast)[role]
    models.User.objects.update(language=language)
    with_troubles(cast)
    moments = 0
    for address in pages_of(cast, role):
        page = client.get(address)
        assert page.status_code == 200, address
        html = page.content.decode()
        told = re.sub(r'<(script|style).*?</\1>|<select id="id_zone".*?</select>|<[^>]*>', " ", html, flags=re.DOTALL)
        assert not UTC_SAID.search(told), address
        moments += len(re.findall(r'datetime="[^"]+\+01:00"', html))
        assert not re.search(r'datetime="[^"]+(Z|\+00:00)"', html), address
    assert moments > 3, "there were moments to be told"


def test_the_code_that_one_shows_is_told_by_one_s_own_clock(cast: Cast) -> None:
    client = newcomers(cast)["learner"]
    html = client.post("/cohorts/spring/challenges/hello/code/").content.decode()
    assert "CET" in html or "CEST" in html
    assert "UTC" not in html


def test_the_api_tells_evidence_by_the_reader_s_clock(cast: Cast) -> None:
    newcomers(cast)
    with_troubles(cast)
    nils = models.Member.objects.get(user__email="learner@example.org")
    client = Client()
    client.force_login(models.User.objects.get(email="learner@example.org"))
    for zone, clock in (("Europe/Paris", "11:05"), ("America/Montreal", "05:05"), ("", "10:05")):
        models.User.objects.filter(pk=nils.user_id).update(zone=zone)
        lines = client.get(f"/api/v1/members/{nils.pk}/verdicts/hello").json()["lines"]
        assert any(clock in one["text"] for one in lines), zone


@pytest.mark.parametrize(
    ("language", "beside"), [("en", r"\(Paris: [A-Z]\w\w \d+ Nov, \d\d:\d\d\)"), ("fr", r"\(Paris.: \w+\. \d+ nov\.")]
)
def test_deadlines_have_the_cohort_s_clock_beside_where_it_differs(cast: Cast, language: str, beside: str) -> None:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.learner.id))
    places = ["/cohorts/spring/week/", "/cohorts/spring/challenges/answer/", "/cohorts/spring/challenges/relay/"]
    for zone, told in (("America/Montreal", True), ("Europe/Paris", False), ("Europe/Berlin", False)):
        models.User.objects.update(language=language, zone=zone)
        for place in places:
            html = re.sub(r"<[^>]*>", "", client.get(place).content.decode())
            assert bool(re.search(beside, html)) is told, (place, zone)


def test_a_mentor_elsewhere_reads_the_cohort_s_deadline_too(cast: Cast) -> None:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.mentor.id))
    models.User.objects.update(language="en", zone="America/Montreal")
    judged(cast.ada.id, "answer", Answer.CANT_TELL)
    html = re.sub(r"<[^>]*>", "", client.get("/cohorts/spring/waiting/").content.decode())
    told = re.findall(r"open until [^\n]*", html)
    assert told and all("(Paris: " in one for one in told)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_zone_and_language_are_changed_on_a_page(cast: Cast, language: str) -> None:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.learner.id))
    models.User.objects.update(language=language, zone="Asia/Tokyo")
    html = client.get("/me/preferences/").content.decode()
    assert re.search(r'value="Asia/Tokyo"\s+selected', html)
    other = "fr" if language == "en" else "en"
    answer = client.post("/me/preferences/", {"language": other, "zone": "Europe/Lisbon"}, follow=True)
    html = answer.content.decode()
    assert f'<html lang="{other}">' in html and "Europe/Lisbon" in html
    assert ("C’est noté" if other == "fr" else "Noted") in html
    assert (zone_of("ada@example.org"), client.cookies["django_language"].value) == ("Europe/Lisbon", other)


@pytest.mark.parametrize(
    "wrong", [{"zone": "Mars/North"}, {"zone": ""}, {"language": "tlh"}, {"zone": "../etc/passwd"}]
)
def test_what_cannot_be_is_refused(cast: Cast, wrong: dict[str, str]) -> None:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.learner.id))
    page = client.post("/me/preferences/", {"language": "fr", "zone": "Europe/Lisbon"} | wrong)
    assert page.status_code == 422 and 'class="errorlist"' in page.content.decode()
    assert zone_of("ada@example.org") == "Europe/Paris"


def test_every_page_leads_there(cast: Cast) -> None:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.learner.id))
    assert 'href="/me/preferences/"' in client.get("/cohorts/spring/week/").content.decode()


def test_who_has_none_yet_is_asked_for_one(db: None) -> None:
    person = people.create("nils@example.org", "Nils", PASSWORD)
    client = Client()
    client.force_login(models.User.objects.get(pk=person.id))
    html = client.get("/cohorts/").content.decode()
    assert "UTC" not in html and "Choose your time zone" in html


def test_who_is_let_in_otherwise_lives_by_the_cohort_s_clock(cast: Cast) -> None:
    person = people.create("nils@example.org", "Nils")
    add_member(cast.cohort.id, person.id, "learner", NOW)
    assert zone_of() == "Europe/Paris"


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
def test_a_browser_in_montreal_says_so_by_itself(live_server: LiveServer, browser: Browser) -> None:
    cast = enter_cast()
    context = browser.new_context(locale="fr-CA", timezone_id="America/Montreal", reduced_motion="reduce")
    page = context.new_page()
    page.goto(live_server.url + door(cast))
    for field, value in NEWCOMER.items():
        page.fill(f"[name={field}]", value)
    page.click("main button")
    page.wait_for_url(re.compile("/accounts/login/"))
    context.close()
    assert ZoneInfo(zone_of()).utcoffset(datetime(2026, 11, 18, tzinfo=UTC)) == ZoneInfo("America/Toronto").utcoffset(
        datetime(2026, 11, 18, tzinfo=UTC)
    )
    assert zone_of() != "Europe/Paris"
