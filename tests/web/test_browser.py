"""The pages in a real browser: on a phone and on a desk, in French and in English, for each of the three."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from mooc.services.people import api_keys
from mooc.store import models
from mooc.store.people import tokens
from tests.web.people import NOW, PASSWORD, Cast, enter_cast

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]
WIDTHS = {"phone": 360, "desk": 1280}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Look(NamedTuple):
    """Who looks, and at what; ``{ada}`` and ``{bao}`` stand for member ids."""

    who: str
    address: str


LOOKS = {
    "welcome": Look("", "/"),
    "login": Look("", "/accounts/login/"),
    "reset": Look("", "/accounts/password/reset/"),
    "nothing": Look("", "/nothing/"),
    "week": Look("ada", "/cohorts/spring/week/"),
    "met": Look("ada", "/cohorts/spring/challenges/voices/"),
    "not-yet": Look("ada", "/cohorts/spring/challenges/answer/"),
    "cant-tell": Look("ada", "/cohorts/spring/challenges/hello/"),
    "ahead": Look("ada", "/cohorts/spring/challenges/relay/"),
    "accounts": Look("ada", "/me/accounts/"),
    "keys": Look("ada", "/me/keys/"),
    "join": Look("", "/join/an-invitation/"),
    "links": Look("fanny", "/cohorts/spring/invitations/"),
    "cohorts": Look("fanny", "/cohorts/"),
    "grid": Look("fanny", "/cohorts/spring/"),
    "found": Look("fanny", "/cohorts/spring/?q=ada"),
    "nobody": Look("fanny", "/cohorts/spring/?q=nobody&who=help"),
    "budget": Look("fanny", "/cohorts/spring/budget/"),
    "mentors": Look("fanny", "/cohorts/spring/mentors/"),
    "mentors-nobody": Look("fanny", "/cohorts/spring/mentors/?q=nobody"),
    "preferences": Look("ada", "/me/preferences/"),
    "courses": Look("fanny", "/cohorts/new/"),
    "new": Look("fanny", "/cohorts/new/?course=first-steps"),
    "learner": Look("fanny", "/cohorts/spring/learners/{ada}/voices/"),
    "waiting": Look("maud", "/cohorts/spring/waiting/"),
    "learners": Look("maud", "/cohorts/spring/learners/"),
}


@pytest.fixture
def cast() -> Cast:
    cast = enter_cast(others=6)
    models.LinkAttempt.objects.create(
        user_id=cast.learner.id, network="bluesky", handle="ada.example", code="twinome-7K3F-Q9XB", consent="1"
    )
    watch = models.Watch.objects.create(
        network="bluesky", read="author", subject="did:ada.example", since=NOW, until=NOW, due_at=NOW,
        trouble="unreachable", failing_since=NOW,
    )  # fmt: skip
    models.WatchUse.objects.create(watch=watch, cohort_id=cast.cohort.id, challenge="hello", since=NOW, until=NOW)
    budget = models.Budget.objects.create(
        cohort_id=cast.cohort.id, network="bluesky", cap_usd=20, spent_usd=17, spent_requests=2321, step="link"
    )
    for level in (50, 80):
        models.BudgetAlert.objects.create(budget=budget, level=level, at=NOW)
    models.Confirmation.objects.create(member_id=cast.ada.id, by_id=cast.others[0].id, challenge="hello", at=NOW)
    for name in ("a script that counts figures", "another one"):
        api_keys.make(cast.learner.id, name, timedelta(days=90))
    models.ApiToken.objects.filter(name="another one").update(used_at=NOW)
    for role, uses, used in (("learner", 200, 12), ("facilitator", 1, 0)):
        secret = "an-invitation" if role == "learner" else role
        models.Invitation.objects.create(
            cohort_id=cast.cohort.id, role=role, digest=tokens.digest(secret), beginning=secret[:4], uses=uses,
            used=used, expires_at=datetime.now(UTC) + timedelta(days=9),
        )  # fmt: skip
    models.Suspension.objects.create(network="bluesky", trouble="out_of_credits", since=NOW, until=NOW)
    long = "a-name-as-long-as-some-servers-let-it-be.and-a-server-with-more-of-it.example.org"
    models.Account.objects.filter(external_id="did:voice3").update(handle=long)
    models.Mentoring.objects.filter(learner=cast.others[-1].id).delete()
    return cast


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    yield context
    context.close()


def open_page(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and what it complains of."""
    page, complaints = context.new_page(), []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def sign_in(page: Page, url: str, who: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", f"{who}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(re.compile("/cohorts/"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_page_is_sound(
    look: str, language: str, live_server: LiveServer, cast: Cast, browser: Browser, pictures: Path
) -> None:
    who, address = LOOKS[look]
    models.User.objects.update(language=language)
    context = browser.new_context(locale=language, reduced_motion="reduce")
    page, complaints = open_page(context)
    if who:
        sign_in(page, live_server.url, who)
    for place, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(live_server.url + address.format(ada=cast.ada.id))
        assert page.get_attribute("html", "lang") == language
        page.screenshot(path=pictures / f"{look}-{language}-{place}.png", full_page=True)
        assert page.evaluate(WIDER) <= 0, f"{look} is wider than {width} px"
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    context.close()
    assert [text for text in complaints if "404 (Not Found)" not in text] == []


def test_in_the_dark_it_can_be_read_too(live_server: LiveServer, cast: Cast, browser: Browser, pictures: Path) -> None:
    context = browser.new_context(color_scheme="dark", reduced_motion="reduce")
    page, _ = open_page(context)
    sign_in(page, live_server.url, "ada")
    for name in ("week", "met", "accounts"):
        page.goto(live_server.url + LOOKS[name].address)
        page.screenshot(path=pictures / f"{name}-dark.png", full_page=True)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    context.close()


def test_everything_works_without_javascript(live_server: LiveServer, cast: Cast, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, live_server.url, "ada")
    assert page.get_by_text("twinome-7K3F-Q9XB").count() == 0
    page.click("text=Trois voix")
    assert page.locator(".answer.met").count() > 0
    page.click("text=English")
    assert page.get_attribute("html", "lang") == "en"
    context.close()


def test_somebody_is_found_with_the_keyboard_alone(live_server: LiveServer, cast: Cast, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, live_server.url, "maud")
    page.goto(f"{live_server.url}/cohorts/spring/learners/")
    page.focus("#q")
    page.keyboard.type("ADÀ")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=AD"))
    assert page.locator("tbody th").all_inner_texts() == ["Ada"]
    context.close()


def test_learners_are_given_to_a_mentor_with_the_keyboard_alone(
    live_server: LiveServer, cast: Cast, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    models.User.objects.update(language="en")
    sign_in(page, live_server.url, "fanny")
    page.goto(f"{live_server.url}/cohorts/spring/")
    page.click("text=Give them one")
    last = cast.others[-1].id
    page.focus(f"[name=learner][value='{last}']")
    page.keyboard.press("Space")
    page.focus("#mentor")
    page.keyboard.type("Maud")
    page.focus("button[value=ticked]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".note.met")
    assert models.Mentoring.objects.filter(learner=last, mentor__user=cast.mentor.id).exists()
    assert page.locator(".lead").inner_text() == "Everybody has a mentor."
    context.close()


def test_a_verdict_that_changes_shows_by_itself(
    live_server: LiveServer, cast: Cast, context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mooc.web.learner.challenges.POLL", 1)
    page, complaints = open_page(context)
    sign_in(page, live_server.url, "ada")
    page.goto(f"{live_server.url}/cohorts/spring/challenges/answer/")
    assert page.locator("#live > .card.not_yet").count() == 1
    models.Verdict.objects.filter(member=cast.ada.id, challenge="answer").update(answer="met", settled=True)
    page.wait_for_selector("#live > .card.met", timeout=30_000)
    assert complaints == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("who", "address", "typed"),
    [("ada", "/me/keys/", {"name": "my script"}), ("fanny", "/cohorts/spring/invitations/", {"uses": "30"})],
)
def test_what_is_shown_once_fits_and_is_copied(
    who: str,
    address: str,
    typed: dict[str, str],
    language: str,
    live_server: LiveServer,
    cast: Cast,
    context: BrowserContext,
    pictures: Path,
) -> None:
    models.User.objects.update(language=language)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page, complaints = open_page(context)
    sign_in(page, live_server.url, who)
    page.goto(live_server.url + address)
    for field, text in typed.items():
        page.fill(f"[name={field}]", text)
    page.click("form.card button, section form:has([name=csrfmiddlewaretoken]):has(input:not([type=hidden])) button")
    for place, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=pictures / f"made-{who}-{language}-{place}.png", full_page=True)
        assert page.evaluate(WIDER) <= 0
    assert Axe().run(page).response["violations"] == []
    page.click("[data-copies]")
    page.wait_for_selector(".codebox [role=status]:not(:empty)")
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text(".codebox code")
    assert complaints == []


def test_the_code_is_copied_with_one_button(live_server: LiveServer, cast: Cast, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page, complaints = open_page(context)
    sign_in(page, live_server.url, "ada")
    page.goto(f"{live_server.url}/me/accounts/")
    page.click("[data-copies=link-code-bluesky]")
    page.wait_for_selector(".codebox [role=status]:not(:empty)")
    assert page.evaluate("navigator.clipboard.readText()") == "twinome-7K3F-Q9XB"
    assert complaints == []
