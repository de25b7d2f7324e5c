"""Servers that speak the API in their own way. Liberal in reading, strict in claiming: what a dialect cannot show is
"can't tell", never "absent". The answers are those of ``recorded.py``: see there what they stand for. What is
particular to one kind of server stands in ``test_kinds.py``."""

from typing import Any

import pytest

from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from tests.networks.mastodon.asked import AT, FLAKE, NOW, Serve, anonymous, ask, kind_of, with_course
from tests.networks.mastodon.recorded import (
    NO_SUCH_PAGE,
    NOT_FOUND,
    UNAUTHORIZED,
    Answer,
    Dialect,
    Query,
    account,
    pages,
    status,
)


class TestHiddenLists:
    def test_the_other_side_may_show_what_one_side_hides(self, serve: Serve) -> None:
        server, learners = serve(), serve()
        _voice_and_learner(server, learners, followers=[], voice={"hide_collections": True, "followers_count": 40})
        rows = [account("1", "somebody"), account("2", f"voice@{server.host}")]
        learners.routes["/api/v1/accounts/7/following"] = Answer(rows)
        reading = ask(anonymous(), "followed_by", f"{FLAKE}@{server.host}", f"7@{learners.host}")
        assert [edge.actor for edge in reading.edges] == [f"7@{learners.host}"]
        assert kind_of(reading) is None

    def test_an_open_list_of_the_learner_proves_absence_too(self, serve: Serve) -> None:
        server, learners = serve(), serve()
        _voice_and_learner(server, learners, followers=[], voice={"hide_collections": True})
        learners.routes["/api/v1/accounts/7/following"] = Answer([account("1", "somebody")])
        reading = ask(anonymous(), "followed_by", f"{FLAKE}@{server.host}", f"7@{learners.host}")
        assert (kind_of(reading), reading.edges) == (None, ())
        assert reading.completeness.covered is not None

    def test_an_empty_list_against_its_count_is_hidden(self, serve: Serve) -> None:
        """Mastodon before 4.3 does not tell that a list is hidden: it answers with nothing."""
        server, learners = serve(), serve()
        _voice_and_learner(server, learners, followers=[], voice={"followers_count": 40})
        learners.routes["/api/v1/accounts/7"] = Answer(account("7", "bob", following_count=3))
        learners.routes["/api/v1/accounts/7/following"] = Answer([])
        reading = ask(anonymous(), "followed_by", f"{FLAKE}@{server.host}", f"7@{learners.host}")
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.HIDDEN, None)

    def test_pages_are_followed_by_the_link_header_alone(self, serve: Serve) -> None:
        server, learners = serve(), serve()
        rows = [account(str(n), f"f{n}@elsewhere.org") for n in range(200)] + [account("999", f"bob@{learners.host}")]
        _voice_and_learner(server, learners, followers=[], voice={"followers_count": 201})
        hidden = {row["id"]: f"row-{place}" for place, row in enumerate(rows)}  # ids of follows, known to nobody else
        server.routes[f"/api/v1/accounts/{FLAKE}/followers"] = pages(rows, 80, lambda row: hidden[row["id"]])
        reading = ask(anonymous(), "followed_by", f"{FLAKE}@{server.host}", f"7@{learners.host}")
        assert [edge.actor for edge in reading.edges] == [f"7@{learners.host}"]
        paged = [target.rpartition("max_id=")[2] for target in server.asked if "max_id" in target]
        assert paged == ["row-79", "row-159"]

    def test_a_next_page_in_unknown_words_is_not_the_end(self, serve: Serve) -> None:
        server, learners = serve(), serve()
        _voice_and_learner(server, learners, followers=[], voice={"followers_count": 201})
        link = {"Link": '<https://wherever.invalid/api?page=2>; rel="next"'}
        server.routes[f"/api/v1/accounts/{FLAKE}/followers"] = Answer([account("1", "somebody")], headers=link)
        learners.routes["/api/v1/accounts/7/following"] = UNAUTHORIZED
        reading = ask(anonymous(), "followed_by", f"{FLAKE}@{server.host}", f"7@{learners.host}")
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.REFUSED, None)

    def test_a_list_that_goes_round_in_circles_ends(self, serve: Serve) -> None:
        server = serve()
        link = {"Link": '<https://wherever.invalid/api?max_id=5>; rel="next"'}
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        server.routes["/api/v1/statuses/8/reblogged_by"] = Answer([account("1", "zoe")], headers=link)
        reading = ask(anonymous(), "reblogged_by", post["uri"])
        assert (kind_of(reading), len(reading.edges), reading.requests) == (TroubleKind.LOOPING, 1, 3)

    def test_endless_fresh_pages_end_too(self, serve: Serve) -> None:
        server, numbers = serve(), iter(range(10_000))

        def endless(query: Query, has_token: bool) -> Answer:
            link = {"Link": f'<https://wherever.invalid/api?max_id={next(numbers)}>; rel="next"'}
            return Answer([account("1", "zoe")], headers=link)

        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        server.routes["/api/v1/statuses/8/reblogged_by"] = endless
        reading = ask(anonymous(), "reblogged_by", post["uri"])
        assert (kind_of(reading), reading.completeness.covered, reading.requests) == (TroubleKind.PARTIAL, None, 51)


