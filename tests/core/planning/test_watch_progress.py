"""A watch goes on in the same way in memory and in the database: what a look does to its cursor and its next look."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mooc.core.checks import check_from_words
from mooc.core.course.course import Challenge
from mooc.core.engine.dry_run import dry_run_classroom
from mooc.core.engine.engine import Engine
from mooc.core.engine.memory_log import Polling
from mooc.core.facts.account_visibility import AccountVisibility
from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Price, Question, RateLimit, Read
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.facts.reading_facts import Look
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.planning.plan import RETRY
from mooc.core.planning.watch_progress import WatchProgress, after_look, extend_spans, stretched
from mooc.core.values.span import Span
from tests.core.situations import ADA, NOON, OPENS, WEEK, post

HOUR = timedelta(hours=1)
POSTS = Read(
    "tag", frozenset({NeedKind.POSTS}), "tag", Scope.STREAM, Price(100, Decimal(0)), RateLimit(450, 900), 6 * HOUR
)
QUESTION = Question("x", "tag", "mooc", *WEEK)
DUE = WatchProgress(WEEK, "before", NOON)
SENT = (EndpointUsage("search", 1),)


def after(reading: Reading, question: Question = QUESTION, progress: WatchProgress = DUE) -> WatchProgress:
    return after_look(progress, Look(question, POSTS, reading, NOON), [WEEK], [Span(OPENS, NOON)], ())


@pytest.mark.parametrize("kind", [TroubleKind.UNREACHABLE, TroubleKind.UNAUTHORIZED, TroubleKind.RATE_LIMITED])
def test_what_is_closed_until_a_date_waits_and_has_not_failed(kind: TroubleKind) -> None:
    waiting = after(Reading(trouble=Trouble(kind, NOON + HOUR)), progress=DUE._replace(failures=2))
    assert (waiting.failures, waiting.due, waiting.not_before, waiting.next_look) == (0, NOON, NOON + HOUR, NOON + HOUR)


def test_what_fails_is_tried_again_from_where_it_was() -> None:
    failed = after(Reading(trouble=Trouble(TroubleKind.SERVER_ERROR), usage=SENT))
    assert (failed.failures, failed.due, failed.cursor, failed.not_before) == (1, NOON + RETRY, "before", None)


def test_what_was_tried_in_vain_is_parked() -> None:
    assert after(Reading(trouble=Trouble(TroubleKind.CRASHING))).due is None


def test_a_watch_that_was_stretched_while_it_was_read_begins_again() -> None:
    stretched_meanwhile = after(Reading(cursor="new"), QUESTION._replace(since=OPENS + HOUR))
    assert (stretched_meanwhile.cursor, stretched_meanwhile.due) == ("", NOON)
    assert after(Reading(cursor="new")).cursor == "new"


def test_to_reach_further_back_is_to_begin_again() -> None:
    earlier, later = Span(OPENS - HOUR, OPENS), Span(OPENS, WEEK.end + HOUR)
    assert stretched(DUE, earlier, NOON)[:2] == (Span(OPENS - HOUR, WEEK.end), "")
    assert stretched(DUE, later, NOON)[:2] == (Span(WEEK.start, WEEK.end + HOUR), "before")


def test_spans_that_touch_become_one() -> None:
    first, second = Span(OPENS, OPENS + HOUR), Span(OPENS + 2 * HOUR, OPENS + 3 * HOUR)
    assert extend_spans(POSTS, [first], second) == (first, second)
    assert extend_spans(POSTS, [first, second], Span(first.end, second.start)) == (Span(OPENS, second.end),)
    assert extend_spans(POSTS, [first], None) == (first,)


def test_looks_at_a_state_between_which_an_end_may_be_missed_stay_apart() -> None:
    ends = POSTS._replace(needs=frozenset({NeedKind.UNFOLLOWS}), scope=Scope.STATE)
    first, late = Span(OPENS, OPENS), Span(OPENS + 30 * HOUR, OPENS + 30 * HOUR)
    assert extend_spans(ends, [first], late) == (first, late)
    assert extend_spans(ends, [first], late, is_unbroken=True) == (Span(OPENS, late.end),)


def test_an_account_that_is_shown_again_has_returned() -> None:
    hidden = AccountVisibility(AccountStatus.PROTECTED, OPENS)
    assert (
        hidden.after_post(NOON) == hidden.after_look(AccountStatus.ACTIVE, NOON) == (AccountStatus.ACTIVE, NOON, NOON)
    )
    assert hidden.after_look(AccountStatus.GONE, NOON) == (AccountStatus.GONE, NOON, None)
    moved = AccountVisibility(AccountStatus.MOVED, NOON)
    assert moved.after_look(AccountStatus.ACTIVE, OPENS) == (AccountStatus.ACTIVE, NOON, None), "never further back"


class Closed:
    """A network that lets nothing through until an hour from noon on."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, datetime]] = []

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        self.asked.append((question.read, now))
        if now < NOON + HOUR:
            return Reading(trouble=Trouble(TroubleKind.UNREACHABLE, NOON + HOUR))
        return Reading((post("7"),), completeness=Completeness(Span(question.since, now)), usage=SENT)


def engine(polling: Polling, *checks: dict[str, Any]) -> Engine:
    """A class of one learner, with these rules, on a network that is asked about each account."""
    challenges = [
        Challenge(challenge=f"c{place}", title={"en": "C"}, brief="c.md", check=check_from_words(check))
        for place, check in enumerate(checks)
    ]
    tables = {"x": [POSTS._replace(name=need.value, needs=frozenset({need}), by="actor") for need in NeedKind]}
    classroom = dry_run_classroom(challenges[0], ADA, WEEK, tables)
    windows = {challenge.challenge: WEEK for challenge in challenges}
    return Engine(replace(classroom, challenges=tuple(challenges), windows=windows), polling, {("x", "ada"): NOON})


def test_the_engine_in_memory_waits_as_long_as_a_network_is_closed() -> None:
    network, scheduled = Closed(), engine(Polling.SCHEDULED, {"post": {}})
    for minutes in (0, 10, 59, 60):
        scheduled.advance({"x": network.read}, NOON + timedelta(minutes=minutes))
    assert {moment for _, moment in network.asked} == {NOON, NOON + HOUR}
    (judgement,) = scheduled.judgements.values()
    assert judgement.previous.answer == "met"


def test_no_more_is_asked_than_the_limit() -> None:
    network, at_will = Closed(), engine(Polling.AT_WILL, {"post": {}}, {"profile": {"picture": True}})
    at_will.advance({"x": network.read}, NOON, limit=0)
    assert network.asked == []
    at_will.advance({"x": network.read}, NOON, limit=1)
    assert len(network.asked) == 1
