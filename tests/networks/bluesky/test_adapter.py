"""Bluesky as it is: each situation is acted out on a real network, by people over the public protocol."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from fixtures.bluesky import BlueskyNetwork, Person
from mooc.core.facts.activity import Kind, References
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.network import Network
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.span import Span
from mooc.networks.bluesky.adapter import Bluesky
from mooc.networks.registry import open_network
from tests.bluesky import Join, eventually

pytestmark = pytest.mark.needs("node", "postgresql")

START = datetime.now(UTC) - timedelta(hours=1)
END = START + timedelta(days=7)
LONG_AGO = datetime(2007, 5, 1, tzinfo=UTC)
IN_2019 = datetime(2019, 5, 1, 12, tzinfo=UTC)
NO_LAG = timedelta(0)


@pytest.fixture(scope="module")
def bluesky(bluesky_network: BlueskyNetwork) -> Bluesky:
    return Bluesky(bluesky_network.appview, lag=NO_LAG)


@pytest.fixture(scope="module")
def small_pages(bluesky_network: BlueskyNetwork) -> Bluesky:
    return Bluesky(bluesky_network.appview, lag=NO_LAG, page=2)


def ask(network: Network, read: str, subject: str, *among: str, cursor: str = "", since: datetime = START) -> Reading:
    return network.read(Question("bluesky", read, subject, since, END, among), cursor, datetime.now(UTC))


def feed(network: Network, person: Person, posts: int, cursor: str = "", since: datetime = START) -> Reading:
    """The person's posts, as soon as there are that many."""
    return eventually(
        lambda: ask(network, "author_feed", person.did, cursor=cursor, since=since),
        lambda reading: len(reading.activities) == posts,
    )


def is_in_trouble(why: TroubleKind, reading: Reading) -> bool:
    return reading.trouble is not None and reading.trouble.kind is why


def with_a_past(network: Bluesky, join: Join) -> tuple[Person, datetime]:
    """Somebody with six posts of other years, and a moment after they were taken in."""
    ada = join()
    for year in range(2010, 2016):
        ada.post(f"{year}", created_at=datetime(year, 1, 1, tzinfo=UTC))
    feed(network, ada, 6)
    return ada, datetime.now(UTC)


