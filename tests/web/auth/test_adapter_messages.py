"""Whatever allauth says, by a flash, an error or a mail, is said in our own words, in both languages."""

import gettext
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import translation

from mooc.store import models
from tests.web.auth.test_login import secret
from tests.web.catalogues import read_po
from tests.web.people import PASSWORD, Cast
from tests.web.test_locale import folder

ALLAUTH = Path(find_spec("allauth").origin or "").parent  # type: ignore[union-attr]
SAYS = re.compile(r"\{%\s*blocktrans(?:late)?\b[^%]*%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
VALUE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
APPS = [app.removeprefix("allauth.") for app in settings.INSTALLED_APPS if app.startswith("allauth.")]
LONG = 14
"""Letters from which on a piece of a sentence is told from any other."""


def of_templates() -> dict[str, list[str]]:
    """File → the sentences of allauth in it, of each message and mail of the parts that are switched on."""
    root = ALLAUTH / "templates"
    files = [file for app in APPS for kind in ("messages", "email") for file in (root / app / kind).glob("*.txt")]
    found = {
        str(file.relative_to(root)): [VALUE.sub(r"%(\1)s", text) for text in SAYS.findall(file.read_text())]
        for file in files
    }
    return {name: texts for name, texts in found.items() if texts}


TEMPLATES = of_templates()
with translation.override(None):
    ERRORS = [str(text) for text in DefaultAccountAdapter.error_messages.values()]
NEVER = ("phone", "sername", "email addresses.", "remove your primary", "Incorrect code", "only one")
"""Of what is switched off: telephones, names of users, several addresses for one person, codes."""


def pieces(language: str) -> set[str]:
    """What allauth would say itself, between the values that it fills in."""
    theirs = gettext.translation("django", ALLAUTH / "locale", [language], fallback=language == "en")
    texts = [theirs.gettext(text) for texts in TEMPLATES.values() for text in texts] + [
        theirs.gettext(text) for text in ERRORS
    ]
    found = {piece.strip() for text in texts for part in re.split(r"%\(\w+\)s", text) for piece in part.split("\n")}
    return {piece for piece in found if len(piece) >= LONG}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_message_and_mail_of_allauth_has_our_words(language: str) -> None:
    ours, _fuzzy = read_po(folder(language) / "django.po")
    assert len(TEMPLATES) > 20, "allauth keeps them elsewhere now"
    wanted = {text for texts in TEMPLATES.values() for text in texts}
    wanted |= {text for text in ERRORS if not any(word in text for word in NEVER)}
    assert sorted(text for text in wanted if text not in ours) == []
    said = " ".join(ours[text][0] for text in wanted)
    assert sorted(piece for piece in pieces(language) if piece in said) == []


def walk(cast: Cast, language: str) -> list[str]:
    """Everything that can be said when people come in and go: flashes, errors, mails."""
    models.User.objects.update(language=language)
    said: list[str] = []
    client = Client(headers={"accept-language": language})

    def note(page: object) -> None:
        html = page.content.decode()  # type: ignore[attr-defined]
        said.extend(re.findall(r'class="note[^"]*"[^>]*>(.*?)</div>', html, re.DOTALL))
        said.extend(re.findall(r'class="errorlist"[^>]*>(.*?)</ul>', html, re.DOTALL))

    def send(address: str, **fields: str) -> None:
        note(client.post(address, fields, follow=True))

    send("/accounts/login/", login="ada@example.org", password="not the right one")
    send("/accounts/login/", login="ada@example.org", password=PASSWORD)
    send("/accounts/password/change/", oldpassword="wrong", password1="a new good one", password2="a new good one")
    send("/accounts/password/change/", oldpassword=PASSWORD, password1="a new good one", password2="another one")
    send("/accounts/password/change/", oldpassword=PASSWORD, password1="a new good one", password2="a new good one")
    send("/accounts/logout/")
    send("/accounts/password/reset/", email="ada@example.org")
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    assert link
    form = client.get(link[1]).headers["Location"]
    send(form, password1="the newest one", password2="the newest two")
    send(form, password1="the newest one", password2="the newest one")
    send("/accounts/password/reset/", email="nobody@example.org")
    joining = {"name": "Nils", "password1": "a long enough one"}
    door = f"/join/{secret(cast)}/"
    send(door, email="ada@example.org", **joining)
    send("/accounts/logout/")
    send(door, email="nils@example.org", **joining)
    send("/accounts/login/", login="nils@example.org", password=joining["password1"])
    for _try in range(7):
        note(client.post("/accounts/login/", {"login": "maud@example.org", "password": "wrong"}))
    mails = [f"{one.subject}\n{one.body}" for one in mail.outbox]
    assert len(mails) >= 2
    said.extend(mails)
    return [re.sub(r"<[^>]*>", " ", one) for one in said]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_comes_in_and_goes_reads_our_words_alone(cast: Cast, language: str) -> None:
    said = walk(cast, language)
    everything = "\n".join(said).replace("&#x27;", "'").replace("&quot;", '"')
    assert len(said) > 12
    assert sorted(piece for piece in pieces(language) if piece in everything) == []
    assert not re.search(r"\buser \d+|utilisateur \d+", everything), "no id of ours"
    prose = re.sub(r"https?://\S+", "", everything)
    assert not re.search(r"testserver|example\.com|127\.0\.0\.1|localhost|:\d{4}\b", prose), "no host in words"
    assert ("Ada" in everything) and ("Nils" in everything)


@pytest.mark.parametrize(("language", "words"), [("en", "Too many requests"), ("fr", "Trop de demandes")])
def test_too_many_requests_are_told_so_in_words(cast: Cast, language: str, words: str) -> None:
    client = Client(headers={"accept-language": language})
    pages = [client.post("/accounts/password/reset/", {"email": f"a{n}@example.org"}) for n in range(25)]
    assert pages[-1].status_code == 429
    html = pages[-1].content.decode()
    assert f'<html lang="{language}">' in html and words in html


def test_the_product_is_named_by_its_name() -> None:
    with translation.override("en"):
        assert DefaultAccountAdapter().format_email_subject("x") == "x"
