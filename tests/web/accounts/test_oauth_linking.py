"""Linking an X account by its own sign-in, against the running sandbox: by hand, and in a browser."""

import json
import logging
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pydantic import SecretStr
from pytest_django.live_server_helper import LiveServer

from demo.agreeing import agree, refuse
from fixtures.sandbox import Fault, Sandbox
from mooc.environment import Environment
from mooc.services import networks
from mooc.services.accounts import account_linking
from mooc.simulation.worlds import World, WorldAccount
from mooc.store import models
from tests.building.clients import client_of
from tests.web.people import NOW, PASSWORD, Cast, enter_cast

WORLD = World((WorldAccount("ada_writes", "71"), WorldAccount("max_reads", "72")))
ACCOUNTS, BEGIN, BACK = "/me/accounts/", "/me/accounts/x/begin/", "/me/accounts/x/callback/"
AGREED = {"consent": "on", "version": account_linking.CONSENT}
MINE = {"network": "x", "external_id": "71"}


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """X is set up here; X is the sandbox."""
    with Sandbox(WORLD, lambda: NOW) as sandbox:
        found = Environment(x_url=sandbox.url, x_client_id=sandbox.oauth.client.id, x_bearer=SecretStr(sandbox.bearer))
        monkeypatch.setattr(networks, "environment", lambda: found)
        yield sandbox


def begun(client: Client) -> str:
    """The address at the network, after the consent was given here."""
    page = client.post(BEGIN, AGREED)
    assert page.status_code == 200
    return str(page.context["address"])


def came_back(client: Client, query: str) -> str:
    """What the page of accounts says to somebody who came back."""
    page = client.get(f"{BACK}?{query}", follow=True)
    assert page.redirect_chain == [(ACCOUNTS, 302)]
    return " ".join(map(str, page.context["messages"])) or page.content.decode()


def test_who_agrees_here_and_there_is_linked(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast.learner.id, "en")
    said = came_back(client, agree(begun(client), "71"))
    account = models.Account.objects.get(**MINE)
    assert "@ada_writes is linked" in said
    assert (account.user_id, account.handle, account.proof) == (cast.learner.id, "ada_writes", "oauth")
    assert (account.consent, account.linked_at) == (account_linking.CONSENT, NOW)


