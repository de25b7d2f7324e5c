"""The documentation of the API in a real browser, under our own content security policy."""

import os

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def beside_the_orm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs an event loop in this thread; Django would refuse to be asked from it."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def test_the_documentation_opens_without_a_word_of_complaint(live_server: LiveServer, browser: Browser) -> None:
    said: list[str] = []
    strangers: list[str] = []
    page = browser.new_page()
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("request", lambda one: strangers.append(one.url) if not one.url.startswith(live_server.url) else None)
    page.goto(f"{live_server.url}/api/v1/docs")
    page.get_by_text("/api/v1/members/{member}/verdicts", exact=False).first.wait_for()
    page.screenshot(path=os.environ.get("DOCS_PICTURE", "/dev/null"), type="png")
    page.close()
    assert said == []
    assert [url for url in strangers if not url.startswith("data:")] == []
