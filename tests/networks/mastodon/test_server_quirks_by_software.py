"""GoToSocial, Takahe, Pleroma, Akkoma and Mastodon, each served as it is (``recorded.Manner``): what it refuses to
strangers, its own 404s, its lists that end early. What it shows counts; what it cannot show is "can't tell"."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.troubles import NetworkTrouble, TroubleKind
from tests.networks.mastodon.asked import (
    AT,
    FLAKE,
    NOW,
    ULID_ADA,
    ULID_ZOE,
    Serve,
    anonymous,
    ask,
    kind_of,
    with_course,
)
from tests.networks.mastodon.recorded import (
    AKKOMA,
    GOTOSOCIAL,
    MASTODON,
    NO_SUCH_PAGE,
    NOT_FOUND,
    PLEROMA,
    TAKAHE,
    UNAUTHORIZED,
    Answer,
    Dialect,
    Manner,
    account,
    pages,
    status,
)

KINDS = {"gotosocial": GOTOSOCIAL, "takahe": TAKAHE, "pleroma": PLEROMA, "akkoma": AKKOMA, "mastodon": MASTODON}


def has_no_slash_too_many(server: Dialect) -> bool:
    return not any(target.partition("?")[0].endswith("/") for target in server.asked)


class TestAnyKind:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_boost_is_seen_whatever_the_server_makes_of_a_slash_too_many(self, serve: Serve, kind: str) -> None:
        """``repost``, ``listen`` and ``bridge`` ask this."""
        server = serve(manner=KINDS[kind])
        boosted = status("7", "https://elsewhere.org/users/zoe/statuses/7", account("9", "zoe@elsewhere.org"), AT)
        boost = status("8", f"{server.url}/users/ada/statuses/8", account("31", "ada"), AT, reblog=boosted)
        server.routes["/api/v1/accounts/31/statuses"] = Answer([boost], headers={"Link": ""})
        reading = ask(with_course(server), "shares", f"31@{server.host}")
        assert [share.target for share in reading.activities] == [boosted["uri"]]
        assert kind_of(reading) is None and reading.completeness.covered is not None
        assert has_no_slash_too_many(server)

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "takahe"])
    def test_no_boost_is_none_on_a_server_that_would_show_it(self, serve: Serve, kind: str) -> None:
        server = serve({"/api/v1/accounts/31/statuses": Answer([])}, KINDS[kind])
        reading = ask(with_course(server), "shares", f"31@{server.host}")
        assert (kind_of(reading), reading.activities) == (None, ()) and reading.completeness.covered is not None
        assert "/api/v1/instance" in server.asked and has_no_slash_too_many(server)

    @pytest.mark.parametrize("answer", [NOT_FOUND, NO_SUCH_PAGE, UNAUTHORIZED])
    def test_a_side_question_that_fails_hides_no_boost_and_proves_no_absence(
        self, serve: Serve, answer: Answer
    ) -> None:
        boosted = status("7", "https://elsewhere.org/users/zoe/statuses/7", account("9", "zoe@elsewhere.org"), AT)
        server = serve({"/api/v1/instance": answer, "/api/v2/instance": answer})
        rows = [status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, reblog=boosted)]
        server.routes["/api/v1/accounts/31/statuses"] = lambda query, has_token: Answer(rows, headers={"Link": ""})
        who = f"31@{server.host}"
        assert len(ask(anonymous(), "shares", who).activities) == 1
        rows.clear()
        reading = ask(anonymous(), "shares", who)
        assert server.asked[-1] == "/api/v1/instance", "the fault fired"
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.HIDDEN, None)

    @pytest.mark.parametrize(("kind", "at"), [("gotosocial", 2), ("takahe", 2), ("mastodon", 2), ("old", 1)])
    def test_the_domain_of_its_handles_is_asked_for_without_a_slash(self, serve: Serve, kind: str, at: int) -> None:
        manner = KINDS.get(kind) or Manner("3.5.19", two=False)
        course, home = serve(), serve(manner=manner)
        home.routes["/api/v1/accounts/5"] = Answer(account("5", "liv"))
        if at == 1:
            home.routes["/api/v1/instance"] = Answer({"uri": "example.org", "version": "3.5.19"})
        else:
            home.routes["/api/v2/instance"] = Answer({"domain": home.host, "account_domain": "example.org"})
        course.routes["/api/v1/accounts/verify_credentials"] = Answer(account("1", "host"))
        course.routes["/api/v1/accounts/lookup"] = lambda query, has_token: (
            Answer(account("77", "liv@example.org")) if query["acct"] == ["liv@example.org"] else NOT_FOUND
        )
        course.routes["/api/v1/accounts/relationships"] = Answer([{"id": "77", "followed_by": True}])
        network = with_course(course, linked_handles=lambda who: f"liv@{home.host}")
        reading = ask(network, "followed_by", f"1@{course.host}", f"5@{home.host}")
        assert (kind_of(reading), len(reading.edges)) == (None, 1)
        assert has_no_slash_too_many(home)

    def test_whose_domain_cannot_be_told_is_not_said_not_to_follow(self, serve: Serve) -> None:
        course, home = serve(), serve({"/api/v1/accounts/5": Answer(account("5", "liv"))})
        home.routes["/api/v1/instance"] = home.routes["/api/v2/instance"] = NO_SUCH_PAGE
        course.routes["/api/v1/accounts/verify_credentials"] = Answer(account("1", "host"))
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", f"5@{home.host}")
        assert "/api/v1/instance" in home.asked, "the fault fired"
        assert (kind_of(reading), reading.edges, reading.completeness.covered) == (TroubleKind.PARTIAL, (), None)

    def test_an_answer_that_stands_in_no_tag_timeline_is_found_at_home(self, serve: Serve) -> None:
        """GoToSocial and Takahe leave answers out of them."""
        server = serve({"/api/v1/timelines/tag/mooc": Answer([])}, GOTOSOCIAL)
        ada = account(ULID_ADA, "ada")
        prompt = status("01HX1", f"{server.url}/users/zoe/statuses/01HX1", account(ULID_ZOE, "zoe"), AT)
        answer = status(
            *("01HX2", f"{server.url}/users/ada/statuses/01HX2", ada, AT),
            **{"in_reply_to_id": "01HX1", "in_reply_to_account_id": ULID_ZOE, "tags": [{"name": "mooc"}]},
        )
        server.routes[f"/api/v1/accounts/{ULID_ADA}/statuses"] = Answer([answer], headers={"Link": ""})
        server.routes["/api/v1/statuses/01HX1"] = Answer(prompt)
        reading = ask(with_course(server), "author_statuses", f"{ULID_ADA}@{server.host}")
        assert [(one.references.reply_to, one.content.tags) for one in reading.activities] == [
            (prompt["uri"], ("mooc",))
        ]
        assert not any("timelines" in target for target in server.asked)


class TestAPageThatIsNotThere:
    """A 404 that is no JSON says that there is no such thing, where the server speaks the API otherwise."""

    @pytest.mark.parametrize("status_", [404, 410])
    def test_an_account_is_gone(self, serve: Serve, status_: int) -> None:
        page = NO_SUCH_PAGE._replace(status=status_)
        server = serve({"/api/v1/accounts/31": page, "/api/v1/accounts/31/statuses": page}, TAKAHE)
        who = f"31@{server.host}"
        (profile,) = ask(with_course(server), "standing", who).people
        assert profile.standing is AccountStatus.GONE
        for read in ("author_statuses", "shares"):
            reading = ask(with_course(server), read, who)
            assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.ACCOUNT_GONE, None), read

    def test_so_is_a_post(self, serve: Serve) -> None:
        server = serve(manner=TAKAHE)
        uri = f"{server.url}/@ada@{server.host}/posts/8"
        pasted = with_course(server).post(uri, NOW)
        assert (kind_of(pasted), pasted.activities) == (None, ())
        server.routes["/api/v1/accounts/31"] = Answer(account("31", f"ada@{server.host}"))
        post_statuses = with_course(server).post_statuses({uri: f"31@{server.host}"}, NOW)
        assert (kind_of(post_statuses), list(post_statuses.post_statuses.values())) == (None, ["missing"])
        reading = ask(with_course(server), "reblogged_by", uri)
        assert (kind_of(reading), reading.edges) == (None, ()) and reading.completeness.covered is not None

    def test_and_nobody_has_such_a_handle(self, serve: Serve) -> None:
        course = serve({"/api/v1/accounts/verify_credentials": Answer(account("1", "host"))}, TAKAHE)
        home = serve({"/api/v1/accounts/5": Answer(account("5", "liv"))})
        reading = ask(with_course(course), "followed_by", f"1@{course.host}", f"5@{home.host}")
        assert any(target.startswith("/api/v1/accounts/lookup") for target in course.asked)
        assert (kind_of(reading), reading.edges) == (None, ()) and reading.completeness.covered is not None

    def test_of_a_server_that_speaks_another_language_nothing_is_gone(self, serve: Serve) -> None:
        server = serve(otherwise=NO_SUCH_PAGE)  # the domain was sold
        reading = ask(anonymous(), "standing", f"31@{server.host}")
        assert "/api/v1/instance" in server.asked
        assert (reading.people, kind_of(reading), reading.completeness.covered) == ((), TroubleKind.BAD_ANSWER, None)


class TestAListThatEndsEarly:
    """What a list holds counts; that somebody is not in it says nothing where the thing's own counter says more."""

    @pytest.mark.parametrize(("counted", "why"), [(1, None), (0, None), (None, None), (2, TroubleKind.PARTIAL)])
    def test_of_boosters(self, serve: Serve, counted: int | None, why: TroubleKind | None) -> None:
        server = serve()
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, reblogs_count=counted)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        server.routes["/api/v1/statuses/8/reblogged_by"] = Answer([account("9", "zoe")])
        reading = ask(anonymous(), "reblogged_by", post["uri"], f"9@{server.host}", cursor=f"31@{server.host}")
        assert [edge.actor for edge in reading.edges] == [f"9@{server.host}"]
        assert (kind_of(reading), reading.completeness.covered is None) == (why, why is not None)

    def test_of_boosters_that_is_not_there_though_the_post_is(self, serve: Serve) -> None:
        server = serve()
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, reblogs_count=0)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        reading = ask(anonymous(), "reblogged_by", post["uri"])
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.PARTIAL, None)

    @pytest.mark.parametrize(("counted", "why"), [(1, None), (None, None), (2, TroubleKind.PARTIAL)])
    def test_of_answers(self, serve: Serve, counted: int | None, why: TroubleKind | None) -> None:
        server = serve()
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, replies_count=counted)
        answer = status("9", f"{server.url}/@zoe/9", account("9", "zoe"), AT, in_reply_to_id="8")
        deeper = status("10", f"{server.url}/@ada/10", account("31", "ada"), AT, in_reply_to_id="9")
        server.routes["/api/v1/statuses/8"] = Answer(post)
        server.routes["/api/v1/statuses/8/context"] = Answer({"ancestors": [], "descendants": [answer, deeper]})
        reading = ask(anonymous(), "answers", post["uri"])
        assert [one.actor for one in reading.activities] == [f"9@{server.host}"]
        assert (kind_of(reading), reading.completeness.covered is None) == (why, why is not None)

    @pytest.mark.parametrize(("counted", "why"), [(1, None), (2, TroubleKind.PARTIAL)])
    def test_of_quotes(self, serve: Serve, counted: int, why: TroubleKind | None) -> None:
        server = serve()
        post = status("8", f"{server.url}/@ada/8", account("31", "ada"), AT, quotes_count=counted)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        server.routes["/api/v1/statuses/8/quotes"] = Answer([status("9", f"{server.url}/@z/9", account("9", "z"), AT)])
        reading = ask(anonymous(), "quotes", post["uri"])
        assert len(reading.activities) == 1
        assert (kind_of(reading), reading.completeness.covered is None) == (why, why is not None)

    @pytest.mark.parametrize("early", ["followers", "following", "both"])
    def test_of_followers_is_made_up_for_by_the_other_side_or_cannot_be_told(self, serve: Serve, early: str) -> None:
        server, learners = serve(), serve()
        voice = account("3", "voice", followers_count=2 if early != "following" else 1)
        bob = account("7", "bob", following_count=2 if early != "followers" else 1)
        server.routes["/api/v1/accounts/3"], learners.routes["/api/v1/accounts/7"] = Answer(voice), Answer(bob)
        server.routes["/api/v1/accounts/3/followers"] = Answer([account("8", "somebody")])
        learners.routes["/api/v1/accounts/7/following"] = Answer([account("8", "somebody@elsewhere.org")])
        reading = ask(anonymous(), "followed_by", f"3@{server.host}", f"7@{learners.host}")
        assert reading.edges == ()
        proven = early != "both"
        assert (kind_of(reading), reading.completeness.covered is not None) == (
            None if proven else TroubleKind.PARTIAL,
            proven,
        )


