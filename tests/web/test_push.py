"""A verdict that comes at once shows at once, and asking for it again and again costs little."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from mooc.environment import Environment, environment
from mooc.flow import pushing
from mooc.store import models
from tests.web.cast import Cast, enter_cast

PAGE = "/cohorts/spring/challenges/answer/"
ASKS = re.compile(r'hx-get="([^"]*\?judged=\d+)" hx-trigger="every 1s"')
QUERIES = 8
HTMX = {"HX-Request": "true"}


@pytest.fixture
def cast(db: None) -> Cast:
    return enter_cast(others=2)


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(models.User.objects.get(email="ada@example.org"))
    return client


def test_while_nothing_was_judged_there_is_no_news_in_a_few_queries(ada: Client) -> None:
    found = ASKS.search(ada.get(PAGE).content.decode())
    assert found
    with CaptureQueriesContext(connection) as seen:
        assert ada.get(found[1], headers=HTMX).status_code == 204
    assert len(seen) <= QUERIES, [query["sql"] for query in seen]


def test_a_verdict_that_was_judged_again_is_shown(cast: Cast, ada: Client) -> None:
    found = ASKS.search(ada.get(PAGE).content.decode())
    assert found
    rows = models.Verdict.objects.filter(member=cast.ada.id, challenge="answer")
    rows.update(answer="met", settled=True, asked=9, answered=9)
    answer = ada.get(found[1], headers=HTMX)
    assert answer.status_code == 200
    assert not ASKS.search(answer.content.decode()), "what is met needs no more asking"


def test_nobody_asks_so_often_where_no_network_tells_at_once(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = Environment(**environment().model_dump() | {"push": ("none",)})
    monkeypatch.setattr(pushing, "environment", lambda: quiet)
    assert not ASKS.search(ada.get(PAGE).content.decode())


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
def test_it_shows_without_a_reload(live_server: LiveServer, cast: Cast, ada: Client, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": ada.cookies[name].value, "url": live_server.url}])
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + PAGE)
    assert page.locator("#live > .card.not_yet").count() == 1
    rows = models.Verdict.objects.filter(member=cast.ada.id, challenge="answer")
    rows.update(answer="met", settled=True, asked=9, answered=9)
    page.wait_for_selector("#live > .card.met", timeout=4000)
    context.close()
    assert complaints == []
