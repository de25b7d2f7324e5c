"""A forecast is reckoned by the planner's own functions: what shares a question shares its cost."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from mooc.core.course.course import Course
from mooc.core.facts.cost import Cost
from mooc.core.facts.needs import NeedKind
from mooc.core.forecast.forecast import forecast
from mooc.core.forecast.retention_costs import RetainedPosts, retention_cost
from mooc.core.spending.costs import Assumptions, Bill, Forecast, PriceList
from mooc.core.values.span import Span
from mooc.networks.registry import capabilities
from tests.building.classes import a_course

LIVE = {"live_post": {"tag": "{hashtag}", "at_least": 5, "moments": 1}}
FOLLOW = {"follow": {"of": "host"}}
RELAY = {"relay": {"tag": "{hashtag}"}}
ANY_POST = {"post": {"at_least": 2}}


def on_x(*checks: dict[str, Any], learners: int = 1000, **assumed: Any) -> Forecast:
    return forecast(a_course(*checks), capabilities("x"), learners, Assumptions(**assumed))


def test_a_challenge_that_needs_no_new_question_adds_no_request() -> None:
    one, two = on_x(LIVE), on_x(LIVE, LIVE)
    assert two.challenges[1].bill.planned.requests == 0
    assert two.total.planned.requests - two.texts.requests == one.total.planned.requests - one.texts.requests


def test_the_total_is_the_sum() -> None:
    found = on_x(LIVE, FOLLOW, RELAY)
    total = Bill(planned=found.texts)
    for one in found.challenges:
        total = total.plus(one.bill)
    assert found.total == total


def test_each_row_is_paid_for_once_and_the_floor_is_below() -> None:
    found = on_x(LIVE)
    assert found.total.floor == Cost(50, Decimal("25.000"))
    assert found.total.planned.usd - found.texts.usd == found.total.floor.usd


def test_texts_are_looked_at_once_where_that_costs_and_mostly_on_the_day_that_was_paid() -> None:
    found = on_x(LIVE, learners=100)
    assert (found.weeks, found.texts.requests) == (1, 8), "500 posts in a week: seven evenings, and the one after"
    assert found.texts.usd == Decimal("0.105"), "of those 21 that are first seen after 23:00"
    assert found.texts_a_week == found.texts
    free = forecast(a_course(LIVE), capabilities("bluesky"), 100)
    assert free.texts.usd == 0
    assert free.texts.requests > 3 * 20, "25 a request, and again the evenings after"
    assert on_x(FOLLOW).texts == Cost(), "who writes nothing"


def test_the_texts_of_one_evening_go_together() -> None:
    """A window within a day: one look at each, a hundred in a request."""
    evening = Span(datetime(2026, 1, 5, 20, tzinfo=UTC), datetime(2026, 1, 5, 22, tzinfo=UTC))
    assert retention_cost([RetainedPosts(250, evening), RetainedPosts(150, evening)], 100, Decimal("0.005")) == Cost(
        4, Decimal(0)
    )
    late = evening._replace(start=datetime(2026, 1, 5, 23, tzinfo=UTC), end=datetime(2026, 1, 6, tzinfo=UTC))
    assert retention_cost([RetainedPosts(100, late)], 100, Decimal("0.005")) == Cost(1, Decimal("0.500")), (
        "the next day's look"
    )
    assert retention_cost([], 100, Decimal("0.005")) == Cost()


def test_requests_grow_with_what_happens_and_not_with_the_learners() -> None:
    few, many = on_x(FOLLOW, LIVE, learners=10), on_x(FOLLOW, LIVE, learners=1000)
    assert many.total.planned.requests < 1.3 * few.total.planned.requests
    assert many.total.naive.requests == 100 * few.total.naive.requests


def test_posts_without_a_tag_are_asked_for_of_each_author_and_it_is_said_why() -> None:
    (post,) = on_x(ANY_POST).challenges
    (read, *_) = post.question_loads
    assert (read.read, read.number) == ("author_posts", 1000)
    assert "search_tag needs a tag" in read.why


def test_what_people_say_in_the_app_costs_nothing() -> None:
    said = {"attest": {"by": "peer", "prompt": {"en": "We met", "fr": "Vus"}}}
    assert on_x(said).total == Bill()
    assert on_x({"any": [said, FOLLOW]}).total == on_x(FOLLOW).total


def test_parts_of_a_check_are_reckoned_each() -> None:
    both = on_x({"all": [FOLLOW, LIVE]}).challenges[0]
    assert {watch.read for watch in both.question_loads} == {"followers", "search_tag", "standing"}
    assert both.bill.planned.requests == sum(one.bill.planned.requests for one in on_x(FOLLOW, LIVE).challenges)


def test_what_a_network_does_not_show_cannot_be_judged_there() -> None:
    x = capabilities("x")
    blind = PriceList("x", x.read_on, tuple(read for read in x.reads if NeedKind.REPOSTS not in read.needs), x.naive)
    follow, relay = forecast(a_course(FOLLOW, RELAY), blind, 100).challenges
    assert (follow.why_unjudged, bool(relay.why_unjudged), relay.bill) == ("", True, Bill())


def test_who_does_not_succeed_is_looked_at_when_the_window_closes() -> None:
    assert [
        watch.cost.usd for watch in on_x(FOLLOW, share=0.9).challenges[0].question_loads if watch.read == "standing"
    ] == [Decimal("1.000")]


@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon"])
def test_the_same_question_gives_the_same_answer(network: str) -> None:
    course: Course = a_course(LIVE, FOLLOW, RELAY, ANY_POST)
    assert forecast(course, capabilities(network), 100) == forecast(course, capabilities(network), 100)


EACH_WORD: tuple[dict[str, Any], ...] = (
    {"profile": {"min_words": 3}},
    {"listen": {}},
    {"mention": {"of": "host"}},
    {"quote": {}},
    {"repost": {}},
    {"curate": {}},
    {"thread": {}},
    {"unfollow": {"of": "host"}},
    {"conversation": {}},
    {"help": {}},
    {"bridge": {}},
    {"figure": {}},
    {"meet": {}},
    {"attest": {"prompt": {"en": "It is done."}}},
)


@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon"])
def test_every_word_is_planned_on_every_network(network: str) -> None:
    found = forecast(a_course(*EACH_WORD), capabilities(network), 100)
    assert not any(one.why_unjudged for one in found.challenges)
    asked = {one.check: {watch.read for watch in one.question_loads} for one in found.challenges}
    assert asked["meet"] == asked["attest"] == set()
    answers = "answers_to" if network == "x" else "answers"
    assert all(answers in asked[word] for word in ("conversation", "help", "bridge", "figure"))
    assert all("shares" in asked[word] for word in ("listen", "repost", "bridge"))


def test_each_look_at_profiles_is_paid_for() -> None:
    (found,) = on_x({"profile": {"min_words": 3}}, learners=100).challenges
    looks = found.bill.planned.requests - 100
    assert looks >= 7
    assert found.bill.planned.usd == looks * Decimal(1) + 1, "a cent each at each look, and as they open it"


def test_for_who_has_stopped_all_followers_are_paid_for_at_each_look() -> None:
    (found,) = on_x({"unfollow": {"of": "host"}}, learners=3000, share=1.0).challenges
    (watch,) = [one for one in found.question_loads if one.read == "followers_whole"]
    looks = watch.cost.requests // (1 + 3)
    assert looks >= 7, "once a day: how many there are, and three pages"
    assert watch.cost.usd == looks * 3000 * Decimal("0.01")


def test_a_question_of_a_stranger_is_paid_for_once_and_a_hundred_go_together() -> None:
    (planned,) = on_x({"help": {}}, learners=100, share=1.0).challenges
    (looked_up,) = [one for one in planned.question_loads if one.read == "named"]
    assert looked_up.cost.usd == Decimal("0.5"), "half a cent for each who helped"
    assert looked_up.cost.requests <= 100
    (few,) = [one for one in on_x({"help": {}}, learners=10_000).challenges[0].question_loads if one.read == "named"]
    assert few.cost.requests < 200, "they do not grow with the learners"