class TestPostsPageByPage:
    def test_a_server_that_ignores_max_id_is_found_out(self, serve: Serve) -> None:
        server = serve()
        page = [status(str(n), f"{server.url}/@ada/{n}", account("31", "ada"), AT) for n in (2, 1)]
        server.routes["/api/v1/accounts/31/statuses"] = Answer(page)
        reading = ask(anonymous(page=2), "author_statuses", f"31@{server.host}")
        assert (kind_of(reading), reading.completeness.covered, reading.requests) == (TroubleKind.LOOPING, None, 2)

    def test_a_server_that_ignores_min_id_is_found_out(self, serve: Serve) -> None:
        server = serve()
        rows = [status(str(n), f"{server.url}/@ada/{n}", account("31", "ada"), AT) for n in (5, 4, 3)]
        server.routes["/api/v1/accounts/31/statuses"] = pages(rows, 2, lambda one: str(one["id"]))
        network, who = anonymous(page=2), f"31@{server.host}"
        first = ask(network, "author_statuses", who)
        server.routes["/api/v1/accounts/31/statuses"] = Answer(rows[:2])
        again = ask(network, "author_statuses", who, cursor=first.cursor)
        assert (kind_of(again), again.completeness.covered, again.cursor) == (TroubleKind.LOOPING, None, first.cursor)

    def test_an_empty_page_with_a_next_one_is_not_the_end(self, serve: Serve) -> None:
        server = serve()
        post = status("1", f"{server.url}/@ada/1", account("31", "ada"), AT)

        def filtered(query: Query, has_token: bool) -> Answer:
            if "max_id" in query:
                return Answer([post], headers={"Link": '<https://w.invalid/?min_id=1>; rel="prev"'})
            return Answer([], headers={"Link": '<https://w.invalid/?max_id=7>; rel="next"'})

        server.routes["/api/v1/accounts/31/statuses"] = filtered
        reading = ask(anonymous(), "author_statuses", f"31@{server.host}")
        assert ([one.key for one in reading.activities], reading.requests) == ([post["uri"]], 2)

    def test_ids_that_are_sent_as_large_numbers_stay_what_they_are(self, serve: Serve) -> None:
        server = serve()
        number = 2**53 + 1
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT) | {"id": number}
        server.routes["/api/v1/accounts/31/statuses"] = Answer([post], headers={"Link": ""})
        reading = ask(anonymous(), "author_statuses", f"31@{server.host}")
        assert f'"last":"{number}"' in reading.cursor

    @pytest.mark.parametrize("flaw", ["uri", "created_at", "account", "visibility", "content"])
    def test_a_post_that_lacks_something_spoils_its_page(self, serve: Serve, flaw: str) -> None:
        server = serve()
        whole = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT)
        for broken in ({**whole, flaw: None}, {key: value for key, value in whole.items() if key != flaw}):
            server.routes["/api/v1/accounts/31/statuses"] = Answer([whole, broken])
            reading = ask(anonymous(), "author_statuses", f"31@{server.host}")
            assert (kind_of(reading), reading.activities, reading.completeness.covered) == (
                TroubleKind.BAD_ANSWER,
                (),
                None,
            )

    @pytest.mark.parametrize("visibility", ["private", "direct", "local", "list", "mutuals_only"])
    def test_what_is_not_for_everybody_is_not_kept_whoever_shows_it(self, serve: Serve, visibility: str) -> None:
        server = serve()
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, visibility=visibility)
        server.routes["/api/v1/accounts/31/statuses"] = Answer([post], headers={"Link": ""})
        reading = ask(anonymous(), "author_statuses", f"31@{server.host}")
        assert (reading.activities, dict(reading.texts), kind_of(reading)) == ((), {}, None)

    def test_a_suspended_account_shows_no_posts_and_has_not_deleted_them(self, serve: Serve) -> None:
        server = serve({"/api/v1/accounts/31": Answer(account("31", "ada"))})
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT)
        server.routes["/api/v1/accounts/31/statuses"] = Answer([post], headers={"Link": ""})
        network, who = anonymous(), f"31@{server.host}"
        cursor = ask(network, "author_statuses", who).cursor
        server.routes["/api/v1/accounts/31/statuses"] = Answer([])
        deleted = ask(network, "author_statuses", who, cursor=cursor)
        assert (kind_of(deleted), deleted.requests) == (None, 2)
        assert deleted.completeness.listing is not None
        server.routes["/api/v1/accounts/31"] = Answer(account("31", "ada", suspended=True))
        suspended = ask(network, "author_statuses", who, cursor=cursor)
        assert (kind_of(suspended), suspended.completeness.covered, suspended.completeness.listing) == (
            TroubleKind.SUSPENDED,
            None,
            None,
        )

    def test_what_a_post_answers_is_asked_for_together_or_one_by_one(self, serve: Serve) -> None:
        server = serve()
        ada, zoe = account("31", "ada"), account("32", "zoe")
        posts = [
            status(f"8{n}", f"{server.url}/@ada/8{n}", ada, AT, in_reply_to_id=f"9{n}", in_reply_to_account_id="32")
            for n in range(3)
        ]
        parents = [status(f"9{n}", f"{server.url}/@zoe/9{n}", zoe, AT) for n in range(2)]  # the third has gone
        server.routes["/api/v1/accounts/31/statuses"] = Answer(posts, headers={"Link": ""})
        server.routes |= {f"/api/v1/statuses/{one['id']}": Answer(one) for one in parents}
        for together, requests in ((Answer(parents), 3), (Answer([]), 5), (NO_SUCH_PAGE, 5), (UNAUTHORIZED, 5)):
            server.routes["/api/v1/statuses"] = together
            reading = ask(anonymous(), "author_statuses", f"31@{server.host}")
            answered = [(one.references.reply_to, one.references.reply_to_author) for one in reading.activities]
            assert (kind_of(reading), reading.requests) == (None, requests)
            assert answered == [
                (f"{server.url}/@zoe/90", f"32@{server.host}"),
                (f"{server.url}/@zoe/91", f"32@{server.host}"),
                (f"id:92@{server.host}", ""),
            ]