class TestGoToSocial:
    """ULIDs; posts under /users/NAME/statuses/; anonymous reads refused."""

    def test_has_ids_that_are_no_numbers(self, serve: Serve) -> None:
        server = serve(manner=GOTOSOCIAL)
        ada = account(ULID_ADA, "ada", url=f"{server.url}/@ada")
        posts = [
            status(f"01HX{n:022d}", f"{server.url}/users/ada/statuses/01HX{n:022d}", ada, AT, visibility="unlisted")
            for n in range(5, 0, -1)
        ]
        server.routes[f"/api/v1/accounts/{ULID_ADA}/statuses"] = pages(posts, 2, lambda post: str(post["id"]))
        network, who = with_course(server, page=2), f"{ULID_ADA}@{server.host}"
        first = ask(network, "author_statuses", who)
        assert (kind_of(first), len(first.activities), first.requests) == (None, 5, 3)
        again = ask(network, "author_statuses", who, cursor=first.cursor)
        assert (kind_of(again), again.requests) == (None, 1)
        assert server.asked[-1].endswith(f"exclude_reblogs=1&min_id=01HX{5:022d}&limit=2")

    def test_that_refuses_anonymous_reads_is_not_empty(self, serve: Serve) -> None:
        server = serve(manner=GOTOSOCIAL)
        who, post = f"{ULID_ADA}@{server.host}", f"{server.url}/users/ada/statuses/01HX{1:022d}"
        for read, subject in [
            *(("author_statuses", who), ("standing", who), ("followed_by", who), ("shares", who)),
            *(("reblogged_by", post), ("quotes", post), ("answers", post)),
        ]:
            reading = ask(anonymous(), read, subject, f"1@{server.host}")
            assert kind_of(reading) in (TroubleKind.REFUSED, TroubleKind.HIDDEN), read
            assert (reading.completeness.covered, reading.people, reading.edges) == (None, (), ())
        with pytest.raises(NetworkTrouble):
            anonymous().find([f"ada@{server.host}"])
        assert kind_of(anonymous().post(post, NOW)) is TroubleKind.REFUSED

    def test_that_refuses_may_have_its_boosts_shown_by_the_courses_server(self, serve: Serve) -> None:
        home, course = serve(manner=GOTOSOCIAL), serve()
        uri = f"{home.url}/users/ada/statuses/01HX{1:022d}"
        copy = status("77", uri, account("5", f"ada@{home.host}"), AT)
        course.routes["/api/v2/search"] = lambda query, has_token: (
            Answer({"accounts": [], "statuses": [copy], "hashtags": []}) if has_token else UNAUTHORIZED
        )
        course.routes["/api/v1/statuses/77/reblogged_by"] = Answer([account("9", "zoe")])
        reading = ask(with_course(course), "reblogged_by", uri)
        assert [(edge.actor, edge.target) for edge in reading.edges] == [(f"9@{course.host}", uri)]
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.REFUSED, None), (
            "who did, never who did not"
        )
        assert f"resolve=1&q={uri.replace(':', '%3A').replace('/', '%2F')}" in _sorted(course.asked[0])

    def test_tells_its_resets_in_seconds_of_the_unix_clock(self, serve: Serve) -> None:
        later = int(datetime.now(UTC).timestamp()) + 300
        server = serve(otherwise=Answer({"error": "Too many"}, 429, {"X-RateLimit-Reset": str(later)}))
        reading = ask(anonymous(), "standing", f"{ULID_ADA}@{server.host}")
        assert reading.trouble is not None
        assert reading.trouble.until is not None
        assert reading.trouble.until.timestamp() == pytest.approx(later, abs=2)

    def test_a_learner_there_whose_name_we_keep_is_asked_about_on_the_courses_server(self, serve: Serve) -> None:
        """Whom the course's account is followed by, its own server knows: nothing there needs the learner's own."""
        course, home = serve(), serve(manner=GOTOSOCIAL)
        other = serve({"/api/v1/accounts/5": Answer(account("5", "u"))})
        course.routes["/api/v1/accounts/verify_credentials"] = Answer(account("1", "host"))
        course.routes["/api/v1/accounts/lookup"] = lambda query, has_token: Answer(
            account("77" if query["acct"] == [f"ada@{home.host}"] else "78", query["acct"][0])
        )
        course.routes["/api/v1/accounts/relationships"] = Answer(
            [{"id": "77", "followed_by": True}, {"id": "78", "followed_by": False}]
        )
        among = (f"{ULID_ADA}@{home.host}", f"5@{other.host}")
        nameless = ask(with_course(course), "followed_by", f"1@{course.host}", *among)
        assert (kind_of(nameless), nameless.edges, nameless.completeness.covered) == (TroubleKind.REFUSED, (), None)
        kept = {among[0]: f"ada@{home.host}"}
        network = with_course(course, linked_handles=lambda who: kept.get(who, ""))
        reading = ask(network, "followed_by", f"1@{course.host}", *among)
        assert (kind_of(reading), [edge.actor for edge in reading.edges]) == (None, [among[0]])
        assert reading.completeness.covered is not None, "and of the other it is known that they do not follow"
        home.asked.clear()
        ask(network, "followed_by", f"1@{course.host}", *among)
        assert home.asked == [], "what it refuses once is not asked for at each look"


