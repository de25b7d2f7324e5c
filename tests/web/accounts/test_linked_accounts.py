"""The page of accounts with all three networks: what it shows, what it says, and how it looks in a browser."""

import logging
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from fixtures.sandbox import Sandbox
from mooc.core.facts.profiles import AccountStatus
from mooc.linking.refusal import CannotLink, Refusal
from mooc.services.accounts import consent
from mooc.simulation.worlds import World, WorldAccount
from mooc.store import models
from mooc.web.site.refusals import refusal_words
from tests.building.clients import client_of
from tests.installed import cut_off, installed
from tests.mastodon_server import mastodon_server
from tests.networks.mastodon.strict import Strict, account, failing
from tests.web.people import NOW, START, Cast, enter_cast
from tests.web.test_browser import WIDER, WIDTHS, open_page, sign_in

ACCOUNTS, BEGIN = "/me/accounts/", "/me/accounts/mastodon/begin/"
AGREED = {"consent": "on", "version": consent.VERSION}


@pytest.fixture
def all_three(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """X, Bluesky and Mastodon are set up here."""
    world = World((WorldAccount("ada_writes", "71"),))
    with Sandbox(world, lambda: NOW) as sandbox, installed(monkeypatch, sandbox):
        yield


@pytest.fixture
def server(all_three: None) -> Iterator[Strict]:
    with Strict() as running:
        yield running


def text_of(html: bytes) -> str:
    return unescape(re.sub(r"\s+", " ", html.decode()))


def begun(client: Client, place: str) -> tuple[int, str, str]:
    """Status, what the page says, and the address to go to."""
    page = client.post(BEGIN, {**AGREED, "server": place})
    return page.status_code, text_of(page.content), (page.context or {}).get("address", "")


def came_back(client: Client, query: str, network: str = "mastodon") -> str:
    page = client.get(f"/me/accounts/{network}/callback/?{query}", follow=True)
    assert page.redirect_chain == [(ACCOUNTS, 302)]
    return " ".join(map(str, page.context["messages"]))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_one_agrees_to_stands_above_every_offer(cast: Cast, all_three: None, language: str) -> None:
    page = text_of(client_of(cast.learner.id, language).get(ACCOUNTS).content)
    places = [page.index(text_of(sentence.encode())) for sentence in consent.TEXT[language]]  # type: ignore[index]
    offers = [page.index(f'id="link-{network}"') for network in ("bluesky", "mastodon", "x")]
    assert max(places) < min(offers)
    assert page.count(f'name="version" value="{consent.VERSION}"') == 5, "in each form the same version"


def test_from_the_form_to_the_server_and_back(cast: Cast, server: Strict) -> None:
    client = client_of(cast.learner.id, "en")
    status, said, address = begun(client, server.instance)
    assert (status, f"On to {server.instance}" in said) == (200, True)
    assert came_back(client, server.agree(address)).startswith(f"@ada@{server.instance} is linked.")
    row = models.Account.objects.get(network="mastodon")
    assert (row.user_id, row.external_id, row.consent) == (cast.learner.id, f"109@{server.instance}", consent.VERSION)


def test_the_token_is_nowhere(cast: Cast, server: Strict, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_of(cast.learner.id, "en")
    _, _, address = begun(client, server.instance)
    said = came_back(client, server.agree(address))
    (token,) = server.given
    tables = (models.Account, models.LinkAttempt, models.InstanceApp, models.SignIn)
    places = (said, caplog.text, repr(dict(client.session)), repr([list(one.objects.values()) for one in tables]))
    assert [one for one in places if token in one] == []
    assert server.tokens == {}


def test_each_end_is_explained(cast: Cast, server: Strict) -> None:
    client = client_of(cast.learner.id, "en")
    assert "You said no over there" in came_back(client, server.refuse(begun(client, server.instance)[2]))
    assert "too old, or belongs to another attempt" in came_back(client, "code=a&state=b")
    server.grants = "read write"
    assert "granted other rights" in came_back(client, server.agree(begun(client, server.instance)[2]))
    server.grants = ""
    server.accounts["109"] = account(moved=account(acct="ada@new.social"))
    assert "has moved to @ada@new.social" in came_back(client, server.agree(begun(client, server.instance)[2]))
    server.accounts["109"] = account(suspended=True)
    assert "does not show this account" in came_back(client, server.agree(begun(client, server.instance)[2]))
    assert server.tokens == {} and not models.Account.objects.filter(network="mastodon").exists()


def test_an_account_belongs_to_one_person_and_who_is_not_told(cast: Cast, server: Strict) -> None:
    said = ""
    for who in ("learner", "mentor"):
        client = client_of(getattr(cast, who).id, "en")
        said = came_back(client, server.agree(begun(client, server.instance)[2]))
    assert said == "This account is linked already, by somebody else."


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "Write the name of your server"),
        ("localhost", "cannot be a server that we may ask"),
        ("127.1", "cannot be a server that we may ask"),
        ("https://mastodon.social@evil.example", "cannot be a server that we may ask"),
        ("@ada@x@y", "Your name and your server are expected"),
        ("127.0.0.1:9", "No Mastodon server answers there"),
    ],
)
def test_what_is_no_server_is_explained_beside_its_field(cast: Cast, all_three: None, place: str, words: str) -> None:
    status, said, _ = begun(client_of(cast.learner.id, "en"), place)
    assert status == 422 and words in said
    assert 'id="id_mastodon_server_error"' in said