class TestAPost:
    def test_is_known_by_stable_ids_and_by_the_entities_of_the_network(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        written = ada.post(
            "Bonjour à tous, #notatag@all",
            tags=["TwittMooc"],
            hidden_tags=["Caché"],
            mentions=[bob],
            links=["https://example.org/a"],
        )
        reading = feed(bluesky, ada, 1)
        (post,) = reading.activities
        assert (post.network, post.key, post.kind, post.actor) == ("bluesky", written.uri, Kind.POST, ada.did)
        assert post.content.tags == ("twittmooc", "caché")
        assert post.content.mentions == (bob.did,)
        assert post.content.links == ("https://example.org/a",)
        assert post.url == f"https://bsky.app/profile/{ada.did}/post/{written.uri.rpartition('/')[2]}"

        assert (post.references, post.content.media, post.content.words) == (References(root=written.uri), 0, 3)
        assert reading.texts[post.key].startswith("Bonjour à tous")

    def test_bears_the_time_at_which_the_network_took_it_in(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        before = datetime.now(UTC)
        ada.post("now")
        (post,) = feed(bluesky, ada, 1).activities
        assert post.at is not None
        assert before - timedelta(seconds=1) <= post.at <= datetime.now(UTC)

    def test_of_today_with_a_date_of_2019_is_of_today(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        ada.post("a post from my archive", created_at=IN_2019)
        (post,) = feed(bluesky, ada, 1).activities
        assert post.at is not None
        assert post.at > START
        assert post.claimed_at == IN_2019
        assert feed(bluesky, ada, 0, since=END).activities == ()

    def test_that_replies_names_its_parent_and_its_root(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob, cyd = join("ada"), join("bob"), join("cyd")
        first = ada.post("first")
        second = bob.post("second", reply_to=first)
        third = cyd.post("third", reply_to=second)
        (post,) = feed(bluesky, cyd, 1).activities
        assert post.references == References(second.uri, bob.did, first.uri)
        assert post.key == third.uri

    def test_that_copies_has_the_same_hash(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        ada.post("The same words", tags=["mooc"])
        bob.post("the same  WORDS")
        (one,), (other,) = feed(bluesky, ada, 1).activities, feed(bluesky, bob, 1).activities
        assert one.content.text_hash == other.content.text_hash
        assert one.key != other.key

    def test_of_somebody_else_that_was_reposted_is_not_theirs(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        bob.repost(ada.post("by ada"))
        own = bob.post("by bob")
        bob.repost(own)
        assert [post.key for post in feed(bluesky, bob, 1).activities] == [own.uri]


class TestAnAuthorFeed:
    def test_is_read_to_the_end_once_then_costs_two_requests(self, small_pages: Bluesky, join: Join) -> None:
        ada = join()
        posts = [ada.post(f"post {n}") for n in range(5)]
        first = feed(small_pages, ada, 5)
        assert [post.key for post in first.activities] == [post.uri for post in posts]
        assert first.requests == 5  # the profile; 2, 2, 1 posts; the empty page that ends it
        again = ask(small_pages, "author_feed", ada.did, cursor=first.cursor)
        assert again.activities == tuple(
            post._replace(seen_at=again.activities[0].seen_at) for post in first.activities
        )
        assert (again.trouble, again.usd, again.rows) == (None, 0, 0)

    def test_of_somebody_with_a_past_costs_two_requests(self, small_pages: Bluesky, join: Join) -> None:
        ada, since = with_a_past(small_pages, join)
        first = ask(small_pages, "author_feed", ada.did, since=since)
        assert first.requests == 5  # the profile; 2, 2, 2 posts; the empty page that ends it
        again = ask(small_pages, "author_feed", ada.did, since=since, cursor=first.cursor)
        assert again.requests == 2
        assert again.completeness.covered == again.completeness.listing is not None

    def test_shows_a_backdated_post_that_came_after_the_first_look(self, small_pages: Bluesky, join: Join) -> None:
        ada, since = with_a_past(small_pages, join)
        fresh = ada.post("fresh")
        first = feed(small_pages, ada, 1, since=since)
        old = ada.post("older than all of my posts", created_at=LONG_AGO)
        second = feed(small_pages, ada, 2, first.cursor, since)
        assert {post.key for post in second.activities} == {fresh.uri, old.uri}
        ada.post("another")
        third = feed(small_pages, ada, 3, second.cursor, since)
        assert old.uri in {post.key for post in third.activities}

    def test_is_not_read_to_its_end_for_an_old_post_that_was_deleted(self, small_pages: Bluesky, join: Join) -> None:
        ada, since = with_a_past(small_pages, join)
        past = ask(small_pages, "author_feed", ada.did).activities
        first = ask(small_pages, "author_feed", ada.did, since=since)
        ada.delete(past[0].key)
        eventually(lambda: small_pages.recent_texts(ada.did), lambda texts: len(texts) == 5)
        assert ask(small_pages, "author_feed", ada.did, since=since, cursor=first.cursor).requests == 2

    def test_without_a_post_that_was_listed_says_that_it_is_deleted(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        kept, deleted = ada.post("kept"), ada.post("deleted")
        first = feed(bluesky, ada, 2)
        ada.delete(deleted.uri)
        second = feed(bluesky, ada, 1, first.cursor)
        assert [post.key for post in second.activities] == [kept.uri]
        gone = next(post for post in first.activities if post.key == deleted.uri)
        assert second.completeness.listing is not None
        assert gone.at in second.completeness.listing

    def test_lists_a_backdated_post_as_long_as_it_stands(self, small_pages: Bluesky, join: Join) -> None:
        ada, since = with_a_past(small_pages, join)
        old = ada.post("from my archive", created_at=LONG_AGO)
        cursor = feed(small_pages, ada, 1, since=since).cursor
        for _ in range(2):
            reading = ask(small_pages, "author_feed", ada.did, cursor=cursor, since=since)
            assert [post.key for post in reading.activities] == [old.uri]
            assert reading.completeness.listing
            cursor = reading.cursor
        ada.delete(old.uri)
        reading = feed(small_pages, ada, 0, cursor, since)
        assert reading.completeness.listing == reading.completeness.covered is not None

    def test_covers_up_to_a_lag_ago(self, bluesky_network: BlueskyNetwork, join: Join) -> None:
        ada = join()
        lagging = Bluesky(bluesky_network.appview, lag=timedelta(minutes=2))
        now = datetime.now(UTC)
        question = Question("bluesky", "author_feed", ada.did, START, END)
        eventually(lambda: lagging.read(question, "", now), lambda reading: reading.trouble is None)
        assert lagging.read(question, "", now).completeness.covered == Span(START, now - timedelta(minutes=2))
        assert lagging.read(question._replace(since=now), "", now).completeness.covered is None
        assert lagging.read(
            question._replace(until=START + timedelta(minutes=1)), "", now
        ).completeness.covered == Span(START, START + timedelta(minutes=1))

    def test_with_a_cursor_that_makes_no_sense_is_read_anew(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        ada.post("hello")
        assert feed(bluesky, ada, 1, "{").completeness.covered

    def test_of_a_renamed_account_goes_on(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        first = ada.post("before")
        old, new = ada.handle, f"new-{ada.handle}"
        ada.rename(new)
        eventually(lambda: bluesky.find([old, new]), lambda found: new in found and old not in found)
        assert [post.key for post in feed(bluesky, ada, 1).activities] == [first.uri]
        assert bluesky.profile(ada.did).handle == new

    def test_too_long_to_end_is_good_enough_back_to_the_start(
        self, bluesky_network: BlueskyNetwork, small_pages: Bluesky, join: Join
    ) -> None:
        ada = join()
        for year in range(2010, 2020):
            ada.post(f"{year}", created_at=datetime(year, 1, 1, tzinfo=UTC))
        posts = [ada.post(f"post {n}") for n in range(3)]
        feed(small_pages, ada, 13)
        three_pages = Bluesky(bluesky_network.appview, lag=NO_LAG, page=2, pages_at_most=3)
        enough = ask(three_pages, "author_feed", ada.did)
        assert {post.uri for post in posts} < {post.key for post in enough.activities}
        assert (enough.trouble, bool(enough.completeness.covered), enough.completeness.listing) == (None, True, None)
        one_page = Bluesky(bluesky_network.appview, lag=NO_LAG, page=2, pages_at_most=1)
        cut_short = ask(one_page, "author_feed", ada.did)
        assert cut_short.trouble is not None
        assert cut_short.trouble.kind is TroubleKind.PARTIAL
        assert (len(cut_short.activities), cut_short.completeness.covered, cut_short.completeness.listing) == (
            2,
            None,
            None,
        )


class TestFollows:
    def test_are_there_and_gone_again(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob, cyd = join("ada"), join("bob"), join("cyd")
        follow = bob.follow(ada)
        among = (bob.did, cyd.did)
        reading = eventually(lambda: ask(bluesky, "relationships", ada.did, *among), lambda reading: reading.edges)
        (edge,) = reading.edges
        assert (edge.actor, edge.target, edge.key, edge.at) == (bob.did, ada.did, follow, None)
        bob.delete(follow)
        reading = eventually(lambda: ask(bluesky, "relationships", ada.did, *among), lambda reading: not reading.edges)
        assert reading.completeness.covered is not None
        assert reading.completeness.covered.start == reading.completeness.covered.end

    def test_of_thirty_one_accounts_take_two_requests(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        bob.follow(ada)
        strangers = [f"did:plc:{'a' * 22}{a}{b}" for a in "abcde" for b in "abcdef"]
        reading = eventually(
            lambda: ask(bluesky, "relationships", ada.did, *strangers, bob.did), lambda reading: reading.edges
        )
        assert len(strangers) == 30
        assert reading.requests == 2
        assert reading.completeness.covered

    def test_among_nobody_cost_nothing(self, bluesky: Bluesky, join: Join) -> None:
        assert ask(bluesky, "relationships", join().did).requests == 0


class TestReposts:
    def test_are_there_and_gone_again(self, small_pages: Bluesky, join: Join) -> None:
        ada, others = join("ada"), [join("bob") for _ in range(3)]
        post = ada.post("pass it on")
        reposts = [other.repost(post) for other in others]
        reading = eventually(lambda: ask(small_pages, "reposted_by", post.uri), lambda reading: len(reading.edges) == 3)
        assert {edge.actor for edge in reading.edges} == {other.did for other in others}
        assert {(edge.target, edge.target_author) for edge in reading.edges} == {(post.uri, ada.did)}
        assert reading.requests == 3  # 2, 1, and the empty page that ends it
        others[0].delete(reposts[0])
        eventually(lambda: ask(small_pages, "reposted_by", post.uri), lambda reading: len(reading.edges) == 2)


class TestQuotes:
    def test_are_posts_that_name_what_they_quote(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        post = ada.post("quote me")
        bob.post("a reply is no quote", reply_to=post)
        quote = bob.post("look at this", quote=post)
        old = bob.post("long ago", quote=post, created_at=IN_2019)
        reading = eventually(lambda: ask(bluesky, "quotes", post.uri), lambda reading: len(reading.activities) == 2)
        assert [one.key for one in reading.activities] == [quote.uri, old.uri]
        assert {(one.actor, one.references.quote_of, one.references.quote_author) for one in reading.activities} == {
            (bob.did, post.uri, ada.did)
        }
        assert reading.completeness.covered
        assert reading.completeness.listing is None


class TestStanding:
    def test_tells_active_suspended_deactivated_and_deleted_apart(
        self, bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join
    ) -> None:
        ada, bob, cyd, dan = join("ada"), join("bob"), join("cyd"), join("dan")
        bluesky_network.take_down(bob)
        cyd.deactivate()
        bluesky_network.delete_account(dan)
        everybody = (ada.did, bob.did, cyd.did, dan.did)
        expected = [AccountStatus.ACTIVE, AccountStatus.SUSPENDED, AccountStatus.GONE, AccountStatus.GONE]
        reading = eventually(
            lambda: ask(bluesky, "standing", "", *everybody),
            lambda reading: [person.standing for person in reading.people] == expected,
        )
        assert [person.id for person in reading.people] == list(everybody)
        assert reading.people[0].handle == ada.handle
        assert reading.requests == 4
        assert reading.completeness.covered

    def test_of_a_suspended_author_is_why_nothing_can_be_told(
        self, bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join
    ) -> None:
        ada, bob = join("ada"), join("bob")
        ada.post("soon gone")
        bluesky_network.take_down(ada)
        bob.deactivate()
        for person, why in ((ada, TroubleKind.SUSPENDED), (bob, TroubleKind.ACCOUNT_GONE)):
            reading = eventually(partial(ask, bluesky, "author_feed", person.did), partial(is_in_trouble, why))
            assert (reading.completeness.covered, reading.completeness.listing, reading.activities) == (None, None, ())

    def test_changes_back_when_somebody_returns(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        ada.deactivate()
        eventually(lambda: bluesky.profile(ada.did), lambda profile: profile.standing is AccountStatus.GONE)
        ada.activate()
        eventually(lambda: bluesky.profile(ada.did), lambda profile: profile.standing is AccountStatus.ACTIVE)


class TestPeople:
    def test_are_found_by_handle(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        ada.describe("I teach.", "Ada")
        shouted = f"@{ada.handle.upper()}"
        asked = [shouted, "nobody.test", "no handle at all", *(f"nobody{n}.test" for n in range(30))]
        found = eventually(lambda: bluesky.find(asked), lambda found: found and found[shouted].bio)
        assert set(found) == {shouted}
        profile = found[shouted]
        assert (profile.network, profile.id, profile.handle) == ("bluesky", ada.did, ada.handle)
        assert (profile.name, profile.bio, profile.standing) == ("Ada", "I teach.", AccountStatus.ACTIVE)
        assert bluesky.profile(ada.did) == profile

    def test_who_never_were_are_gone(self, bluesky: Bluesky) -> None:
        assert bluesky.profile(f"did:plc:{'a' * 24}").standing is AccountStatus.GONE


STREAMS = {"author_feed", "quotes", "answers", "shares"}


class TestAnswers:
    def test_show_who_answered_a_post(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        asked = ada.post("Does anybody know this bird?")
        told = bob.post("A wren, thanks for asking", reply_to=asked)
        ada.post("So small?", reply_to=told)
        reading = eventually(lambda: ask(bluesky, "answers", asked.uri), lambda reading: reading.activities)
        (answer,) = reading.activities
        assert (answer.actor, answer.references) == (bob.did, References(asked.uri, ada.did, asked.uri))
        assert answer.content.marks == ("thanks",)
        assert reading.completeness.covered
        assert reading.requests == 1

    def test_of_a_post_that_is_gone_claim_nothing(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        post = ada.post("soon gone")
        eventually(lambda: ask(bluesky, "answers", post.uri), lambda reading: reading.completeness.covered)
        ada.delete(post.uri)
        reading = eventually(
            lambda: ask(bluesky, "answers", post.uri), lambda reading: not reading.completeness.covered
        )
        assert reading.trouble


class TestShares:
    def test_show_what_somebody_reposted_and_when(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        words = bob.post("The tide is a slow clock")
        ada.post("mine")
        ada.repost(words)
        reading = eventually(lambda: ask(bluesky, "shares", ada.did), lambda reading: reading.activities)
        (share,) = reading.activities
        assert (share.kind, share.actor, share.target, share.target_author) == (
            Kind.REPOST, ada.did, words.uri, bob.did
        )  # fmt: skip
        assert share.at
        assert reading.completeness.covered


class TestProfiles:
    def test_show_how_people_present_themselves(self, bluesky: Bluesky, join: Join) -> None:
        ada, bob = join("ada"), join("bob")
        ada.describe("Counts birds and tides", "Ada")
        reading = eventually(
            lambda: ask(bluesky, "profiles", "", ada.did, bob.did),
            lambda reading: [person.bio for person in reading.people] == ["Counts birds and tides", ""],
        )
        assert [person.picture for person in reading.people] == [False, False]
        assert reading.completeness.covered


class TestTheTable:
    def test_answers_every_need(self) -> None:
        network = open_network("bluesky")
        assert {need for read in network.reads for need in read.needs} == set(NeedKind)
        assert {read.name for read in network.reads if read.scope is Scope.STREAM} == STREAMS

    def test_is_as_quick_as_one_wants(self) -> None:
        second = timedelta(seconds=1)
        assert {read.every for read in Bluesky(pace=second).reads} == {second}