class TestTakahe:
    """Many domains on one server: its own accounts have an acct with a domain; a URI is under that domain."""

    def test_its_own_people_are_its_own(self, serve: Serve) -> None:
        server = serve(manner=TAKAHE)
        ada = account("31", f"ada@{server.host}", url=f"{server.url}/@ada@{server.host}/")
        post = status("8", f"{server.url}/@ada@{server.host}/posts/8/", ada, AT, url=None)
        server.routes["/api/v1/accounts/31/statuses"] = pages([post], 40, lambda one: str(one["id"]), by_link=False)
        server.routes["/api/v1/accounts/31"] = Answer(ada)
        server.routes["/api/v1/statuses/8"] = Answer(post)
        who = f"31@{server.host}"
        reading = ask(with_course(server), "author_statuses", who)
        assert (kind_of(reading), [one.actor for one in reading.activities]) == (None, [who])
        assert with_course(server).profile(who).handle == f"ada@{server.host}"
        pasted = with_course(server).post(f"{server.url}/@ada@{server.host}/posts/8", NOW)
        assert [one.actor for one in pasted.activities] == [who]

    def test_boosts_are_left_out_there_and_cannot_be_told(self, serve: Serve) -> None:
        server = serve({"/api/v1/accounts/31/statuses": Answer([])}, TAKAHE)
        reading = ask(with_course(server), "shares", f"31@{server.host}")
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.HIDDEN, None)
        assert server.asked[-1] == "/api/v1/instance"

    def test_a_server_may_not_pass_its_posts_off_as_anothers(self, serve: Serve) -> None:
        server = serve(manner=TAKAHE)
        ada = account("31", "ada")
        theirs = status("8", "https://mastodon.social/users/gargron/statuses/1", ada, AT)
        server.routes["/api/v1/accounts/31/statuses"] = Answer([theirs], headers={"Link": ""})
        (post,) = ask(with_course(server), "author_statuses", f"31@{server.host}").activities
        assert post.key == f"{server.url}/statuses/8"

    def test_strangers_are_shown_who_follows_somebody_and_never_who_does_not(self, serve: Serve) -> None:
        server, learners = serve(manner=TAKAHE), serve({"/api/v1/accounts/7": Answer(account("7", "bob"))})
        rows = [account("8", f"bob@{learners.host}"), account("40", f"zoe@{server.host}")]
        server.routes["/api/v1/accounts/3/followers"] = Answer(rows)
        among = (f"7@{learners.host}", f"40@{server.host}", f"41@{server.host}")
        reading = ask(anonymous(), "followed_by", f"3@{server.host}", *among)
        assert {edge.actor for edge in reading.edges} == {*among[:2]}
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.REFUSED, None), (
            "how many there are is not shown"
        )
        everybody = ask(anonymous(), "followed_by", f"3@{server.host}", *among[:2])
        assert (kind_of(everybody), len(everybody.edges)) == (None, 2)

    def test_strangers_are_shown_whom_somebody_follows(self, serve: Serve) -> None:
        server, learners = serve(), serve(manner=TAKAHE)
        server.routes["/api/v1/accounts/3"] = Answer(account("3", "voice", hide_collections=True, followers_count=2))
        learners.routes["/api/v1/accounts/7/following"] = Answer([account("9", f"voice@{server.host}")])
        learners.routes["/api/v1/accounts/8/following"] = Answer([])
        among = (f"7@{learners.host}", f"8@{learners.host}")
        reading = ask(anonymous(), "followed_by", f"3@{server.host}", *among)
        assert [edge.actor for edge in reading.edges] == [among[0]]
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.REFUSED, None)

    def test_strangers_are_shown_who_has_boosted_a_post_and_never_who_has_not(self, serve: Serve) -> None:
        server = serve(manner=TAKAHE)
        uri = f"{server.url}/@ada@{server.host}/posts/8"
        server.routes["/api/v1/statuses/8/reblogged_by"] = Answer([account("9", f"zoe@{server.host}")])
        reading = ask(anonymous(), "reblogged_by", uri, f"9@{server.host}")
        assert [edge.actor for edge in reading.edges] == [f"9@{server.host}"]
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.REFUSED, None)

    def test_strangers_are_shown_a_profile_by_its_name(self, serve: Serve) -> None:
        server = serve(manner=TAKAHE)
        who, shown = f"31@{server.host}", account("31", f"ada@{server.host}", note="<p>twinome-7K3F-Q9XB</p>")
        server.routes["/api/v1/accounts/lookup"] = lambda query, has_token: (
            Answer(shown) if query["acct"] == ["ada"] else NOT_FOUND
        )
        network = anonymous()
        assert network.find([f"ada@{server.host}"])[f"ada@{server.host}"].id == who
        assert network.profile(who).bio == "twinome-7K3F-Q9XB"
        for named in (network, anonymous(linked_handles=lambda account: f"ada@{server.host}")):
            (profile,) = ask(named, "standing", who).people
            assert (profile.id, profile.standing) == (who, AccountStatus.ACTIVE)
        nameless = ask(anonymous(), "standing", who)
        assert (kind_of(nameless), nameless.people) == (TroubleKind.REFUSED, ())
        shown["id"] = "32"  # somebody else has the name now
        another = ask(anonymous(linked_handles=lambda account: f"ada@{server.host}"), "standing", who)
        assert (kind_of(another), another.people) == (TroubleKind.REFUSED, ())

    @pytest.mark.parametrize(
        ("avatar", "has_picture"),
        [
            ("/static/img/unknown-icon-128.0123abcd4567.png", False),
            ("/static/img/unknown-icon-128.png", False),
            ("/media/profile_images/2026/11/20/ada.webp", True),
            ("/media/profile_images/unknown-icon-128.png", True),
        ],
    )
    def test_the_picture_of_those_who_have_none_is_none(self, serve: Serve, avatar: str, has_picture: bool) -> None:
        server = serve(manner=TAKAHE)
        server.routes["/api/v1/accounts/31"] = Answer(account("31", "ada", avatar=f"{server.url}{avatar}"))
        (profile,) = ask(with_course(server), "profile", f"31@{server.host}").people
        assert profile.picture is has_picture