def test_a_server_in_trouble_is_told(cast: Cast, server: Strict) -> None:
    server.faults["/api/v1/apps"] = failing(503)
    status, said, _ = begun(client_of(cast.learner.id, "en"), server.instance)
    assert status == 422 and "Mastodon could not be asked just now" in said and server.fired


@pytest.mark.parametrize(
    "sent", [{}, {"version": consent.VERSION}, {"consent": "on"}, {**AGREED, "version": "2020-01"}]
)
@pytest.mark.parametrize("path", ["mastodon/begin", "x/begin", "mastodon/code", "bluesky/code", "x/code"])
def test_nothing_begins_without_consent_to_the_text_that_was_read(
    cast: Cast, server: Strict, path: str, sent: dict[str, str]
) -> None:
    page = client_of(cast.learner.id, "en").post(
        f"{ACCOUNTS}{path}/", {**sent, "server": server.instance, "handle": "ada_1"}
    )
    said = text_of(page.content)
    assert page.status_code == 422
    assert ("Without your consent" in said) == ("consent" not in sent)
    assert ("The text has changed" in said) == (sent.get("version") != consent.VERSION)
    assert f'value="{consent.VERSION}"' in said and 'value="2020-01"' not in said
    assert sum(server.asked.values()) == models.LinkAttempt.objects.count() == models.SignIn.objects.count() == 0


@pytest.mark.parametrize(
    ("network", "handle", "words"),
    [
        ("x", "аda", "Up to 15 letters, digits and _"),
        ("mastodon", "ada", "Your name and your server are expected"),
        ("mastodon", "ada@localhost", "cannot be a server"),
        ("bluesky", "＠ada.example", "Letters, digits, points and hyphens"),
        ("bluesky", "a" * 500, "Letters, digits, points and hyphens"),
    ],
)
def test_handles_are_explained_by_network(cast: Cast, all_three: None, network: str, handle: str, words: str) -> None:
    page = client_of(cast.learner.id, "en").post(f"{ACCOUNTS}{network}/code/", {**AGREED, "handle": handle})
    assert page.status_code == 422 and words in text_of(page.content)


def test_a_name_in_other_letters_is_shown_as_it_really_is(
    cast: Cast, all_three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(monkeypatch)
    client = client_of(cast.learner.id, "en")
    client.post(f"{ACCOUNTS}mastodon/code/", {**AGREED, "handle": "@ada@mаstodon.social"})
    assert "@ada@xn--mstodon-2fg.social" in text_of(client.get(ACCOUNTS).content)


ASKED = {
    "en": (
        "Nobody has this handle on Mastodon",
        "the name after the @",
        "did not answer. The code is good",
    ),
    "fr": ("Personne n’a cet identifiant sur Mastodon", "le nom après le @", "n’a pas répondu. Le code reste valable"),
}


@pytest.mark.parametrize("language", ASKED)
def test_a_handle_that_nobody_has_gets_no_code_and_a_network_that_is_down_gives_one(
    cast: Cast, all_three: None, language: str
) -> None:
    nobody, right, down = ASKED[language]
    client = client_of(cast.learner.id, language)
    with mastodon_server(["ada"]) as server:
        page = client.post(f"{ACCOUNTS}mastodon/code/", {**AGREED, "handle": f"@bob@{server.host}"})
        said = text_of(page.content)
        assert page.status_code == 422 and nobody in said and right in said
        assert 'id="id_code_mastodon_handle_error"' in said and not models.LinkAttempt.objects.exists()
        server.spoil("/api/v1/accounts/lookup", {"kind": "error", "status": 503})
        page = client.post(f"{ACCOUNTS}mastodon/code/", {**AGREED, "handle": f"@ada@{server.host}"}, follow=True)
        said = text_of(page.content)
        assert page.status_code == 200 and down in said
        assert models.LinkAttempt.objects.get().code in said
        server.heal()
        page = client.post(f"{ACCOUNTS}mastodon/code/", {**AGREED, "handle": f"@ada@{server.host}"}, follow=True)
        assert down not in text_of(page.content)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refusal.SUSPENDED, ("Bluesky has suspended this account", "Bluesky a suspendu ce compte")),
        (Refusal.DEACTIVATED, ("is deactivated on Bluesky", "est désactivé sur Bluesky")),
    ],
)
def test_an_account_that_is_not_shown_is_told_as_such(refusal: Refusal, words: tuple[str, str]) -> None:
    for language, said in zip(("en", "fr"), words, strict=True):
        with override(language):
            assert said in refusal_words(CannotLink(refusal), "bluesky")