class TestRelationships:
    """Batches that are refused as a whole for one id that is not known, and rows that are left out."""

    @pytest.fixture
    def course(self, serve: Serve) -> Dialect:
        course = serve()
        course.routes["/api/v1/accounts/verify_credentials"] = Answer(account("1", "host"))
        return course

    def test_a_batch_that_is_refused_is_asked_by_halves(self, course: Dialect) -> None:
        follows, unknown = {"10", "25"}, {"13", "27"}

        def all_or_nothing(query: Query, has_token: bool) -> Answer:
            ids = query["id[]"]
            return NOT_FOUND if unknown & set(ids) else Answer([_tie(one, one in follows) for one in ids])

        course.routes["/api/v1/accounts/relationships"] = all_or_nothing
        among = [f"{number}@{course.host}" for number in range(10, 30)]
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", *among)
        assert {edge.actor for edge in reading.edges} == {f"10@{course.host}", f"25@{course.host}"}
        assert len(course.asked) <= 2 + 4 * 5

    def test_somebody_who_is_left_out_is_looked_up_again(self, course: Dialect, serve: Serve) -> None:
        home = serve({"/api/v1/accounts/5": Answer(account("5", "liv"))})
        course.routes["/api/v1/accounts/lookup"] = Answer(account("77", f"liv@{home.host}"))
        course.routes["/api/v1/accounts/relationships"] = lambda query, has_token: Answer(
            [_tie(one, True) for one in query["id[]"] if one == "77"]
        )
        cursor = f'{{"ids": {{"5@{home.host}": "66"}}}}'  # as it was before the course's server forgot her
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", f"5@{home.host}", cursor=cursor)
        assert (kind_of(reading), len(reading.edges)) == (None, 1)
        assert '"77"' in reading.cursor

    def test_somebody_who_stays_left_out_cannot_be_told(self, course: Dialect) -> None:
        course.routes["/api/v1/accounts/relationships"] = Answer([])
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", f"5@{course.host}")
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.PARTIAL, None)

    def test_a_handle_may_have_another_domain_than_the_server(self, course: Dialect, serve: Serve) -> None:
        home = serve({"/api/v1/accounts/5": Answer(account("5", "liv"))})
        home.routes["/api/v2/instance"] = Answer({"domain": "example.org", "version": "4.4.0"})
        home.routes["/api/v2/instance/"] = home.routes["/api/v2/instance"]

        def lookup(query: Query, has_token: bool) -> Answer:
            return Answer(account("77", "liv@example.org")) if query["acct"] == ["liv@example.org"] else NOT_FOUND

        course.routes["/api/v1/accounts/lookup"] = lookup
        course.routes["/api/v1/accounts/relationships"] = Answer([_tie("77", True)])
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", f"5@{home.host}")
        assert (kind_of(reading), len(reading.edges)) == (None, 1)

    def test_of_a_large_class_the_first_looks_only_learn_ids(self, course: Dialect, serve: Serve) -> None:
        home = serve({f"/api/v1/accounts/{n}": Answer(account(str(n), f"u{n}")) for n in range(10, 20)})
        course.routes["/api/v1/accounts/lookup"] = lambda query, has_token: Answer(
            account("7" + query["acct"][0][1:3], query["acct"][0])
        )
        course.routes["/api/v1/accounts/relationships"] = lambda query, has_token: Answer(
            [_tie(one, True) for one in query["id[]"]]
        )
        among, cursor, readings = [f"{n}@{home.host}" for n in range(10, 20)], "", list[Reading]()
        while not readings or (readings[-1].unfinished and len(readings) < 10):
            network = with_course(course, requests_at_most=9)
            reading = ask(network, "followed_by", f"1@{course.host}", *among, cursor=cursor)
            assert (kind_of(reading), reading.requests <= 9) == (None, True)
            assert (reading.completeness.covered is None) == reading.unfinished
            cursor = reading.cursor
            readings.append(reading)
        assert (len(readings[-1].edges), len(readings)) == (10, 3)

    def test_a_request_to_follow_is_no_follow_yet(self, course: Dialect) -> None:
        course.routes["/api/v1/accounts/relationships"] = Answer([_tie("5", False) | {"requested_by": True}])
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", f"5@{course.host}")
        assert (kind_of(reading), reading.edges) == (None, ())

    def test_a_token_that_is_revoked_is_refused_once(self, serve: Serve) -> None:
        course = serve(otherwise=Answer({"error": "The access token was revoked"}, 401))
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", f"5@{course.host}")
        assert (kind_of(reading), len(course.asked)) == (TroubleKind.UNAUTHORIZED, 1)


