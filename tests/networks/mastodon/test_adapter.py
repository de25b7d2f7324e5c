"""Each question, answered over HTTP by servers that speak the API: people act there through the real client."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.core.facts.activity import Activity, Kind, References
from mooc.core.facts.cost import Limit
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.span import Span
from mooc.networks.mastodon.adapter import Mastodon
from mooc.networks.registry import open_network
from tests.mastodon_server import MastodonServer
from tests.networks.mastodon.conftest import adapter

START = datetime.now(UTC) - timedelta(hours=1)
END = START + timedelta(days=7)


def ask(network: Mastodon, read: str, subject: str, *among: str, cursor: str = "", since: datetime = START) -> Reading:
    return network.read(Question("mastodon", read, subject, since, END, among), cursor, datetime.now(UTC))


def only(reading: Reading) -> Activity:
    assert reading.trouble is None
    (post,) = reading.activities
    return post


class TestAPost:
    def test_is_known_by_its_uri_and_by_the_entities_of_the_network(
        self, mastodon: Mastodon, course: MastodonServer
    ) -> None:
        text = "Bonjour à tous, @bob lisez https://example.org/a #TwittMooc"
        written = course.acting("ada").status_post(text)
        reading = ask(mastodon, "author_statuses", course.account("ada"))
        post = only(reading)
        assert (post.network, post.key, post.kind) == ("mastodon", written.uri, Kind.POST)
        assert (post.actor, post.at) == (course.account("ada"), written.created_at)
        assert (post.content.tags, post.content.mentions) == (("twittmooc",), (course.account("bob"),))
        assert (post.content.links, post.content.words, post.content.media) == (("https://example.org/a",), 4, 0)
        assert post.references == References(root=post.key)
        assert reading.texts[post.key].startswith("Bonjour à tous, @bob")

    def test_that_replies_names_the_post_and_the_person_it_answers(
        self, mastodon: Mastodon, course: MastodonServer
    ) -> None:
        prompt = course.acting("host").status_post("say hello")
        first = course.acting("bob").status_post("hello", in_reply_to_id=prompt.id)
        course.acting("bob").status_post("and I go on", in_reply_to_id=first.id)
        one, two = ask(mastodon, "author_statuses", course.account("bob")).activities
        assert (one.references.reply_to, one.references.reply_to_author) == (prompt.uri, course.account("host"))
        assert (two.references.reply_to, two.references.reply_to_author) == (first.uri, course.account("bob"))

    def test_names_somebody_of_another_server_by_the_id_at_home(
        self, mastodon: Mastodon, course: MastodonServer, away: MastodonServer
    ) -> None:
        liv = f"liv@{away.host}"
        hers = course.acting(liv).status_post("seen from here")
        for _ in range(2):
            course.acting("cyd").status_post("@kim@elsewhere.invalid, look", in_reply_to_id=hers.id)
        away.asked.clear()
        for post in ask(mastodon, "author_statuses", course.account("cyd")).activities:
            assert post.references.reply_to_author == away.account("liv")
            assert post.content.mentions == ("https://elsewhere.invalid/@kim",)
        assert away.asked == ["/api/v1/accounts/lookup?acct=liv"], "asked for once, though she is named twice"

    def test_for_followers_or_in_private_is_never_kept_and_unlisted_is(
        self, mastodon: Mastodon, course: MastodonServer
    ) -> None:
        for visibility in ("private", "direct", "unlisted"):
            course.acting("dan").status_post(f"{visibility} @bob", visibility=visibility)
        assert list(ask(mastodon, "author_statuses", course.account("dan")).texts.values()) == ["unlisted @bob"]
        own = ask(mastodon, "author_statuses", course.account("host"))  # read with the author's own token
        course.acting("host").status_post("followers only", visibility="private")
        again = ask(mastodon, "author_statuses", course.account("host"))
        assert [post.key for post in again.activities] == [post.key for post in own.activities]

    def test_that_was_boosted_is_not_the_boosters(self, mastodon: Mastodon, course: MastodonServer) -> None:
        post = course.acting("ada").status_post("pass it on")
        course.acting("eve").status_reblog(post.id)
        assert ask(mastodon, "author_statuses", course.account("eve")).activities == ()

    def test_that_was_edited_becomes_a_version_of_its_own(self, mastodon: Mastodon, course: MastodonServer) -> None:
        written = course.acting("fay").status_post("first words #mooc")
        first = only(ask(mastodon, "author_statuses", course.account("fay")))
        edited = course.acting("fay").status_update(written.id, "second words, longer #mooc")
        reading = ask(mastodon, "author_statuses", course.account("fay"))
        base, version = reading.activities
        assert (base.key, base.at) == (first.key, first.at), "the first version is still listed"
        assert (version.references.edit_of, version.at) == (first.key, edited.edited_at)
        assert version.key.startswith(f"{first.key}#edited-")
        assert (first.content.words, version.content.words) == (2, 3)
        boost = course.acting("zoe").status_reblog(written.id)
        assert boost.reblog.uri == first.key
        edges = ask(mastodon, "reblogged_by", version.key).edges
        assert [(edge.actor, edge.target) for edge in edges] == [(course.account("zoe"), version.key)]

    def test_quoting_another_names_it(self, mastodon: Mastodon, course: MastodonServer) -> None:
        quoted = course.acting("ada").status_post("quote me")
        course.acting("gus").status_post("look", quoted_status_id=quoted.id)
        post = only(ask(mastodon, "author_statuses", course.account("gus")))
        assert (post.references.quote_of, post.references.quote_author) == (quoted.uri, course.account("ada"))


@pytest.fixture(scope="module")
def posts(course: MastodonServer) -> list[str]:
    """Five posts by hal."""
    return [str(course.acting("hal").status_post(f"post {n}").uri) for n in range(5)]


class TestAllPostsOfAnAccount:
    def test_are_listed_page_by_page_then_climbed(self, course: MastodonServer, posts: list[str]) -> None:
        network, hal = adapter(course, page=2), course.account("hal")
        first = ask(network, "author_statuses", hal)
        assert [post.key for post in first.activities] == posts
        assert first.completeness.covered == first.completeness.listing
        assert (first.trouble, first.requests) == (None, 3)  # 2, 2, 1
        course.asked.clear()
        again = ask(network, "author_statuses", hal, cursor=first.cursor)
        assert (again.activities, again.completeness.listing, again.requests) == ((), None, 1)
        assert again.completeness.covered is not None
        assert again.completeness.covered.start == START
        assert course.asked == [f"/api/v1/accounts/{hal.partition('@')[0]}/statuses?" + _climb(posts[-1])]

    def test_that_are_new_are_all_found_however_many(self, course: MastodonServer, posts: list[str]) -> None:
        network, hal = adapter(course, page=2), course.account("hal")
        first = ask(network, "author_statuses", hal)
        new = [str(course.acting("hal").status_post(f"later {n}").uri) for n in range(5)]
        again = ask(network, "author_statuses", hal, cursor=first.cursor)
        assert [post.key for post in again.activities] == new
        assert again.requests == 4  # 2, 2, 1, none
        for uri in new:
            course.acting("hal").status_delete(uri.rpartition("/")[2])

    def test_are_listed_each_time_while_one_page_holds_them(self, course: MastodonServer) -> None:
        network, ivy = adapter(course), course.account("ivy")
        kept, deleted = (course.acting("ivy").status_post(text) for text in ("kept", "deleted"))
        first = ask(network, "author_statuses", ivy)
        assert [post.key for post in first.activities] == [kept.uri, deleted.uri]
        course.acting("ivy").status_delete(deleted.id)
        again = ask(network, "author_statuses", ivy, cursor=first.cursor)
        assert [post.key for post in again.activities] == [kept.uri]
        assert again.completeness.listing is not None
        assert deleted.created_at in again.completeness.listing, "that it is missing proves that it was deleted"
        assert again.requests == 1

    def test_are_listed_whole_again_a_day_later_and_at_the_end(self, course: MastodonServer, posts: list[str]) -> None:
        network, hal = adapter(course, page=2), course.account("hal")
        question = Question("mastodon", "author_statuses", hal, START, END)
        cursor = network.read(question, "", datetime.now(UTC)).cursor
        for later in (timedelta(days=1), END - START):
            assert network.read(question, cursor, datetime.now(UTC) + later).completeness.listing is not None
        assert network.read(question, cursor, datetime.now(UTC) + timedelta(hours=23)).completeness.listing is None

    def test_of_before_the_window_are_not_read(self, course: MastodonServer, posts: list[str]) -> None:
        since = datetime.now(UTC) + timedelta(hours=2)
        reading = adapter(course, page=2).read(
            Question("mastodon", "author_statuses", course.account("hal"), since, END), "", since + timedelta(hours=1)
        )
        assert (reading.activities, reading.requests) == ((), 1)
        assert reading.completeness.covered == Span(since, since + timedelta(hours=1))

    def test_are_no_more_than_so_many_pages(self, course: MastodonServer, posts: list[str]) -> None:
        reading = ask(adapter(course, page=2, pages_at_most=2), "author_statuses", course.account("hal"))
        assert reading.trouble is not None
        assert (reading.trouble.kind, reading.completeness.covered, reading.cursor) == (TroubleKind.PARTIAL, None, "")
        assert len(reading.activities) == 4, "what was read is kept"

    def test_of_an_account_that_is_gone_are_not_absent(self, mastodon: Mastodon, course: MastodonServer) -> None:
        reading = ask(mastodon, "author_statuses", f"99@{course.host}")
        assert reading.trouble is not None
        assert (reading.trouble.kind, reading.completeness.covered) == (TroubleKind.ACCOUNT_GONE, None)


def _climb(uri: str) -> str:
    return f"exclude_reblogs=1&min_id={uri.rpartition('/')[2]}&limit=2"


class TestFollowsOfTheCoursesAccount:
    def test_are_told_by_its_own_server_also_of_people_of_other_servers(
        self, course: MastodonServer, away: MastodonServer
    ) -> None:
        network, host = adapter(course), course.account("host")
        among = course.account("ada"), course.account("bob"), away.account("liv"), away.account("max")
        for name in ("ada", f"liv@{away.host}"):
            course.acting(name).account_follow(course.id_of("host"))
        first = ask(network, "followed_by", host, *among)
        assert {edge.actor for edge in first.edges} == {course.account("ada"), away.account("liv")}
        assert all((edge.target, edge.at) == (host, None) for edge in first.edges)
        assert first.completeness.covered is not None
        assert first.completeness.covered.start == first.completeness.covered.end

        course.asked.clear()
        away.asked.clear()
        course.acting("ada").account_unfollow(course.id_of("host"))
        again = ask(adapter(course), "followed_by", host, *among, cursor=first.cursor)  # as if after a restart
        assert {edge.actor for edge in again.edges} == {away.account("liv")}
        assert (len(course.asked), away.asked) == (2, []), "who I am, and all relationships at once"

    def test_by_somebody_whom_that_server_has_never_met_there_are_none(
        self, mastodon: Mastodon, course: MastodonServer, away: MastodonServer
    ) -> None:
        reading = ask(mastodon, "followed_by", course.account("host"), away.account("nia"))
        assert (reading.edges, reading.trouble) == ((), None)
        assert reading.completeness.covered is not None

    def test_cost_a_request_for_each_eighty_people(self, course: MastodonServer) -> None:
        network, among = adapter(course), [f"{number}@{course.host}" for number in range(1000, 1200)]
        reading = ask(network, "followed_by", course.account("host"), *among)
        assert (reading.edges, reading.trouble, reading.requests) == ((), None, 1 + 3)
        assert {one.endpoint: one.requests for one in reading.usage}["/api/v1/accounts/relationships"] == 3

    def test_of_nobody_in_particular_cost_nothing(self, mastodon: Mastodon, course: MastodonServer) -> None:
        assert ask(mastodon, "followed_by", course.account("host")).requests == 0

    def test_cost_no_more_than_they_may(self, course: MastodonServer) -> None:
        question = Question("mastodon", "followed_by", course.account("host"), START, END, (course.account("ada"),))
        reading = adapter(course).read(question._replace(allowance=Limit(requests=1)), "", datetime.now(UTC))
        assert reading.trouble is not None
        assert (reading.trouble.kind, reading.requests, reading.completeness.covered) == (TroubleKind.BUDGET, 1, None)


class TestFollowsOfSomebodyElse:
    def test_are_read_from_the_list_of_that_account_without_a_token(
        self, course: MastodonServer, away: MastodonServer
    ) -> None:
        network, voice = adapter(course, token=""), course.account("voice")
        for name in ("ada", f"max@{away.host}", "zoe"):
            course.acting(name).account_follow(course.id_of("voice"))
        among = course.account("ada"), course.account("bob"), away.account("liv"), away.account("max")
        reading = ask(network, "followed_by", voice, *among)
        assert {edge.actor for edge in reading.edges} == {course.account("ada"), away.account("max")}
        assert reading.trouble is None
        assert reading.completeness.covered is not None

    def test_a_list_longer_than_we_read_is_made_up_for_by_those_of_the_learners(
        self, course: MastodonServer, away: MastodonServer
    ) -> None:
        network = adapter(course, token="", pages_at_most=0)
        reading = ask(network, "followed_by", course.account("voice"), course.account("bob"))
        assert reading.trouble is not None
        assert (reading.trouble.kind, reading.completeness.covered) == (TroubleKind.PARTIAL, None)


class TestBoosts:
    def test_are_those_that_the_authors_server_knows(
        self, mastodon: Mastodon, course: MastodonServer, away: MastodonServer
    ) -> None:
        post = course.acting("ada").status_post("boost me")
        for name in ("zoe", f"liv@{away.host}", "kim@elsewhere.invalid"):
            course.acting(name).status_reblog(post.id)
        reading = ask(mastodon, "reblogged_by", post.uri, away.account("liv"))
        who = {edge.actor for edge in reading.edges}
        assert who == {course.account("zoe"), away.account("liv"), "https://elsewhere.invalid/@kim"}
        assert {(edge.target, edge.target_author) for edge in reading.edges} == {(post.uri, course.account("ada"))}
        assert reading.completeness.covered is not None
        assert reading.requests == 3, "whose post it is, who has boosted it, who liv is at home"

        course.acting("zoe").status_unreblog(post.id)
        again = ask(mastodon, "reblogged_by", post.uri, away.account("liv"), cursor=reading.cursor)
        assert again.requests == 2, "how many there are, and who"
        assert {edge.actor for edge in again.edges} == who - {course.account("zoe")}

    def test_of_a_post_that_is_gone_there_are_none(self, mastodon: Mastodon, course: MastodonServer) -> None:
        post = course.acting("ada").status_post("boost me soon")
        course.acting("zoe").status_reblog(post.id)
        course.acting("ada").status_delete(post.id)
        reading = ask(mastodon, "reblogged_by", post.uri)
        assert (reading.edges, reading.trouble) == ((), None)


class TestAnswers:
    def test_are_the_posts_that_answer_this_one(
        self, mastodon: Mastodon, course: MastodonServer, away: MastodonServer
    ) -> None:
        asked = course.acting("ada").status_post("does anybody know?")
        told = course.acting("bob").status_post("I do #mooc", in_reply_to_id=asked.id)
        course.acting("zoe").status_post("so do I", in_reply_to_id=told.id)
        reading = ask(mastodon, "answers", asked.uri)
        post = only(reading)
        assert (post.key, post.actor, post.content.tags) == (told.uri, course.account("bob"), ("mooc",))
        assert (post.references.reply_to, post.references.reply_to_author) == (asked.uri, course.account("ada"))
        assert reading.completeness.covered is not None


class TestShares:
    def test_are_the_boosts_of_an_account_with_their_time(self, course: MastodonServer) -> None:
        gus, post = course.account("gus"), course.acting("ada").status_post("worth passing on")
        course.acting("gus").status_post("one of mine")
        boost = course.acting("gus").status_reblog(post.id)
        reading = ask(adapter(course, page=1), "shares", gus)
        share = only(reading)
        assert (share.kind, share.actor, share.at) == (Kind.REPOST, gus, boost.created_at)
        assert (share.target, share.target_author) == (post.uri, course.account("ada"))
        assert reading.completeness.covered is not None


class TestQuotes:
    def test_cannot_be_told_by_a_server_that_does_not_count_them(
        self, mastodon: Mastodon, course: MastodonServer
    ) -> None:
        post = course.acting("ada").status_post("quote me if you can")
        reading = ask(mastodon, "quotes", post.uri)
        assert reading.trouble is not None
        assert (reading.trouble.kind, reading.completeness.covered) == (TroubleKind.HIDDEN, None)


class TestAnAccount:
    def test_is_found_by_handle_on_any_server(
        self, mastodon: Mastodon, course: MastodonServer, away: MastodonServer
    ) -> None:
        note = 'I learn. code-1234 <a href="https://bob.example">home</a>'
        course.acting("bob").account_update_credentials(display_name="Bob B.", note=note)
        given = (f"@bob@{course.host}", "bob", f"liv@{away.host}", "nobody", f"bob@{away.host}", "no handle")
        found = mastodon.find(given)
        assert set(found) == set(given[:3])
        assert found["bob"] == found[given[0]] == mastodon.profile(course.account("bob"))
        assert (found["bob"].handle, found["bob"].name) == (f"bob@{course.host}", "Bob B.")
        assert "code-1234" in found["bob"].bio
        assert found["bob"].links == ("https://bob.example",)
        assert found[f"liv@{away.host}"].id == away.account("liv")

    def test_that_is_suspended_or_gone_is_named_so(self, mastodon: Mastodon, course: MastodonServer) -> None:
        assert mastodon.profile(f"99@{course.host}").standing is AccountStatus.GONE
        reading = ask(mastodon, "standing", course.account("ada"))
        assert [one.standing for one in reading.people] == [AccountStatus.ACTIVE]
        assert reading.completeness.covered is not None

    def test_shows_its_newest_texts(self, mastodon: Mastodon, course: MastodonServer) -> None:
        course.acting("zoe").status_post("my code is 4711")
        assert "my code is 4711" in mastodon.recent_texts(course.account("zoe"))


class TestAPastedPost:
    def test_is_read_once(self, mastodon: Mastodon, course: MastodonServer) -> None:
        written = course.acting("ada").status_post("pasted #mooc")
        reference = mastodon.recognise(written.url + "?utm_source=x")
        assert reference == written.url
        reading = mastodon.post(reference, datetime.now(UTC))
        assert (only(reading).key, reading.requests) == (written.uri, 1)
        assert [(one.id, one.handle) for one in reading.people] == [(course.account("ada"), f"ada@{course.host}")]
        assert reading.completeness.covered is None

    def test_that_was_deleted_is_nothing_and_no_trouble(self, mastodon: Mastodon, course: MastodonServer) -> None:
        written = course.acting("ada").status_post("soon gone")
        course.acting("ada").status_delete(written.id)
        reading = mastodon.post(written.url, datetime.now(UTC))
        assert (reading.activities, reading.trouble) == ((), None)

    def test_that_is_for_followers_is_protected(self, mastodon: Mastodon, course: MastodonServer) -> None:
        written = course.acting("ada").status_post("for followers", visibility="private")
        trouble = mastodon.post(written.url, datetime.now(UTC)).trouble
        assert trouble is not None
        assert trouble.kind is TroubleKind.PROTECTED

    def test_that_is_a_boost_is_no_post(self, mastodon: Mastodon, course: MastodonServer) -> None:
        written = course.acting("ada").status_post("boosted")
        boost = course.acting("zoe").status_reblog(written.id)
        assert mastodon.post(f"{course.url}/@zoe/{boost.id}", datetime.now(UTC)).activities == ()


class TestTheTable:
    def test_answers_every_kind_of_need(self, mastodon: Mastodon) -> None:
        assert {kind for read in mastodon.reads for kind in read.needs} == set(NeedKind)

    def test_is_answered_line_by_line(self, mastodon: Mastodon, course: MastodonServer) -> None:
        subjects = dict.fromkeys(("reblogged_by", "quotes", "answers"), f"{course.url}/@ada/1")
        for read in mastodon.reads:
            reading = ask(mastodon, read.name, subjects.get(read.name, course.account("ada")))
            assert reading.completeness.covered is not None, read.name
            assert (reading.completeness.covered.start == reading.completeness.covered.end) == (
                read.scope is Scope.STATE
            )

    def test_is_opened_by_name(self) -> None:
        assert isinstance(open_network("mastodon"), Mastodon)
