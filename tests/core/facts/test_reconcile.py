"""What a reading adds to the log: only what is new, and an end only where it is proven."""

from datetime import UTC, datetime, timedelta

from mooc.core.facts.activity import Activity, Kind, References
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.questions import Price, Question, RateLimit, Read
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.reconcile import reconcile
from mooc.core.values.span import Span

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=1)
START = NOW - timedelta(days=1)
LOOK = Span(NOW, NOW)
FOLLOWERS = Read(
    "followers",
    frozenset({NeedKind.FOLLOWS}),
    "object",
    Scope.STATE,
    Price(100),
    RateLimit(300, 900),
    timedelta(hours=1),
)
FEED = FOLLOWERS._replace(name="feed", needs=frozenset({NeedKind.POSTS}), by="actor", scope=Scope.STREAM)
REPOSTED_BY = FOLLOWERS._replace(name="reposted_by", needs=frozenset({NeedKind.REPOSTS}))
QUESTION = Question("x", "followers", "99", START, NOW)


def follow(actor: str, key: str = "") -> Activity:
    return Activity("x", key or f"follow:{actor}>99@1", Kind.FOLLOW, actor, None, BEFORE, target="99")


def post(key: str, at: datetime = BEFORE, **more: str) -> Activity:
    return Activity("x", key, Kind.POST, "11", at, at, references=References(**more))


def facts(reading: Reading, known: list[Activity], read: Read = FOLLOWERS, **more: object) -> list[tuple[str, str]]:
    question = QUESTION._replace(**more)
    return [(fact.kind.value, fact.key) for fact in reconcile(read, question, reading, known, {}, NOW)]


def test_a_new_follow_lies_between_the_last_look_and_this_one() -> None:
    (fact,) = reconcile(
        FOLLOWERS,
        QUESTION,
        Reading(edges=(Edge("11", "99"),), completeness=Completeness(LOOK)),
        [],
        {"11": BEFORE},
        NOW,
    )
    assert (fact.at, fact.absent_at, fact.seen_at) == (None, BEFORE, NOW)
    assert fact.key == f"follow:11>99@{int(NOW.timestamp())}"


def test_a_follow_that_is_known_adds_nothing() -> None:
    assert facts(Reading(edges=(Edge("11", "99"),), completeness=Completeness(LOOK)), [follow("11")]) == []


def test_an_unfollow_is_proven_by_a_complete_list() -> None:
    assert facts(Reading(completeness=Completeness(LOOK)), [follow("11")]) == [("gone", "gone:follow:11>99@1")]


def test_a_list_cut_short_proves_presence_but_never_absence() -> None:
    reading = Reading(edges=(Edge("12", "99"),), completeness=Completeness(None))
    assert [kind for kind, _ in facts(reading, [follow("11")])] == ["follow"]


def test_only_the_accounts_that_were_asked_about_can_be_absent() -> None:
    assert facts(Reading(completeness=Completeness(LOOK)), [follow("11"), follow("12")], targets=("12",)) == [
        ("gone", "gone:follow:12>99@1")
    ]


def test_an_edge_with_an_id_of_its_own_that_changed_was_ended_and_begun_anew() -> None:
    reading = Reading(edges=(Edge("11", "99", key="at://new"),), completeness=Completeness(LOOK))
    assert sorted(facts(reading, [follow("11", "at://old")])) == [("follow", "at://new"), ("gone", "gone:at://old")]


def test_a_deleted_post_is_missing_from_a_full_listing() -> None:
    reading = Reading(activities=(post("1"),), completeness=Completeness(listing=Span(START, NOW)))
    assert facts(reading, [post("1"), post("2")], FEED) == [("post", "1"), ("gone", "gone:2")]


def test_a_post_outside_the_listing_is_not_called_deleted() -> None:
    reading = Reading(completeness=Completeness(listing=Span(BEFORE, NOW)))
    assert facts(reading, [post("1", START)], FEED) == []


def test_without_a_listing_no_post_is_called_deleted() -> None:
    assert facts(Reading(completeness=Completeness(Span(START, NOW))), [post("1")], FEED) == []


def test_the_end_of_a_quote_names_whom_it_concerned() -> None:
    known = [post("1", quote_of="7", quote_author="70")]
    (fact,) = reconcile(FEED, QUESTION, Reading(completeness=Completeness(listing=Span(START, NOW))), known, {}, NOW)
    assert (fact.kind, fact.target, fact.target_author) == (Kind.GONE, "1", "70")


def test_where_each_look_lists_all_an_end_lies_between_two_looks() -> None:
    """Of others the last look may have listed only who was new, and says nothing of a follow that it did not show."""
    whole = FOLLOWERS._replace(needs=frozenset({NeedKind.UNFOLLOWS}))
    for read, since in ((whole, BEFORE), (FOLLOWERS, None)):
        (fact,) = reconcile(
            read, QUESTION, Reading(completeness=Completeness(LOOK)), [follow("11")], {"11": BEFORE}, NOW
        )
        assert (fact.kind, fact.at, fact.absent_at, fact.seen_at) == (Kind.GONE, None, since, NOW)


def test_of_a_post_every_repost_is_listed_whoever_is_asked_about() -> None:
    """Strangers are not among the members that a question names: that one of them took it back is seen all the same."""
    question = Question("x", "reposted_by", "1", NOW, NOW, targets=("11",))
    known = [Activity("x", "repost:70>1@1", Kind.REPOST, "70", None, NOW, target="1", target_author="11")]
    (fact,) = reconcile(REPOSTED_BY, question, Reading(completeness=Completeness(LOOK)), known, {}, NOW)
    assert (fact.kind, fact.target) == (Kind.GONE, "repost:70>1@1")