class TestStandings:
    @pytest.mark.parametrize(
        ("shown", "standing", "moved_to"),
        [
            ({}, AccountStatus.ACTIVE, ""),
            ({"limited": True}, AccountStatus.ACTIVE, ""),
            ({"locked": True}, AccountStatus.ACTIVE, ""),
            ({"suspended": True}, AccountStatus.SUSPENDED, ""),
            ({"pleroma": {"deactivated": True}}, AccountStatus.SUSPENDED, ""),
            ({"moved": False}, AccountStatus.ACTIVE, ""),  # Takahe
            ({"moved": {"id": "9", "acct": "ada@new.org", "url": None}}, AccountStatus.MOVED, "ada@new.org"),
        ],
    )
    def test_are_told_by_the_home_server(
        self, serve: Serve, shown: dict[str, Any], standing: AccountStatus, moved_to: str
    ) -> None:
        server = serve({"/api/v1/accounts/31": Answer(account("31", "ada", **shown))})
        (profile,) = ask(anonymous(), "standing", f"31@{server.host}").people
        assert (profile.standing, profile.moved_to) == (standing, moved_to)

    @pytest.mark.parametrize("status", [404, 410])
    def test_gone_is_what_the_api_says_and_not_what_a_page_of_something_else_says(
        self, serve: Serve, status: int
    ) -> None:
        server = serve({"/api/v1/accounts/31": Answer({"error": "Gone"}, status)})
        (profile,) = ask(anonymous(), "standing", f"31@{server.host}").people
        assert profile.standing is AccountStatus.GONE
        server.routes = {"/api/v1/instance": NO_SUCH_PAGE, "/api/v1/accounts/31": NO_SUCH_PAGE._replace(status=status)}
        reading = ask(anonymous(), "standing", f"31@{server.host}")
        assert (reading.people, kind_of(reading), reading.completeness.covered) == ((), TroubleKind.BAD_ANSWER, None)


