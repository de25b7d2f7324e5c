"""Each page for each of the three, in both languages: who may see it, what it says, and what it costs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from mooc.core.evidence.verdict import Answer
from mooc.lessonfiles.shelf import CourseCollection
from mooc.services.accounts.consent import VERSION
from mooc.store import models
from mooc.store.courses import courses
from tests.building.clients import client_of
from tests.web.people import COURSE, NOW, START, Cast, enter_cast, judged

WEEK, GRID, WAITING = "/cohorts/spring/week/", "/cohorts/spring/", "/cohorts/spring/waiting/"
PAGES = {WEEK: "learner", GRID: "facilitator", WAITING: "mentor"}
SAYS = {
    WEEK: {"fr": ["Cette semaine", "Trois voix", "Réussi", "Pas encore", "On ne sait pas"], "en": ["This week", "Met"]},
    GRID: {"fr": ["Ce que nous observons", "2 sur 3"], "en": ["What we watch", "2 of 3"]},
    WAITING: {"fr": ["Qui a besoin de moi", "Dire bonjour"], "en": ["Who needs me", "Say hello"]},
}


def text_of(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    return page.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_each_has_a_page_in_their_language(cast: Cast, address: str, language: str) -> None:
    models.User.objects.update(language=language)
    html = text_of(client_of(getattr(cast, PAGES[address]).id, language), address)
    assert f'<html lang="{language}">' in html
    assert [words for words in SAYS[address][language] if words not in html] == []


@pytest.mark.parametrize("who", ["learner", "mentor", "facilitator"])
@pytest.mark.parametrize("address", PAGES)
def test_the_pages_of_others_are_not_there(cast: Cast, address: str, who: str) -> None:
    assert client_of(getattr(cast, who).id, "fr").get(address).status_code == (200 if PAGES[address] == who else 404)


@pytest.mark.parametrize("address", PAGES)
def test_a_cohort_that_is_not_yours_is_not_there(cast: Cast, address: str) -> None:
    models.Member.objects.all().update(left_at=NOW)
    for who in ("learner", "mentor", "facilitator"):
        assert client_of(getattr(cast, who).id, "fr").get(address).status_code == 404


def queries(client: Client, address: str, count: DjangoAssertNumQueries, most: int) -> int:
    with count(most, exact=False) as spent:
        assert client.get(address).status_code == 200
    return len(spent.captured_queries)


@pytest.mark.parametrize(("address", "most"), [(WEEK, 10), (GRID, 9), (WAITING, 8)])
def test_a_page_costs_the_same_for_ten_and_for_two_hundred(
    db: None, django_assert_max_num_queries: DjangoAssertNumQueries, address: str, most: int
) -> None:
    cast = enter_cast(others=9)
    client = client_of(getattr(cast, PAGES[address]).id, "fr")
    client.get(address)  # the course is read once, then kept in memory
    few = queries(client, address, django_assert_max_num_queries, most)
    users = [models.User(email=f"many{n}@example.org", name=f"Nom {n}") for n in range(190)]
    members = [
        models.Member(cohort_id=cast.cohort.id, user=user, role="learner", joined_at=NOW)
        for user in models.User.objects.bulk_create(users)
    ]
    mentor = models.Member.objects.get(role="mentor")
    models.Mentoring.objects.bulk_create(
        models.Mentoring(mentor=mentor, learner=one) for one in models.Member.objects.bulk_create(members)
    )
    assert queries(client, address, django_assert_max_num_queries, most) == few


def test_ones_own_challenge_is_opened_without_asking_again_who_one_is_and_without_reading_other_challenges(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = client_of(cast.learner.id, "fr"), "/cohorts/spring/challenges/voices/"
    client.get(address)  # the course is read once, then kept in memory
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    assert len(seen) <= 13, [query["sql"] for query in seen.captured_queries]  # one is for whoever is told of news
    for table in ("judging_receipt", "pasted_links_link", "attestation_confirmation"):
        read = [query["sql"] for query in seen.captured_queries if f'FROM "{table}"' in query["sql"]]
        assert read and all("voices" in sql for sql in read), f"of {table} all challenges are read to show one"


def test_the_grid_goes_on_after_fifty(db: None) -> None:
    cast = enter_cast(others=55)
    client = client_of(cast.facilitator.id, "fr")
    first = text_of(client, GRID)
    last = cast.others[48]
    assert first.count('<th scope="row">') == 50 and f"?after={last.id}" in first
    assert text_of(client, f"{GRID}?after={last.id}").count('<th scope="row">') == 6


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "٣x"])
def test_a_strange_place_in_the_grid_is_not_there(cast: Cast, after: str) -> None:
    assert client_of(cast.facilitator.id, "fr").get(GRID, {"after": after}).status_code == 404


def test_the_grid_shows_one_week_alone(cast: Cast) -> None:
    html = text_of(client_of(cast.facilitator.id, "fr"), f"{GRID}?unit=tell")
    assert "Trouver un relais" in html and "Trois voix" not in html


@pytest.mark.parametrize(("name", "says"), [("voices", "receipt"), ("answer", "not_yet"), ("hello", "cant_tell")])
def test_evidence_comes_before_the_verdict(cast: Cast, name: str, says: str) -> None:
    html = text_of(client_of(cast.learner.id, "fr"), f"/cohorts/spring/challenges/{name}/")
    live = html[html.index('id="live"') :]
    assert live.index('class="evidence"') < live.index('class="answer')
    assert says in live


def test_when_it_can_t_be_told_the_reason_and_the_next_look_are_there(cast: Cast) -> None:
    html = text_of(client_of(cast.learner.id, "en"), "/cohorts/spring/challenges/hello/")
    assert "the network is down" in html and "Next look" in html and "11:05" in html


def test_a_page_without_news_is_not_sent_again(cast: Cast) -> None:
    client = client_of(cast.learner.id, "fr")
    page = client.get(WEEK)
    again = {"seen": page.context["live"]["seen"]}
    assert client.get(WEEK, again, headers={"HX-Request": "true"}).status_code == 204
    assert client.get(WEEK, again).status_code == 200
    judged(cast.ada.id, "answer", Answer.MET)
    assert client.get(WEEK, again, headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize("who", ["facilitator", "mentor"])
def test_who_looks_after_a_learner_sees_the_evidence(cast: Cast, who: str) -> None:
    html = text_of(client_of(getattr(cast, who).id, "fr"), f"/cohorts/spring/learners/{cast.ada.id}/voices/")
    assert "Ada" in html and 'class="evidence"' in html


def test_a_mentor_sees_nothing_of_learners_who_have_another(cast: Cast) -> None:
    models.Mentoring.objects.all().delete()
    address = f"/cohorts/spring/learners/{cast.ada.id}/voices/"
    assert client_of(cast.mentor.id, "fr").get(address).status_code in (403, 404)


def test_a_learner_does_not_see_another_s_evidence(cast: Cast) -> None:
    address = f"/cohorts/spring/learners/{cast.others[0].id}/voices/"
    assert client_of(cast.learner.id, "fr").get(address).status_code == 404


def test_a_link_that_lets_people_in_is_shown_once(cast: Cast) -> None:
    client = client_of(cast.facilitator.id, "fr")
    made = client.post("/cohorts/spring/invitations/", {"role": "learner"}).content.decode()
    link = re.search(r"http://testserver(/join/\S+/)<", made)
    assert link and Client().get(link[1]).status_code == 200
    listed = text_of(client, "/cohorts/spring/invitations/")
    assert link[1] not in listed and f"{link[1][6:10]}…" in listed


def test_a_link_is_ended_with_one_button(cast: Cast) -> None:
    client = client_of(cast.facilitator.id, "fr")
    made = client.post("/cohorts/spring/invitations/", {"role": "mentor", "uses": "3"}).content.decode()
    link, end = (re.search(pattern, made) for pattern in (r"testserver(/join/\S+/)<", r'"(/cohorts/\S+/end/)"'))
    assert link and end
    assert client_of(cast.learner.id, "fr").post(end[1]).status_code == 404
    client.post(end[1])
    assert Client().get(link[1]).status_code == 404
    assert end[1] not in text_of(client, "/cohorts/spring/invitations/")


@pytest.mark.parametrize("uses", ["0", "-1", "1001", "many"])
def test_a_link_for_too_many_is_not_made(cast: Cast, uses: str) -> None:
    answer = client_of(cast.facilitator.id, "fr").post(
        "/cohorts/spring/invitations/", {"role": "learner", "uses": uses}
    )
    assert answer.status_code == 422
    assert not models.Invitation.objects.exists()


def test_a_key_is_made_shown_once_and_ended(cast: Cast) -> None:
    client = client_of(cast.learner.id, "fr")
    made = client.post("/me/keys/", {"name": "my script", "days": "30"}).content.decode()
    key, end = re.search(r">(twinome_\S{30,})</code>", made), re.search(r'"(/me/keys/\d+/end/)"', made)
    assert key and end
    headers = {"Authorization": f"Bearer {key[1]}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 200
    listed = text_of(client, "/me/keys/")
    assert key[1] not in listed and f"{key[1][:12]}…" in listed
    assert client_of(cast.mentor.id, "fr").post(end[1]).status_code == 404
    client.post(end[1])
    assert Client().get("/api/v1/me", headers=headers).status_code == 401


def test_an_eleventh_key_is_not_made(cast: Cast) -> None:
    client = client_of(cast.learner.id, "fr")
    answers = [client.post("/me/keys/", {"name": "script", "days": "30"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [422]
    assert models.ApiToken.objects.count() == 10


def test_learners_neither_invite_nor_pair(cast: Cast) -> None:
    client = client_of(cast.learner.id, "fr")
    assert client.post("/cohorts/spring/invitations/", {"role": "facilitator"}).status_code == 404
    assert client.post("/cohorts/spring/twinomes/").status_code == 404


def test_twinomes_are_put_together_with_one_button(cast: Cast) -> None:
    models.Twinome.objects.all().delete()
    client = client_of(cast.facilitator.id, "fr")
    assert client.post("/cohorts/spring/twinomes/", follow=True).status_code == 200
    assert models.TwinomeMember.objects.count() == 3


def test_an_outage_is_shown_to_the_facilitator(cast: Cast) -> None:
    watch = models.Watch.objects.create(
        network="bluesky", read="author", since=NOW, until=NOW, trouble="unreachable",
        due_at=NOW + timedelta(minutes=5), failing_since=NOW,
    )  # fmt: skip
    models.WatchUse.objects.create(watch=watch, cohort_id=cast.cohort.id, challenge="hello", since=NOW, until=NOW)
    html = text_of(client_of(cast.facilitator.id, "en"), GRID)
    assert "The network is down" in html and "Next look" in html


@pytest.mark.parametrize(
    ("language", "waits", "tries"),
    [
        ("en", "X asks us to wait until", "Bluesky: bad.test does not answer. We try again"),
        (
            "fr",
            "X nous demande d’attendre jusqu’au",
            "Bluesky\N{NO-BREAK SPACE}: bad.test ne répond pas. Nouvel essai le",
        ),
    ],
)
def test_who_asks_us_to_wait_is_shown_to_the_facilitator(cast: Cast, language: str, waits: str, tries: str) -> None:
    models.Cohort.objects.update(networks=["x", "bluesky"])
    until = datetime.now(UTC) + timedelta(hours=1)
    models.GateBucket.objects.create(network="x", server="a.test", endpoint="users", closed_until=until, ends=until)
    models.GateServer.objects.create(network="bluesky", server="bad.test", failures=5, until=until)
    models.GateServer.objects.create(network="mastodon", server="other.test", failures=5, until=until)
    models.User.objects.update(language=language)
    client = client_of(cast.facilitator.id, language)
    assert waits not in text_of(client, GRID), "nothing of this cohort fails"
    watch = models.Watch.objects.create(
        network="x", read="tag", since=NOW, until=NOW, trouble="rate_limited", due_at=NOW, failing_since=NOW
    )
    models.WatchUse.objects.create(watch=watch, cohort_id=cast.cohort.id, challenge="hello", since=NOW, until=NOW)
    html = text_of(client, GRID)
    assert waits in html
    assert tries in html
    assert "other.test" not in html


def test_linking_takes_consent(cast: Cast) -> None:
    page = client_of(cast.learner.id, "en").post("/me/accounts/bluesky/code/", {"handle": "ada.example"})
    assert page.status_code == 422 and "Without your consent" in page.content.decode()
    assert models.LinkAttempt.objects.count() == 0


def test_linking_begins_with_a_code(cast: Cast) -> None:
    client = client_of(cast.learner.id, "fr")
    client.post("/me/accounts/bluesky/code/", {"handle": "@Ada.Example", "consent": "on", "version": VERSION})
    assert models.LinkAttempt.objects.get().code in text_of(client, "/me/accounts/")


@pytest.mark.parametrize("handle", ["", "аda.example", "ada", "a b.example", "x" * 300, "ada@x@y.z"])
def test_what_is_no_handle_is_explained(cast: Cast, handle: str) -> None:
    page = client_of(cast.learner.id, "fr").post(
        "/me/accounts/bluesky/code/", {"handle": handle, "consent": "on", "version": VERSION}
    )
    assert page.status_code == 422 and 'class="errorlist"' in page.content.decode()


def test_one_unlinks_one_s_own_account_and_no_other(cast: Cast) -> None:
    client = client_of(cast.learner.id, "fr")
    mine = models.Account.objects.get(user=cast.learner.id)
    other = models.Account.objects.get(user=cast.others[0].user)
    assert client.post(f"/me/accounts/{other.pk}/unlink/").status_code == 403
    assert client.post(f"/me/accounts/{mine.pk}/unlink/").status_code == 302
    assert models.Account.objects.filter(user__isnull=False).count() == 2


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize(
    "address",
    [
        "/cohorts/spring/invitations/1/end/",
        "/me/keys/1/end/",
        "/cohorts/spring/twinomes/",
        "/me/accounts/bluesky/confirm/",
        "/language/",
    ],
)
def test_what_changes_something_takes_a_form(cast: Cast, address: str, method: str) -> None:
    assert getattr(client_of(cast.facilitator.id, "fr"), method)(address).status_code == 405


def test_pages_carry_a_strict_policy(cast: Cast) -> None:
    policy = client_of(cast.learner.id, "fr").get(WEEK).headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy


FORM = {
    "title": "Premiers pas, hiver",
    "start": "2026-11-30T18:00",
    "zone": "Europe/Paris",
    "hashtag": "#pas",
    "networks": ["bluesky"],
}
NEW = "/cohorts/new/?course=first-steps"


@pytest.fixture
def course_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mooc.web.facilitator.cohorts.read_collection", lambda *_: CourseCollection({COURSE.course: COURSE}, {})
    )
    monkeypatch.setattr("mooc.web.facilitator.cohorts.configured_networks", lambda _: ("bluesky",))


@pytest.mark.usefixtures("course_at_hand")
def test_a_cohort_is_opened_by_the_clocks_of_its_zone(cast: Cast) -> None:
    page = client_of(cast.facilitator.id, "fr").post(NEW, FORM)
    assert page.headers["Location"] == "/cohorts/premiers-pas-hiver/"
    cohort = models.Cohort.objects.get(name="premiers-pas-hiver")
    assert (cohort.start, cohort.hashtag) == (datetime(2026, 11, 30, 17, tzinfo=UTC), "pas")


@pytest.mark.usefixtures("course_at_hand")
@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("title", "", "required"),
        ("title", "!!!", "Letters or digits"),
        ("title", "spring", "Another cohort has this name"),
        ("start", "soon", "such as 2026-11-30 18:00"),
        ("start", "2036-11-30T18:00", "within three years"),
        ("zone", "Europe/Lutèce", "America/Montreal"),
        ("hashtag", "two words", "in one word"),
        ("networks", [], "at least one network"),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right(cast: Cast, field: str, wrong: object, right: str) -> None:
    page = client_of(cast.facilitator.id, "en").post(NEW, FORM | {field: wrong})
    html = page.content.decode()
    assert page.status_code == 422 and right in html
    assert f'id="id_{field}_error"' in html


@pytest.mark.usefixtures("course_at_hand")
def test_a_learner_opens_no_cohort(cast: Cast) -> None:
    assert client_of(cast.learner.id, "fr").get(NEW).status_code == 403


def test_a_pasted_link_is_kept_for_oneself_and_the_mentor(cast: Cast) -> None:
    client = client_of(cast.learner.id, "fr")
    address = "/cohorts/spring/challenges/answer/"
    client.post(f"{address}links/", {"url": "https://bsky.app/profile/ada.example/post/3k2b"})
    assert "post/3k2b" in text_of(client, address)
    assert "post/3k2b" in text_of(client_of(cast.mentor.id, "fr"), f"/cohorts/spring/learners/{cast.ada.id}/answer/")


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "not a link", "https://" + "x" * 600])
def test_what_is_no_link_is_explained(cast: Cast, url: str) -> None:
    page = client_of(cast.learner.id, "fr").post("/cohorts/spring/challenges/answer/links/", {"url": url}, follow=True)
    assert 'class="note alert"' in page.content.decode()
    assert models.PastedLink.objects.count() == 0


def test_where_nothing_of_the_window_was_seen_no_moment_is_named(cast: Cast) -> None:
    client = client_of(cast.learner.id, "en")
    page = "/cohorts/spring/challenges/answer/"
    assert "Seen completely up to" in client.get(page).content.decode()
    models.Verdict.objects.filter(member=cast.ada.id, challenge="answer").update(as_of=START)
    assert "Seen completely up to" not in client.get(page).content.decode()
    assert client.get("/cohorts/spring/week/").content.decode().count("Seen completely up to") == 0


@pytest.mark.parametrize(("name", "claims"), [("answer", True), ("hello", False), ("voices", False)])
@pytest.mark.parametrize(("language", "says"), [("en", "Seen completely up to"), ("fr", "Vu en entier jusqu’au")])
def test_only_not_yet_claims_that_all_was_seen(cast: Cast, name: str, claims: bool, language: str, says: str) -> None:
    html = text_of(client_of(cast.learner.id, language), f"/cohorts/spring/challenges/{name}/")
    assert (says in html) is claims


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Accounts to follow: 3. Who counts"), ("fr", "Comptes à suivre\u00a0: 3. Qui compte")]
)
def test_how_it_is_judged_is_said_in_words(cast: Cast, language: str, says: str) -> None:
    assert says in text_of(client_of(cast.learner.id, language), "/cohorts/spring/challenges/voices/")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("1,500 points", "1,102 learners")), ("fr", ("1\u202f500 points", "1\u202f102 personnes"))],
)
def test_numbers_beyond_a_thousand_are_written_as_each_language_does(
    cast: Cast, language: str, said: tuple[str, str]
) -> None:
    unit = COURSE.units[0]
    dear = unit.challenges[0].model_copy(update={"points": 1500})
    units = (unit.model_copy(update={"challenges": (dear, *unit.challenges[1:])}), *COURSE.units[1:])
    kept = courses.keep(COURSE.model_copy(update={"units": units, "version": "dear" * 16}))
    models.Cohort.objects.update(course=kept)
    users = models.User.objects.bulk_create(models.User(email=f"n{n}@example.org", name=f"N{n}") for n in range(1102))
    models.Member.objects.bulk_create(
        models.Member(cohort_id=cast.cohort.id, user=user, role="learner", joined_at=NOW) for user in users
    )
    assert said[0] in text_of(client_of(cast.learner.id, language), WEEK)
    assert said[1] in text_of(client_of(cast.facilitator.id, language), GRID)
