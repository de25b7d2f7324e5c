"""Coming in: by password, by invitation, by a demo's link; in French and in English."""

import re

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import include, path

from mooc.services.cohorts.cohorts import invite
from mooc.services.people.demo_login import sign_in_path
from mooc.store import models
from mooc.store.people.people import Actor
from mooc.web.urls import demo_urls
from tests.web.people import NOW, PASSWORD, Cast

urlpatterns = [path("", include("mooc.web.urls")), *demo_urls]
"""For the tests of the demo's links: what is mounted where MOOC_DEMO is set."""


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": email, "password": password}).status_code


def secret(cast: Cast, role: str = "learner") -> str:
    return invite(Actor(cast.facilitator.id, False, NOW), cast.cohort.id, role)


def test_one_signs_in_with_address_and_password(client: Client, cast: Cast) -> None:
    assert sign_in(client, "ada@example.org") == 302
    assert client.get("/").headers["Location"] == "/cohorts/spring/week/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, cast: Cast) -> None:
    pages = [
        client.post("/accounts/login/", {"login": email, "password": "not the right one"})
        for email in ("ada@example.org", "nobody@example.org")
    ]
    errors = [re.findall(r'role="alert">(.*?)</div>', page.content.decode(), re.DOTALL) for page in pages]
    assert errors[0] == errors[1] != []


def test_signing_in_turns_the_pages_to_the_language_of_the_person(client: Client, cast: Cast) -> None:
    sign_in(client, "ada@example.org")
    assert client.cookies["django_language"].value == "fr"
    assert '<html lang="fr">' in client.get("/cohorts/", headers={"accept-language": "en"}).content.decode()


def test_the_language_is_kept_with_the_person(client: Client, cast: Cast) -> None:
    sign_in(client, "ada@example.org")
    answer = client.post("/language/", {"language": "en", "next": "/cohorts/"})
    assert answer.headers["Location"] == "/cohorts/"
    assert models.User.objects.get(pk=cast.learner.id).language == "en"
    assert '<html lang="en">' in client.get("/cohorts/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(client: Client, db: None, back: str) -> None:
    assert client.post("/language/", {"language": "en", "next": back}).headers["Location"] == "/"


def test_a_new_password_comes_by_mail(client: Client, cast: Cast) -> None:
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    form = client.get(link[1]).headers["Location"]
    client.post(form, {"password1": "another good one", "password2": "another good one"})
    assert sign_in(Client(), "ada@example.org", "another good one") == 302


def test_a_reset_for_nobody_looks_the_same(client: Client, cast: Cast) -> None:
    pages = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in ("ada@example.org", "nobody@example.org")
    ]
    tokens = re.compile(r'value="\w{64}"')
    assert len({tokens.sub("", page.content.decode()) for page in pages}) == 1


def test_an_invitation_lets_a_newcomer_in(client: Client, cast: Cast) -> None:
    address = f"/join/{secret(cast)}/"
    assert "Premiers pas, automne" in client.get(address).content.decode()
    form = {"name": "Nour", "email": "nour@example.org", "password1": "a long enough one"}
    answer = client.post(address, form, headers={"accept-language": "fr"})
    client.post(answer.headers["Location"], {"login": form["email"], "password": form["password1"]})
    member = models.Member.objects.get(user__email="nour@example.org")
    assert (member.user.name, member.user.language, member.role) == ("Nour", "fr", "learner")
    assert client.get("/").headers["Location"] == "/cohorts/spring/week/"


def test_an_invitation_lets_somebody_in_who_has_an_account(client: Client, cast: Cast) -> None:
    address = f"/join/{secret(cast, 'mentor')}/"
    sign_in(client, "ada@example.org")
    assert "Premiers pas, automne" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert models.Member.objects.filter(user=cast.learner.id).count() == 2


def test_a_spent_invitation_says_so(client: Client, db: None) -> None:
    assert client.get("/join/nothing/").status_code == 404


@pytest.mark.urls("tests.web.auth.test_login")
def test_a_demo_link_signs_in(client: Client, cast: Cast) -> None:
    assert client.get(sign_in_path(cast.learner.id)).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/cohorts/spring/week/"


@pytest.mark.urls("tests.web.auth.test_login")
@pytest.mark.parametrize(("asks", "speaks"), [("en-GB,en;q=0.9", "en"), ("fr-CA", "fr"), ("de, en;q=0.5", "en")])
@pytest.mark.parametrize("stored", ["fr", "en"])
def test_a_demo_link_opens_in_the_language_of_the_browser(cast: Cast, asks: str, speaks: str, stored: str) -> None:
    """Whose door it is was cast with a language of its own, which nobody who looks has chosen."""
    models.User.objects.update(language=stored)
    client = Client(headers={"accept-language": asks})
    html = client.get(sign_in_path(cast.mentor.id), follow=True).content.decode()
    assert f'<html lang="{speaks}">' in html
    client.post("/language/", {"language": stored})
    assert f'<html lang="{stored}">' in client.get("/cohorts/").content.decode(), "what is chosen then holds"


@pytest.mark.urls("tests.web.auth.test_login")
@pytest.mark.parametrize("spoil", [lambda link: link[:-1] + "_", lambda link: "/enter/1", lambda link: "/enter/1:2:3"])
def test_a_spoilt_demo_link_does_not(client: Client, cast: Cast, spoil: "object") -> None:
    assert client.get(spoil(sign_in_path(cast.learner.id))).status_code == 404  # type: ignore[operator]
    assert "_auth_user_id" not in client.session


def test_without_a_demo_there_are_no_such_links(client: Client, cast: Cast) -> None:
    assert client.get(sign_in_path(cast.learner.id)).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_from_elsewhere_is_refused_with_words(cast: Cast, language: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/accounts/login/", {"login": "ada@example.org"}, headers={"accept-language": language})
    assert page.status_code == 403
    assert {"fr": "Renvoyez", "en": "Please send it again"}[language] in page.content.decode()


@pytest.mark.parametrize(("language", "words"), [("fr", "Rien ici"), ("en", "Nothing here")])
def test_what_is_not_there_is_told_with_words(client: Client, db: None, language: str, words: str) -> None:
    page = client.get("/nothing/", headers={"accept-language": language})
    assert (page.status_code, words in page.content.decode()) == (404, True)


@pytest.mark.parametrize(("language", "words"), [("fr", "Quelque chose a cassé"), ("en", "Something broke")])
def test_what_breaks_shows_no_trace(cast: Cast, language: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("the secret detail")

    monkeypatch.setattr("mooc.web.site.home.memberships", broken)
    client = Client(raise_request_exception=False)
    sign_in(client, "ada@example.org")
    client.post("/language/", {"language": language})
    page = client.get("/cohorts/")
    assert page.status_code == 500
    assert words in page.content.decode() and "secret detail" not in page.content.decode()


@override_settings(ROOT_URLCONF="mooc.urls")
@pytest.mark.parametrize("address", ["/cohorts/", "/me/accounts/", "/cohorts/new/"])
def test_personal_pages_ask_who_it_is_and_are_not_stored(client: Client, cast: Cast, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/accounts/login/")
    sign_in(client, "fanny@example.org")
    page = client.get(address)
    assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)