WORDS = {
    AccountStatus.PROTECTED: ("Only people whom you have accepted", "Seules les personnes"),
    AccountStatus.SUSPENDED: ("has suspended this account", "Le réseau a suspendu ce compte"),
    AccountStatus.GONE: ("deactivated or deleted", "désactivé ou supprimé"),
    AccountStatus.MOVED: ("This account has moved", "Ce compte a déménagé"),
}


@pytest.mark.parametrize("standing", WORDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_account_that_cannot_be_read_says_why_and_what_to_do(
    cast: Cast, standing: AccountStatus, language: str
) -> None:
    models.Account.objects.filter(user=cast.learner.id).update(standing=standing)
    said = text_of(client_of(cast.learner.id, language).get(ACCOUNTS).content)
    others = [words for other in WORDS for words in WORDS[other] if other is not standing]
    assert WORDS[standing][language == "fr"] in said
    assert not [words for words in others if words in said]


def test_an_account_that_is_active_needs_no_words(cast: Cast) -> None:
    said = text_of(client_of(cast.learner.id, "en").get(ACCOUNTS).content)
    assert not [words for both in WORDS.values() for words in both if words in said]


# In a browser.


def everything(cast: Cast) -> None:
    """Accounts of all standings, and codes that wait."""
    for number, standing in enumerate(WORDS):
        models.Account.objects.create(
            network="mastodon", external_id=f"{number}@social.example.org", handle=f"ada{number}@social.example.org",
            standing=standing, user_id=cast.learner.id, linked_at=START, proof="oauth", consent="1",
        )  # fmt: skip
    for network, handle in (("x", "ada_writes"), ("bluesky", "ada.example"), ("mastodon", "ada@xn--mtor-5qa.social")):
        models.LinkAttempt.objects.create(
            user_id=cast.learner.id, network=network, handle=handle, code="twinome-7K3F-Q9XB", consent="1"
        )


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_sound(
    live_server: LiveServer, all_three: None, browser: Browser, pictures: Path, language: str
) -> None:
    cast = enter_cast()
    everything(cast)
    models.User.objects.update(language=language)
    context = browser.new_context(locale=language, reduced_motion="reduce")
    page, complaints = open_page(context)
    sign_in(page, live_server.url, "ada")
    for place, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(live_server.url + ACCOUNTS)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        page.screenshot(path=pictures / f"linking-{language}-{place}.png", full_page=True)
        assert page.get_attribute("html", "lang") == language
        assert page.evaluate(WIDER) <= 0
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    context.close()
    assert complaints == []


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
def test_linking_on_mastodon_as_people_do_it(live_server: LiveServer, all_three: None, browser: Browser) -> None:
    """With mastodon-mock's own page in the server's place."""
    enter_cast()
    models.User.objects.update(language="en")
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    page, complaints = open_page(context)
    with mastodon_server(["ada"], []) as server:
        sign_in(page, live_server.url, "ada")
        page.goto(live_server.url + ACCOUNTS)
        page.fill("#id_mastodon_server", server.host)
        page.check("#id_mastodon_consent")
        page.click("text=Go to my server")
        page.wait_for_url(f"{server.url}/oauth/authorize?*")
        page.click("text=@ada")
        page.wait_for_url(re.compile(rf"{live_server.url}{ACCOUNTS}$"))
        assert page.inner_text("main .note").startswith(f"@ada@{server.host} is linked.")
        linked = models.Account.objects.get(network="mastodon")
        assert linked.external_id == server.account("ada")
    context.close()
    assert [text for text in complaints if "404 (Not Found)" not in text] == [], "the mock has no favicon"


def test_an_account_that_has_moved_says_where_to(db: None) -> None:
    cast = enter_cast()
    client = client_of(cast.learner.id, "en")
    own = models.Account.objects.filter(user=cast.learner.id)
    own.update(standing="moved", moved_to="ada@new.example")
    assert "This account has moved to @ada@new.example. Link that one" in client.get(ACCOUNTS).content.decode()
    own.update(moved_to="")
    assert "This account has moved. Link the new one below" in client.get(ACCOUNTS).content.decode()