class TestPleroma:
    """Flakes for ids; a URI that does not hold the id; hidden lists told in words of its own."""

    def test_the_id_of_a_post_is_searched_for(self, serve: Serve) -> None:
        server = serve(manner=PLEROMA)
        uri = f"{server.url}/objects/3f7a2d94-1c57-4a2b-8e02-a9f4d6c0a5c4"
        ada = account(FLAKE, "ada", url=f"{server.url}/users/ada")
        post = status("ATq3LDqYJmPqrVbc1w", uri, ada, AT, pleroma={"local": True})
        server.routes["/api/v2/search"] = Answer({"accounts": [], "statuses": [post], "hashtags": []})
        server.routes["/api/v1/statuses/ATq3LDqYJmPqrVbc1w"] = Answer(post)
        server.routes["/api/v1/statuses/ATq3LDqYJmPqrVbc1w/reblogged_by"] = Answer([account("B" + FLAKE[1:], "zoe")])
        reading = ask(anonymous(), "reblogged_by", uri)
        assert (kind_of(reading), len(reading.edges)) == (None, 1)
        assert reading.edges[0].target_author == f"{FLAKE}@{server.host}"

    def test_hidden_followers_prove_nothing(self, serve: Serve) -> None:
        server, learners = serve(manner=PLEROMA), serve(manner=PLEROMA)
        hidden = {"hide_followers": True, "hide_followers_count": True}
        server.routes[f"/api/v1/accounts/{FLAKE}"] = Answer(account(FLAKE, "voice", pleroma=hidden))
        server.routes[f"/api/v1/accounts/{FLAKE}/followers"] = Answer([])
        learners.routes["/api/v1/accounts/7/following"] = Answer([])
        learners.routes["/api/v1/accounts/7"] = Answer(account("7", "bob", pleroma={"hide_follows": True}))
        reading = ask(anonymous(), "followed_by", f"{FLAKE}@{server.host}", f"7@{learners.host}")
        assert (kind_of(reading), reading.completeness.covered, reading.edges) == (TroubleKind.HIDDEN, None, ())


class TestAkkoma:
    def test_a_quote_is_the_quoted_post_itself(self, serve: Serve) -> None:
        server = serve(manner=AKKOMA)
        ada, zoe = account(FLAKE, "ada"), account("B" + FLAKE[1:], "zoe")
        quoted: dict[str, Any] = status("ATq3LDqYJmPqrVbc1w", f"{server.url}/objects/3f7a2d94", zoe, AT, quote_id=None)
        post = status(
            *("ATq3LDqYJmPqrVbc2w", f"{server.url}/objects/3f7a2d95", ada, AT),
            **{"quote": quoted | {"quote": None}, "quote_id": quoted["id"]},
        )
        server.routes[f"/api/v1/accounts/{FLAKE}/statuses"] = Answer([post], headers={"Link": ""})
        reading = ask(anonymous(), "author_statuses", f"{FLAKE}@{server.host}")
        assert [(one.references.quote_of, one.references.quote_author) for one in reading.activities] == [
            (quoted["uri"], f"{zoe['id']}@{server.host}")
        ]


def _sorted(target: str) -> str:
    """The query with ``resolve`` first."""
    query = target.partition("?")[2].split("&")
    return "&".join(sorted(query, key=lambda part: (not part.startswith("resolve"), not part.startswith("q="))))
