"""A verdict that comes at once shows at once, and asking for it again and again costs little."""

import re
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from mooc.core.course.course import EventWindow
from mooc.environment import Environment, environment
from mooc.services import networks
from mooc.store import models
from mooc.store.policy.relations import Actor
from mooc.web.learner import polling
from mooc.web.site.context import CohortContext
from tests.web.people import COURSE, NOW, Cast, enter_cast

pytestmark = pytest.mark.usefixtures("at_the_real_bluesky")
PAGE = "/cohorts/spring/challenges/answer/"
ASKS = re.compile(r'data-news hx-get="([^"]*\?stamp=[^"]+)"')
SLOW = re.compile(r'data-slow="([\d.]+)"')
QUERIES = 2
HTMX = {"HX-Request": "true"}


@pytest.fixture
def cast(db: None) -> Cast:
    return enter_cast(others=2)


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(models.User.objects.get(email="ada@example.org"))
    return client


def asked(client: Client) -> str:
    found = ASKS.search(client.get(PAGE).content.decode())
    assert found
    return found[1]


def test_while_nothing_was_judged_there_is_no_news_in_two_queries(ada: Client) -> None:
    address = asked(ada)
    with CaptureQueriesContext(connection) as seen:
        answer = ada.get(address, headers=HTMX)
    assert (answer.status_code, answer["X-Expected"]) == (204, "0")
    assert "no-store" in answer["Cache-Control"]
    assert len(seen) <= QUERIES, [query["sql"] for query in seen]


@pytest.mark.parametrize("expected", ["judging", "link", "watch"])
def test_what_is_looked_at_this_moment_is_expected(cast: Cast, ada: Client, expected: str) -> None:
    address, member = asked(ada), cast.ada.id
    if expected == "judging":
        models.Verdict.objects.filter(member=member, challenge="answer").update(input_version=9)
    elif expected == "link":
        models.PastedLink.objects.create(
            member_id=member, challenge="answer", url="https://x.test", pasted_at=NOW, due_at=NOW
        )
    else:
        watch = models.Watch.objects.create(
            network="bluesky", read="author", subject="did:ada.example", since=NOW, until=NOW, due_at=NOW
        )
        models.WatchUse.objects.create(watch=watch, cohort_id=cast.cohort.id, challenge="answer", since=NOW, until=NOW)
    with CaptureQueriesContext(connection) as seen:
        answer = ada.get(address, headers=HTMX)
    assert (answer.status_code, answer["X-Expected"]) == (204, "1")
    assert len(seen) <= QUERIES
    models.Watch.objects.update(due_at=NOW - timedelta(hours=1))
    models.PastedLink.objects.update(due_at=NOW - timedelta(hours=1))
    models.Verdict.objects.update(attempts=5)
    assert ada.get(address, headers=HTMX)["X-Expected"] == "0", "what is held up is not waited for"


def test_nobody_else_is_told_that_there_is_no_news(cast: Cast, ada: Client) -> None:
    address = asked(ada)
    for other, status in (("other0", 200), ("maud", 404)):
        client = Client()
        client.force_login(models.User.objects.get(email=f"{other}@example.org"))
        models.Verdict.objects.filter(member__user__email=f"{other}@example.org").update(judged_version=7)
        assert client.get(address, headers=HTMX).status_code == status
    assert Client().get(address, headers=HTMX).status_code == 302


@pytest.mark.parametrize("how", ["left", "password", "inactive"])
def test_who_is_let_go_is_told_nothing_more(cast: Cast, ada: Client, how: str) -> None:
    address, user = asked(ada), models.User.objects.get(email="ada@example.org")
    if how == "left":
        models.Member.objects.filter(pk=cast.ada.id).update(left_at=NOW)
    elif how == "password":
        user.set_password("four squares on paper")
        user.save()
    else:
        models.User.objects.filter(pk=user.pk).update(is_active=False)
    assert ada.get(address, headers=HTMX).status_code == (404 if how == "left" else 302)


@pytest.mark.parametrize(("learners", "slow"), [(3, 0.7), (500, 2.0)])
def test_in_an_event_everybody_asks_quickly_as_far_as_numbers_allow(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, learners: int, slow: float
) -> None:
    monkeypatch.setattr("mooc.store.progress.progress.learners", lambda cohort: learners)
    here = CohortContext(Actor(cast.learner.id, False, NOW), cast.cohort, {"learner": cast.ada}, [])
    plain = COURSE.challenge("answer")
    assert polling.slowest_interval(here, plain) == 15.0
    assert polling.slowest_interval(here, plain.model_copy(update={"window": EventWindow(event="launch")})) == slow


def test_a_verdict_that_was_judged_again_is_shown(cast: Cast, ada: Client) -> None:
    address = asked(ada)
    rows = models.Verdict.objects.filter(member=cast.ada.id, challenge="answer")
    rows.update(answer="met", settled=True, input_version=9, judged_version=9)
    answer = ada.get(address, headers=HTMX)
    assert answer.status_code == 200
    assert not ASKS.search(answer.content.decode()), "what is met needs no more asking"


def test_nobody_asks_so_often_where_no_network_tells_at_once(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = Environment(**environment().model_dump() | {"push": ("none",)})
    monkeypatch.setattr(networks, "environment", lambda: quiet)
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
    rows.update(answer="met", settled=True, input_version=9, judged_version=9)
    page.wait_for_selector("#live > .card.met", timeout=4000)
    context.close()
    assert complaints == []


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
def test_it_asks_less_and_less_and_not_at_all_while_nobody_looks(
    live_server: LiveServer, cast: Cast, ada: Client, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "QUICK", 0.1)
    monkeypatch.setattr(polling, "PATIENCE", 0.8)
    context = browser.new_context(reduced_motion="reduce")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": ada.cookies[name].value, "url": live_server.url}])
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(time.monotonic()) if "stamp=" in request.url else None)
    page.goto(live_server.url + PAGE)
    page.wait_for_timeout(2500)
    apart = [after - before for before, after in pairwise(asked)]
    assert sum(one < 0.3 for one in apart) >= 5, "quick at first"
    assert apart[-1] > 0.3 > apart[0], "then less and less"
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true})")
    page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    before = len(asked)
    page.wait_for_timeout(1500)
    assert len(asked) == before, "nobody looks"
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(700)
    context.close()
    assert len(asked) - before >= 3, "somebody is back"
