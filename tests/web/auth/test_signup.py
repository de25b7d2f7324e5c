"""Coming in by an invitation: the pages say the same to everybody, the mail tells who is registered."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client, override_settings

from mooc.services.cohorts.cohorts import invite
from mooc.store import models
from mooc.store.people.people import Actor
from tests.web.people import NOW, PASSWORD, Cast

KNOWN, NEW = "bao@example.org", "nour@example.org"
GOOD = "a long enough one"
by_mail = override_settings(MAIL="smtp")
without_mail = override_settings(MAIL="none")


@pytest.fixture
def address(cast: Cast) -> str:
    models.User.objects.filter(email="other0@example.org").update(email=KNOWN)
    return f"/join/{invite(Actor(cast.facilitator.id, False, NOW), cast.cohort.id)}/"


def told(page: HttpResponse) -> tuple[int, str]:
    """What can be read from an answer, and where it leads."""
    text = re.sub(r'value="\w{64}"', "", page.content.decode())
    return page.status_code, page.headers.get("Location", "") + text


def form(email: str, **more: str) -> dict[str, str]:
    return {"name": "Nour", "email": email, "password1": GOOD} | more


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/\S+)", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize("how", [by_mail, without_mail], ids=["mail", "none"])
def test_who_is_registered_is_not_told(cast: Cast, address: str, how: Callable[..., object]) -> None:
    with how:  # type: ignore[attr-defined]
        answers = []
        for email in (KNOWN, NEW):
            client = Client()
            steps = [told(client.get(address)), told(client.post(address, form(email)))]
            answers.append([*steps, told(client.get(address))])
    assert answers[0] == answers[1]


@by_mail
def test_a_newcomer_comes_in_by_the_link_in_the_mail(cast: Cast, address: str) -> None:
    Client().post(address, {"email": NEW}, headers={"accept-language": "fr"})
    assert not models.User.objects.filter(email=NEW).exists(), "whose address it is was not shown yet"
    (letter,) = mail.outbox
    assert (letter.to, "Premiers pas, automne" in letter.subject) == ([NEW], True)
    elsewhere = Client(headers={"accept-language": "fr"})
    assert NEW in elsewhere.get(link_in(letter.body)).content.decode()
    answer = elsewhere.post(link_in(letter.body), form("somebody.else@example.org"))
    assert answer.headers["Location"] == "/"
    member = models.Member.objects.get(user__email=NEW)
    assert (member.user.name, member.user.language, member.role) == ("Nour", "fr", "learner")
    assert elsewhere.get("/").headers["Location"] == "/cohorts/spring/week/"
    again = Client().get(link_in(letter.body), headers={"accept-language": "en"})
    assert "You have an account already" in again.content.decode()


@by_mail
@pytest.mark.parametrize(("language", "words"), [("fr", "déjà un compte"), ("en", "already an account")])
def test_who_is_registered_is_told_by_mail_alone(cast: Cast, address: str, language: str, words: str) -> None:
    models.User.objects.filter(email=KNOWN).update(language=language)
    Client().post(address, {"email": KNOWN.upper()}, headers={"accept-language": "en"})
    (letter,) = mail.outbox
    assert (letter.to, words in letter.body) == ([KNOWN], True)
    page = Client().get(link_in(letter.body))
    assert (page.status_code, 'name="login"' in page.content.decode()) == (200, True)


@by_mail
@pytest.mark.parametrize(
    "spoil", [lambda link: link[:-3] + "_x/", lambda link: re.sub(r"/join/[^/]+", "/join/x", link)]
)
def test_a_spoilt_link_lets_nobody_in(cast: Cast, address: str, spoil: Callable[[str], str]) -> None:
    Client().post(address, {"email": NEW})
    assert Client().post(spoil(link_in(mail.outbox[0].body)), form(NEW)).status_code == 404
    assert not models.User.objects.filter(email=NEW).exists()


@by_mail
def test_a_link_is_good_for_its_own_invitation_alone(cast: Cast, address: str) -> None:
    other = invite(Actor(cast.facilitator.id, False, NOW), cast.cohort.id, "facilitator")
    Client().post(address, {"email": NEW})
    link = re.sub(r"/join/[^/]+", f"/join/{other}", link_in(mail.outbox[0].body))
    assert Client().post(link, form(NEW)).status_code == 404
    assert not models.Member.objects.filter(user__email=NEW).exists()


@by_mail
def test_one_address_gets_few_letters(cast: Cast, address: str) -> None:
    answers = [Client().post(address, {"email": NEW}).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert len(mail.outbox) == 5


@by_mail
@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9)
@pytest.mark.parametrize("email", [KNOWN, NEW])
def test_a_mail_server_that_is_away_is_told_to_everybody(cast: Cast, address: str, email: str) -> None:
    page = Client().post(address, {"email": email}, headers={"accept-language": "en"})
    assert (page.status_code, "could not be sent" in page.content.decode()) == (503, True)


@without_mail
def test_without_mail_a_newcomer_makes_an_account_and_signs_in(cast: Cast, address: str) -> None:
    client = Client()
    answer = client.post(address, form(NEW), headers={"accept-language": "fr"})
    assert "_auth_user_id" not in client.session
    answer = client.post(answer.headers["Location"], {"login": NEW, "password": GOOD})
    assert client.get(answer.headers["Location"]).headers["Location"] == "/"
    member = models.Member.objects.get(user__email=NEW)
    assert (member.user.name, member.user.language, member.user.zone) == ("Nour", "fr", "Europe/Paris")


@without_mail
def test_without_mail_who_is_registered_signs_in_and_joins(cast: Cast, address: str) -> None:
    models.Member.objects.filter(user__email=KNOWN).delete()
    models.User.objects.filter(email=KNOWN).update(password=models.User.objects.get(pk=cast.learner.id).password)
    client = Client()
    answer = client.post(address, form(KNOWN))
    client.post(answer.headers["Location"], {"login": KNOWN, "password": PASSWORD})
    assert not models.Member.objects.filter(user__email=KNOWN).exists(), "with a form of somebody else's nobody joins"
    assert client.post(address).headers["Location"] == "/"
    person = models.Member.objects.get(user__email=KNOWN).user
    assert (person.name, person.check_password(PASSWORD)) == ("Bao", True)


@pytest.mark.parametrize("how", [by_mail, without_mail], ids=["mail", "none"])
def test_what_is_wrong_in_the_form_is_told_alike(cast: Cast, address: str, how: Callable[..., object]) -> None:
    with how:  # type: ignore[attr-defined]
        pages = [Client().post(address, form("not an address", password1="short")) for _ in range(2)]
    assert told(pages[0]) == told(pages[1])
    assert pages[0].status_code == 422
    assert 'class="errorlist"' in pages[0].content.decode()


@without_mail
def test_a_weak_password_makes_no_account(cast: Cast, address: str) -> None:
    for password in ("short", "1234567890", "nour@example.org"):
        assert Client().post(address, form(NEW, password1=password)).status_code == 422
    assert not models.User.objects.filter(email=NEW).exists()


def test_who_is_in_already_is_led_there(cast: Cast, address: str) -> None:
    client = Client()
    client.force_login(models.User.objects.get(pk=cast.learner.id))
    assert client.get(address).headers["Location"] == "/"