class TestQuotes:
    """Since Mastodon 4.5; who may see the list is uncertain, so that a refusal is "can't tell"."""

    def test_none_counted_is_none(self, serve: Serve) -> None:
        server = serve()
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, quotes_count=0)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        reading = ask(anonymous(), "quotes", post["uri"])
        assert (kind_of(reading), reading.requests) == (None, 1)
        assert reading.completeness.covered is not None

    def test_some_counted_are_read_or_cannot_be_told(self, serve: Serve) -> None:
        server = serve()
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, quotes_count=1)
        quote = status("9", f"{server.url}/@zoe/9", account("32", "zoe"), AT)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        server.routes["/api/v1/statuses/8/quotes"] = UNAUTHORIZED
        reading = ask(anonymous(), "quotes", post["uri"])
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.HIDDEN, None)
        server.routes["/api/v1/statuses/8/quotes"] = Answer([quote])
        (seen,) = ask(anonymous(), "quotes", post["uri"]).activities
        assert (seen.actor, seen.references.quote_of) == (f"32@{server.host}", post["uri"])
        assert seen.references.quote_author == f"31@{server.host}"


class TestHandles:
    def test_a_domain_may_be_served_by_another_server(self, serve: Serve) -> None:
        server, domain = serve(), serve(otherwise=NO_SUCH_PAGE)
        links = [{"rel": "self", "type": "application/activity+json", "href": f"{server.url}/users/ada"}]
        domain.routes["/.well-known/webfinger"] = Answer({"subject": "acct:ada", "links": links})
        server.routes["/api/v1/accounts/lookup"] = Answer(account("31", "ada"))
        given = f"ada@{domain.host}"
        found = anonymous().find([given])
        assert {name: (one.id, one.handle) for name, one in found.items()} == {given: (f"31@{server.host}", given)}

    def test_of_a_server_without_this_api_is_nobodys(self, serve: Serve) -> None:
        assert anonymous().find([f"ada@{serve(otherwise=NO_SUCH_PAGE).host}"]) == {}


def test_the_copy_of_a_post_leads_to_the_original(serve: Serve) -> None:
    home, other = serve(), serve()
    original = status("8", f"{home.url}/users/ada/statuses/8", account("31", "ada"), AT, content="<p>mine</p>")
    home.routes["/api/v1/statuses/8"] = Answer(original)
    shown = account("5", f"ada@{home.host}", url=f"{home.url}/@ada")
    other.routes["/api/v1/statuses/55"] = Answer(status("55", original["uri"], shown, AT, content="<p>forged</p>"))
    reading = anonymous().post(f"{other.url}/@ada@{home.host}/55", NOW)
    assert [(one.key, one.actor) for one in reading.activities] == [(original["uri"], f"31@{home.host}")]
    assert list(reading.texts.values()) == ["mine"]
    other.routes["/api/v1/statuses/55"] = Answer(status("55", "https://third.org/users/x/statuses/1", shown, AT))
    assert kind_of(anonymous().post(f"{other.url}/@ada@{home.host}/55", NOW)) is TroubleKind.BAD_ANSWER


def test_the_token_is_for_the_courses_server_alone(serve: Serve) -> None:
    bore: dict[str, set[bool]] = {"course": set(), "home": set()}

    def noting(name: str, body: Any) -> Any:
        return lambda query, has_token: bore[name].add(has_token) or Answer(body)

    course, home = serve(), serve()
    course.routes["/api/v1/accounts/verify_credentials"] = noting("course", account("1", "host"))
    course.routes["/api/v1/accounts/lookup"] = noting("course", account("77", f"liv@{home.host}"))
    course.routes["/api/v1/accounts/relationships"] = noting("course", [_tie("77", True)])
    home.routes["/api/v1/accounts/5"] = noting("home", account("5", "liv"))
    home.routes["/api/v1/accounts/5/statuses"] = noting("home", [])
    network = with_course(course)
    assert len(ask(network, "followed_by", f"1@{course.host}", f"5@{home.host}").edges) == 1
    assert kind_of(ask(network, "author_statuses", f"5@{home.host}")) is None
    assert bore == {"course": {True}, "home": {False}}
    assert "token-of" not in repr(vars(network))


def _tie(number: str, follows: bool) -> dict[str, Any]:
    return {"id": number, "following": False, "followed_by": follows, "requested": False}


def _voice_and_learner(server: Dialect, learners: Dialect, followers: list[Any], voice: dict[str, Any]) -> None:
    server.routes[f"/api/v1/accounts/{FLAKE}"] = Answer(account(FLAKE, "voice", **voice))
    server.routes[f"/api/v1/accounts/{FLAKE}/followers"] = Answer(followers)
    learners.routes["/api/v1/accounts/7"] = Answer(account("7", "bob"))
