"""The engine in memory, step by step: what it asks, when it asks again, and what stands."""

from datetime import datetime

from mooc.core.checks import check_from_words
from mooc.core.course.course import Challenge
from mooc.core.engine.engine import Classroom, Engine, PairKey, Participant
from mooc.core.engine.memory_log import Polling
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Price, Question, RateLimit, Read
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span
from tests.core.situations import ADA, CLOSES, HOUR, MINUTE, NOON, WEEK

HOST = "99"
ENDS = frozenset({NeedKind.FOLLOWS, NeedKind.UNFOLLOWS})
FOLLOWERS = Read("followers", ENDS, "object", Scope.STATE, Price(100), RateLimit(100, 900), HOUR)
USERS = Read("users", frozenset({NeedKind.STANDING}), "", Scope.STATE, Price(100), RateLimit(100, 900), HOUR)
PAIR = PairKey("ada", "c")


class Host:
    """A network on which the host is followed by those who are set down here; ``asked``: what it was asked, when."""

    def __init__(self, *followers: str) -> None:
        self.followers = set(followers)
        self.trouble: Trouble | None = None
        self.asked: list[tuple[str, datetime]] = []

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        self.asked.append((question.read, now))
        if self.trouble:
            return Reading(trouble=self.trouble)
        people = tuple(AccountProfile("x", account, account) for account in question.targets)
        edges = tuple(Edge(account, HOST) for account in sorted(self.followers))
        shown = {"people": people} if question.read == "users" else {"edges": edges}
        return Reading(completeness=Completeness(Span(now, now)), **shown)  # type: ignore[arg-type]


def engine(check: dict[str, object], polling: Polling = Polling.SCHEDULED) -> Engine:
    challenge = Challenge(challenge="c", title={"en": "C"}, brief="c.md", check=check_from_words(check))
    learner = Participant("ada", (ADA,))
    room = Classroom((challenge,), {"c": WEEK}, (learner,), {"x": (FOLLOWERS, USERS)}, lists={("x", "host"): (HOST,)})
    return Engine(room, polling)


def answer(one: Engine) -> Answer:
    return one.judgements[PAIR].verdict.answer


def test_what_the_judge_needs_is_asked_and_judged_at_once() -> None:
    host, one = Host(ADA.id), engine({"follow": {"of": "host"}})
    one.advance({"x": host.read}, NOON)
    assert answer(one) is Answer.MET
    assert [fact.actor for fact in one.facts] == [ADA.id]


def test_nothing_is_asked_before_the_window_opens() -> None:
    host, one = Host(), engine({"follow": {"of": "host"}})
    one.advance({"x": host.read}, WEEK.start - HOUR)
    assert (host.asked, one.judgements) == ([], {})


def test_a_watch_is_asked_again_when_it_is_due_and_not_before() -> None:
    host, one = Host(), engine({"follow": {"of": "host"}})
    for now in (NOON, NOON + MINUTE, NOON + HOUR):
        one.advance({"x": host.read}, now)
    assert [now for read, now in host.asked if read == "followers"] == [NOON, NOON + HOUR]


def test_at_will_it_is_asked_at_each_moment_but_once() -> None:
    host, one = Host(), engine({"follow": {"of": "host"}}, Polling.AT_WILL)
    for now in (NOON, NOON, NOON + MINUTE):
        one.advance({"x": host.read}, now)
    assert [now for read, now in host.asked if read == "followers"] == [NOON, NOON + MINUTE]


def test_what_has_failed_proves_nothing_and_is_tried_again_soon() -> None:
    host, one = Host(), engine({"follow": {"of": "host"}})
    host.trouble = Trouble(TroubleKind.SERVER_ERROR)
    one.advance({"x": host.read}, NOON)
    assert answer(one) is Answer.CANT_TELL
    host.trouble = None
    one.advance({"x": host.read}, NOON + MINUTE)
    assert answer(one) is Answer.NOT_YET


def test_what_is_met_for_good_is_not_asked_any_more() -> None:
    host, one = Host(ADA.id), engine({"follow": {"of": "host"}})
    for hours in range(4):
        one.advance({"x": host.read}, NOON + hours * HOUR)
    assert {now for _, now in host.asked} == {NOON}


def test_a_pass_that_must_hold_is_taken_back_when_it_is_seen_undone() -> None:
    host, one = Host(ADA.id), engine({"follow": {"of": "host", "must_hold": True}})
    one.advance({"x": host.read}, NOON)
    assert one.judgements[PAIR].receipt
    host.followers.clear()
    one.advance({"x": host.read}, NOON + HOUR)
    assert (answer(one), one.judgements[PAIR].receipt) == (Answer.NOT_YET, None)


def test_an_end_that_may_have_been_missed_leaves_a_gap_only_where_looks_are_scheduled() -> None:
    """Whoever drives it at will says that nothing happens between two moments; an outage leaves a gap all the same."""
    for polling, fails, expected in (
        (Polling.SCHEDULED, False, Answer.CANT_TELL),
        (Polling.AT_WILL, False, Answer.NOT_YET),
        (Polling.AT_WILL, True, Answer.CANT_TELL),
    ):
        host, one = Host(), engine({"unfollow": {"of": "host"}}, polling)
        one.advance({"x": host.read}, WEEK.start)
        if fails:
            host.trouble = Trouble(TroubleKind.SERVER_ERROR)
            one.advance({"x": host.read}, NOON)
            host.trouble = None
        one.advance({"x": host.read}, CLOSES)
        assert answer(one) is expected, polling
