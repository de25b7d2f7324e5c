"""Searches: what is found, how far it is covered, and how the next read goes on."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from fixtures.sandbox import Fault
from mooc.core.facts.activity import Kind, References
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Scope
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.span import Span, merge_spans
from mooc.core.values.text import text_hash
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.sandbox_reader import END, HOUR, SECOND, START, Stage, at, tagged

LAG = timedelta(seconds=30)


def test_a_tagged_post_becomes_an_activity_with_the_networks_own_entities(a_stage: Callable[..., Stage]) -> None:
    said = Event(
        at(1), EventName.POST, "p", "ada", "Birds at #dawn, not #a tag", ("Mooc",), ("bob",), ("https://example.org/a",)
    )
    stage = a_stage(said, now=at(2))
    reading = stage.read("search_tag", "mooc")
    (post,) = reading.activities
    assert (post.network, post.key, post.kind, post.actor) == ("x", stage.id("p"), Kind.POST, "11")
    assert (post.at, post.seen_at, post.claimed_at) == (at(1), at(2), None)
    assert (post.content.tags, post.content.mentions, post.content.links) == (
        ("mooc",),
        ("12",),
        ("https://example.org/a",),
    )
    assert (post.content.words, post.content.text_hash) == (4, text_hash("birds at not TAG"))
    assert post.references == References(root=post.key)
    assert post.url == f"{stage.sandbox.url}/i/status/{post.key}"
    assert reading.texts == {post.key: "@bob Birds at #dawn, not #a tag #Mooc https://example.org/a"}


def test_posts_come_oldest_first_and_only_those_with_the_tag(a_stage: Callable[..., Stage]) -> None:
    other = Event(at(1), EventName.POST, "other", "bob", text="mooc but no tag")
    stage = a_stage(*tagged(250, at(1)), other, now=at(3))
    reading = stage.read("search_tag", "mooc")
    assert [post.at for post in reading.activities] == [at(1) + n * SECOND for n in range(250)]
    assert (reading.requests, reading.rows, reading.usd) == (3, 250, Decimal("1.250"))
    assert (stage.asked, stage.sandbox.ledger.spent) == (3, reading.usd)


def test_the_question_of_an_empty_span_costs_nothing(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(now=START)
    reading = stage.read("search_tag", "mooc")
    assert (reading.completeness.covered, reading.trouble, reading.requests, stage.asked) == (None, None, 0, 0)


def test_nothing_younger_than_the_index_is_covered(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(1, at(1) - 10 * SECOND), now=at(1))
    first = stage.read("search_tag", "mooc")
    assert first.activities == ()
    assert first.completeness.covered == Span(START, at(1) - LAG)
    stage.now = at(1.5)
    second = stage.read("search_tag", "mooc", first.cursor)
    assert [post.at for post in second.activities] == [at(1) - 10 * SECOND]
    assert second.completeness.covered == Span(at(1) - LAG, at(1.5) - LAG)


def test_the_next_read_asks_only_for_what_is_new(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(120, at(1)), *tagged(3, at(2)), now=at(1.5))
    first = stage.read("search_tag", "mooc")
    stage.now = at(3)
    second = stage.read("search_tag", "mooc", first.cursor)
    assert (len(first.activities), len(second.activities)) == (120, 3)
    assert (second.requests, second.rows) == (1, 3)
    assert merge_spans([s for s in (first.completeness.covered, second.completeness.covered) if s]) == (
        Span(START, at(3) - LAG),
    )


def test_after_nine_days_away_the_gap_shows(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(1, at(1)), *tagged(1, at(30)), *tagged(1, at(24 * 8)), now=at(2))
    first = stage.read("search_tag", "mooc")
    stage.now = at(2 + 24 * 9)
    second = stage.read("search_tag", "mooc", first.cursor)
    assert [post.at for post in second.activities] == [at(24 * 8)]
    edge = stage.now - timedelta(days=7)
    assert first.completeness.covered and second.completeness.covered
    assert edge < second.completeness.covered.start <= edge + timedelta(minutes=2)
    coverage = Coverage(Scope.STREAM, merge_spans([first.completeness.covered, second.completeness.covered]), 2 * HOUR)
    missing = coverage.missing(Span(START, END), stage.now)
    assert missing is not None
    assert missing.kind is TroubleKind.GAP


def test_a_first_read_of_a_window_that_is_ten_days_old_starts_at_the_edge(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(1, at(1)), now=at(24 * 10))
    reading = stage.read("search_tag", "mooc")
    assert (reading.activities, reading.trouble) == ((), None)
    assert reading.completeness.covered
    assert reading.completeness.covered.start > at(24 * 3)


def test_when_page_three_of_five_fails_nothing_is_covered_and_nothing_is_read_twice(
    a_stage: Callable[..., Stage],
) -> None:
    stage = a_stage(*tagged(480, at(1)), now=at(2))
    stage.sandbox.faults.add("search", Fault.SERVER_ERROR, page=3)
    broken = stage.read("search_tag", "mooc")
    assert stage.sandbox.faults.fired["search", Fault.SERVER_ERROR] == 1
    assert broken.trouble
    assert broken.trouble.kind is TroubleKind.SERVER_ERROR
    assert (broken.completeness.covered, len(broken.activities), broken.requests) == (None, 200, 3)
    stage.now = at(3)
    stage.happens(*tagged(2, at(2.5)))
    healed = stage.read("search_tag", "mooc", broken.cursor)
    assert healed.trouble is None
    assert healed.completeness.covered == Span(START, at(3) - LAG)
    assert (len(healed.activities), healed.requests) == (282, 4)
    keys = [post.key for post in (*broken.activities, *healed.activities)]
    assert len(set(keys)) == len(keys) == 482
    assert stage.sandbox.ledger.spent == broken.usd + healed.usd == 482 * Decimal("0.005")


def test_a_stream_longer_than_one_read_is_got_through_in_several(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(730, at(1)), now=at(2))
    x = stage.another(pages_at_most=3)
    cursor, seen, unfinished = "", 0, []
    for _ in range(3):
        reading = stage.read("search_tag", "mooc", cursor, x=x)
        cursor, seen = reading.cursor, seen + len(reading.activities)
        unfinished.append(reading.unfinished)
        assert reading.trouble is None
    assert unfinished == [True, True, False]
    assert (seen, reading.completeness.covered) == (730, Span(START, at(2) - LAG))


def test_a_hole_that_has_grown_too_old_is_a_gap(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(150, at(1)), now=at(2))
    stage.sandbox.faults.add("search", Fault.SERVER_ERROR, page=2)
    broken = stage.read("search_tag", "mooc")
    stage.now = at(24 * 9)
    healed = stage.read("search_tag", "mooc", broken.cursor)
    assert healed.trouble is None
    assert healed.completeness.covered
    assert healed.completeness.covered.start > at(24 * 2)


def test_a_hole_whose_last_seen_post_has_grown_too_old_ends_at_the_edge(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(150, at(1)), *tagged(1, at(100)), now=at(160))
    stage.sandbox.faults.add("search", Fault.SERVER_ERROR, page=2)
    broken = stage.read("search_tag", "mooc")
    stage.now = at(24 * 7 + 3)
    healed = stage.read("search_tag", "mooc", broken.cursor)
    assert stage.sandbox.faults.total == 1
    assert (healed.trouble, healed.requests) == (None, 1)
    assert healed.completeness.covered
    assert at(3) < healed.completeness.covered.start < at(3.1)
    assert healed.completeness.covered.end == stage.now - LAG


def test_two_failures_in_a_row_keep_the_place(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(350, at(1)), now=at(2))
    stage.sandbox.faults.add("search", Fault.UNAVAILABLE, page=2)
    broken = stage.read("search_tag", "mooc")
    stage.sandbox.faults.add("search", Fault.UNAVAILABLE)
    again = stage.read("search_tag", "mooc", broken.cursor)
    assert (again.activities, again.completeness.covered, again.requests) == ((), None, 1)
    healed = stage.read("search_tag", "mooc", again.cursor)
    assert (len(broken.activities) + len(healed.activities), healed.trouble) == (350, None)
    assert stage.sandbox.faults.total == 2


def test_rows_of_a_partial_page_are_not_taken_for_all_of_it(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(250, at(1)), now=at(2))
    stage.sandbox.faults.add("search", Fault.PARTIAL, page=2)
    broken = stage.read("search_tag", "mooc")
    assert broken.trouble
    assert (broken.trouble.kind, broken.completeness.covered) == (TroubleKind.PARTIAL, None)
    healed = stage.read("search_tag", "mooc", broken.cursor)
    assert {post.key for post in (*broken.activities, *healed.activities)} == {
        stage.id(f"ada-020900-{n}") for n in range(250)
    }
    assert healed.completeness.covered == Span(START, at(2) - LAG)


def test_the_last_read_stops_at_the_windows_end(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(1, at(1)), *tagged(5, at(3)), now=at(4))
    reading = stage.read("search_tag", "mooc", until=at(2))
    assert (len(reading.activities), reading.rows, reading.completeness.covered) == (1, 1, Span(START, at(2)))


def test_an_edit_has_a_new_id_and_names_the_first(a_stage: Callable[..., Stage]) -> None:
    edit = Event(at(1.2), EventName.EDIT, "ada-020900-0", to="edited", text="better words")
    stage = a_stage(*tagged(1, at(1)), edit, now=at(1.1))
    first = stage.read("search_tag", "mooc")
    stage.now = at(2)
    second = stage.read("search_tag", "mooc", first.cursor)
    (old,), (again, new) = first.activities, second.activities
    assert (again.key, again.at) == (old.key, old.at), "the log has it and keeps it as it was"
    assert (old.references.edit_of, new.references.edit_of, new.key) == ("", old.key, stage.id("edited"))
    assert new.at == at(1.2)


def test_posts_of_protected_and_suspended_accounts_are_not_there(a_stage: Callable[..., Stage]) -> None:
    protect, suspend = Event(at(2), EventName.PROTECT, "ada"), Event(at(2), EventName.SUSPEND, "bob")
    posts = (*tagged(1, at(1)), *tagged(1, at(1), by="bob"), *tagged(1, at(1), by="cleo"))
    stage = a_stage(*posts, protect, suspend, now=at(3))
    reading = stage.read("search_tag", "mooc")
    assert [post.actor for post in reading.activities] == ["13"]
    assert reading.completeness.listing is None, "who is missing may be protected: that proves no deletion"


class TestReplies:
    def test_replies_to_an_account_are_found_by_its_id(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*_conversation(), now=at(3))
        reading = stage.read("replies_to", "1")
        (reply,) = reading.activities
        asked = stage.id("question")
        assert (reply.actor, reply.references) == ("12", References(asked, "1", asked))
        assert (reading.requests, reading.usd) == (2, Decimal("0.020")), "the host, the reply, and what it answers"

    def test_after_a_renaming_the_new_handle_is_asked_for(self, a_stage: Callable[..., Stage]) -> None:
        late = Event(at(5), EventName.POST, "late", "ada", text="me too", reply_to="question")
        renamed = Event(at(4), EventName.RENAME, "host", to="the_course")
        stage = a_stage(*_conversation(), renamed, late, now=at(3))
        first = stage.read("replies_to", "1")
        stage.now = at(6)
        asked = stage.queries()
        second = stage.read("replies_to", "1", first.cursor)
        assert [post.key for post in second.activities] == [stage.id("late")]
        assert asked == ["(to:the_course OR to:host)"], "whether the old handle is still found is not documented"
        stage.now = at(7)
        third = stage.read("replies_to", "1", second.cursor)
        assert (third.activities, third.trouble) == ((), None)
        assert third.completeness.covered == Span(at(6) - LAG, at(7) - LAG)
        assert asked[1:] == ["to:the_course"]

    def test_a_suspended_subject_cannot_be_asked_about(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*_conversation(), Event(at(2.5), EventName.SUSPEND, "host"), now=at(3))
        reading = stage.read("replies_to", "1")
        assert reading.trouble
        assert (reading.trouble.kind, reading.trouble.detail) == (TroubleKind.REFUSED, "subject: suspended")
        assert (reading.completeness.covered, reading.requests) == (None, 1)


def _conversation() -> tuple[Event, ...]:
    return (
        Event(at(1), EventName.POST, "question", "host", text="What do you hear?"),
        Event(at(2), EventName.POST, "answer", "bob", text="Rain", reply_to="question"),
        Event(at(2), EventName.POST, "aside", "cleo", text="Not an answer", mentions=("host",)),
    )


class TestTimelines:
    def test_a_timeline_lists_what_stands_so_that_a_deletion_shows(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*tagged(3, at(1)), Event(at(2), EventName.DELETE, "ada-020900-1"), now=at(1.5))
        first = stage.read("author_posts", "11")
        assert (len(first.activities), first.completeness.listing) == (3, first.completeness.covered)
        stage.now = at(3)
        second = stage.read("author_posts", "11", first.cursor)
        assert [post.key for post in second.activities] == [stage.id("ada-020900-0"), stage.id("ada-020900-2")]
        assert second.completeness.listing
        assert at(1) in second.completeness.listing
        assert (second.requests, second.rows) == (1, 0), "what was read today is free"

    def test_an_older_deletion_shows_at_the_end(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*tagged(3, at(1)), Event(at(50), EventName.DELETE, "ada-020900-1"), now=at(2))
        first = stage.read("author_posts", "11", until=at(60))
        stage.now = at(55)
        second = stage.read("author_posts", "11", first.cursor, until=at(60))
        assert second.activities == ()
        assert second.completeness.covered == Span(at(2) - LAG, at(55) - LAG)
        stage.now = at(61)
        last = stage.read("author_posts", "11", second.cursor, until=at(60))
        assert (len(last.activities), last.completeness.listing) == (2, Span(START, at(60)))

    def test_replies_are_part_of_it(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*_conversation(), now=at(3))
        assert [post.references.reply_to_author for post in stage.read("author_posts", "12").activities] == ["1"]

    def test_a_timeline_reaches_further_back_than_search(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*tagged(1, at(1)), now=at(24 * 12))
        reading = stage.read("author_posts", "11")
        assert (len(reading.activities), reading.completeness.covered) == (1, Span(START, at(24 * 12) - LAG))

    def test_an_account_that_cannot_be_read_is_no_absence(self, a_stage: Callable[..., Stage]) -> None:
        gone = (Event(at(2), EventName.PROTECT, "ada"), Event(at(2), EventName.SUSPEND, "bob"))
        stage = a_stage(*tagged(1, at(1)), *gone, Event(at(2), EventName.DELETE_ACCOUNT, "cleo"), now=at(3))
        troubles = {one: stage.read("author_posts", one).trouble for one in ("11", "12", "13")}
        assert {one: trouble and trouble.kind for one, trouble in troubles.items()} == {
            "11": TroubleKind.PROTECTED,
            "12": TroubleKind.SUSPENDED,
            "13": TroubleKind.ACCOUNT_GONE,
        }

    def test_more_posts_than_a_timeline_shows_are_never_taken_for_all(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*tagged(3300, at(1)), now=at(24))
        reading = stage.read("author_posts", "11")
        assert reading.trouble
        assert (reading.trouble.kind, reading.completeness.covered, reading.completeness.listing) == (
            TroubleKind.PARTIAL,
            None,
            None,
        )