def test_the_token_is_used_once_and_ended_and_kept_nowhere(
    cast: Cast, sandbox: Sandbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    give = sandbox.oauth.token
    monkeypatch.setattr(
        sandbox.oauth, "token", lambda *asked: given.append(str((got := give(*asked))["access_token"])) or got
    )
    caplog.set_level(logging.DEBUG)
    client = client_of(cast.learner.id, "en")
    query = agree(begun(client), "71")
    said = came_back(client, query)
    session = dict(client.session.items())
    assert (sandbox.oauth.issued, sandbox.oauth.revoked, sandbox.oauth.live_tokens) == (1, 1, 0)
    assert sandbox.ledger.requests["users_me"] == 1
    stored = repr([list(table.objects.values()) for table in (models.Account, models.LinkAttempt)])
    assert [place for place in (said, repr(session), caplog.text, stored) if given[0] in place] == []


@pytest.mark.parametrize("agreed", ["", "off-the-page"])
def test_nobody_is_sent_there_without_having_agreed(cast: Cast, sandbox: Sandbox, agreed: str) -> None:
    client = client_of(cast.learner.id, "en")
    page = client.post(BEGIN, {"other": agreed})
    html = page.content.decode()
    assert page.status_code == 422 and "Without your consent" in html and sandbox.url not in html
    assert html.count('id="id_code_bluesky_consent"') == 1 and html.count('id="id_x_consent"') == 1


def test_an_account_belongs_to_one_person_and_who_is_not_told(cast: Cast, sandbox: Sandbox) -> None:
    first, second = client_of(cast.learner.id, "en"), client_of(cast.mentor.id, "en")
    came_back(first, agree(begun(first), "71"))
    said = came_back(second, agree(begun(second), "71"))
    assert "linked already, by somebody else" in said and "Ada" not in said
    assert models.Account.objects.get(**MINE).user_id == cast.learner.id
    assert sandbox.oauth.live_tokens == 0


def test_linking_one_s_own_account_again_changes_nothing(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast.learner.id, "en")
    for _ in range(2):
        assert "is linked" in came_back(client, agree(begun(client), "71"))
    assert models.Account.objects.filter(**MINE).count() == 1


def test_who_refuses_over_there_is_told_so(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast.learner.id, "en")
    assert "You said no over there" in came_back(client, refuse(begun(client)))
    assert sandbox.oauth.issued == 0 and not models.Account.objects.filter(**MINE).exists()


def test_other_rights_than_those_asked_for_are_explained_and_given_back(cast: Cast, sandbox: Sandbox) -> None:
    sandbox.oauth.grant_only = frozenset({"users.read"})
    client = client_of(cast.learner.id, "en")
    assert "other rights than those we ask for" in came_back(client, agree(begun(client), "71"))
    assert (sandbox.oauth.issued, sandbox.oauth.live_tokens) == (1, 0)
    assert not models.Account.objects.filter(**MINE).exists()


def test_a_network_that_fails_is_not_the_person_s_fault(cast: Cast, sandbox: Sandbox) -> None:
    sandbox.faults.add("users_me", Fault.SERVER_ERROR)
    client = client_of(cast.learner.id, "en")
    assert "could not be asked just now" in came_back(client, agree(begun(client), "71"))
    assert sandbox.oauth.live_tokens == 0


def without_state(query: str) -> str:
    return query.replace("state=", "other=")


def with_a_foreign_state(query: str) -> str:
    return re.sub("state=[^&]*", "state=of-somebody-else", query)


@pytest.mark.parametrize("changed", [without_state, with_a_foreign_state, lambda _query: ""])
def test_an_answer_to_no_question_of_ours_is_refused(cast: Cast, sandbox: Sandbox, changed: object) -> None:
    client = client_of(cast.learner.id, "en")
    query = agree(begun(client), "71")
    assert "Begin again" in came_back(client, changed(query))  # type: ignore[operator]
    assert "Begin again" in came_back(client, query), "what was pending serves once, whatever came of it"
    assert sandbox.oauth.issued == 0 and not models.Account.objects.filter(**MINE).exists()


def test_an_answer_serves_once(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast.learner.id, "en")
    query = agree(begun(client), "71")
    came_back(client, query)
    assert "Begin again" in came_back(client, query)


def test_an_answer_serves_who_asked_and_nobody_else(cast: Cast, sandbox: Sandbox) -> None:
    mine, other = client_of(cast.learner.id, "en"), client_of(cast.mentor.id, "en")
    begun(other)
    assert "Begin again" in came_back(other, agree(begun(mine), "71"))
    assert not models.Account.objects.filter(**MINE).exists()


def test_an_answer_to_an_earlier_question_is_refused(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast.learner.id, "en")
    earlier = agree(begun(client), "71")
    begun(client)
    assert "Begin again" in came_back(client, earlier)


def test_the_verifier_stays_here(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast.learner.id, "en")
    page = client.post(BEGIN, AGREED)
    row = models.SignIn.objects.get()
    kept = json.loads(row.kept)
    state, verifier = kept["state"], kept["verifier"]
    assert verifier not in page.content.decode()
    assert parse_qs(urlsplit(page.context["address"]).query)["state"] == [state]
    came_back(client, agree(page.context["address"], "71"))
    assert not models.SignIn.objects.exists()


def test_x_is_offered_only_where_it_is_set_up(cast: Cast) -> None:
    client = client_of(cast.learner.id, "en")
    assert BEGIN not in client.get(ACCOUNTS).content.decode()
    assert client.post(BEGIN, AGREED).status_code == 404
    assert "Begin again" in came_back(client, "state=a&code=b")


@pytest.mark.parametrize(("address", "method"), [(BEGIN, "get"), (BACK, "post")])
def test_it_begins_with_a_form_and_comes_back_by_a_link(cast: Cast, address: str, method: str) -> None:
    assert getattr(client_of(cast.learner.id, "en"), method)(address).status_code == 405


def test_who_is_not_signed_in_links_nothing(db: None, sandbox: Sandbox) -> None:
    for answer in (
        Client().post(BEGIN, AGREED),
        Client().get(f"{BACK}?state=a&code=b"),
    ):
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")


# In a browser.


def sign_in(context: BrowserContext, url: str, who: str) -> tuple[Page, list[str]]:
    """A page on which that person is signed in, and what it complains of."""
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", f"{who}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(re.compile("/cohorts/"))
    return page, complaints


def go_there(page: Page, sandbox: Sandbox) -> None:
    """From the page of accounts to the network's own question."""
    page.click("nav >> text=My accounts")
    page.check("#id_x_consent")
    page.click("text=Go to X")
    page.wait_for_url(f"{sandbox.url}/i/oauth2/authorize?*")


def decide(page: Page, button: str) -> str:
    """Answer the network; what is said back here."""
    page.select_option("[name=account]", "71")
    page.click(f"text={button}")
    page.wait_for_url(re.compile(rf"{ACCOUNTS}$"))
    return page.inner_text("main .note")


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
def test_linking_as_people_do_it(live_server: LiveServer, sandbox: Sandbox, browser: Browser) -> None:
    enter_cast()
    models.User.objects.update(language="en")
    context = browser.new_context(locale="en-GB")
    page, complaints = sign_in(context, live_server.url, "ada")
    go_there(page, sandbox)
    assert decide(page, "Refuse").startswith("You said no over there, so nothing is linked.")
    assert sandbox.oauth.issued == 0
    go_there(page, sandbox)
    assert decide(page, "Allow").startswith("@ada_writes is linked.")
    assert page.locator("section[aria-labelledby=linked]").inner_text().count("X @ada_writes\nlinked") == 1
    assert (sandbox.oauth.issued, sandbox.oauth.revoked, sandbox.oauth.live_tokens) == (1, 1, 0)
    assert [text for text in complaints if "404 (Not Found)" not in text] == [], "the sandbox has no favicon"
    other, _ = sign_in(browser.new_context(locale="en-GB"), live_server.url, "maud")
    go_there(other, sandbox)
    assert decide(other, "Allow") == "This account is linked already, by somebody else."
    assert models.Account.objects.get(**MINE).handle == "ada_writes"
    assert sandbox.oauth.live_tokens == 0
    context.close()
    other.context.close()


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_way_there_works_without_being_sent_on(
    live_server: LiveServer, sandbox: Sandbox, browser: Browser, language: str
) -> None:
    """The page that goes on to X, stopped: a plain link, sound and readable, in the language of the person."""
    enter_cast()
    models.User.objects.update(language=language)
    context = browser.new_context(locale=language, reduced_motion="reduce")
    page, _ = sign_in(context, live_server.url, "ada")
    page.goto(live_server.url + ACCOUNTS)
    assert Axe().run(page).response["violations"] == []
    page.check("#id_x_consent")
    page.route(f"{sandbox.url}/**", lambda route: route.abort())
    form = page.locator(f"form[action='{BEGIN}']")
    sent = page.request.post(
        live_server.url + BEGIN,
        form={
            "consent": "on",
            "version": account_linking.CONSENT,
            "csrfmiddlewaretoken": form.locator("[name=csrfmiddlewaretoken]").input_value(),
        },
        headers={"Referer": live_server.url + ACCOUNTS},
    )
    page.set_content(re.sub("<meta http-equiv=.refresh.[^>]*>", "", sent.text()))
    assert page.get_attribute("html", "lang") == language
    assert page.locator("main a.button").get_attribute("href").startswith(sandbox.url)  # type: ignore[union-attr]
    assert Axe().run(page).response["violations"] == []
    context.close()
