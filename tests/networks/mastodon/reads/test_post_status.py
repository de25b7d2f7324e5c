"""What became of posts that were seen before, asked on the servers of those who wrote them."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from mooc.core.facts.cost import Limit
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.mastodon.adapter import Mastodon
from tests.mastodon_server import MastodonServer
from tests.networks.mastodon.conftest import adapter

EVER = Limit()


def look(network: Mastodon, authors: Mapping[str, str], allowance: Limit = EVER) -> Reading:
    return network.post_statuses(authors, datetime.now(UTC), allowance)


def asked_for_posts(server: MastodonServer) -> list[str]:
    return [path for path in server.asked if path.startswith("/api/v1/statuses")]


def test_twenty_go_in_one_request(mastodon: Mastodon, course: MastodonServer) -> None:
    ada, acting = course.account("ada"), course.acting("ada")
    authors = {acting.status_post(f"number {n} of many").uri: ada for n in range(45)}
    course.asked.clear()
    reading = look(mastodon, authors)
    assert reading.trouble is None
    assert reading.post_statuses == dict.fromkeys(authors, PostStatus.STANDS)
    assert set(reading.texts.values()) == {f"number {n} of many" for n in range(45)}
    assert len(asked_for_posts(course)) == reading.requests == 3
    assert {person.id: person.standing for person in reading.people} == {ada: AccountStatus.ACTIVE}


def test_one_that_was_deleted_is_missing_and_its_author_is_there(mastodon: Mastodon, course: MastodonServer) -> None:
    bob, acting = course.account("bob"), course.acting("bob")
    stays, goes = acting.status_post("I stay"), acting.status_post("I go")
    acting.status_delete(goes.id)
    both = look(mastodon, {stays.uri: bob, goes.uri: bob})
    assert both.post_statuses == {stays.uri: PostStatus.STANDS, goes.uri: PostStatus.MISSING}
    alone = look(mastodon, {goes.uri: bob})
    assert alone.post_statuses == {goes.uri: PostStatus.MISSING}
    assert [person.standing for person in alone.people] == [AccountStatus.ACTIVE]
    assert alone.requests == 2, "the post and its author"


def test_of_one_that_was_edited_only_the_last_version_stands(mastodon: Mastodon, course: MastodonServer) -> None:
    cyd, acting = course.account("cyd"), course.acting("cyd")
    post = acting.status_post("first words")
    assert look(mastodon, {post.uri: cyd}).post_statuses == {post.uri: PostStatus.STANDS}
    acting.status_update(post.id, "second words")
    question = Question("mastodon", "author_statuses", cyd, datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC))
    keys = [fact.key for fact in mastodon.read(question, "", datetime.now(UTC)).activities]
    assert len(keys) == 2, "the edit is a version of its own"
    reading = look(mastodon, dict.fromkeys(keys, cyd))
    assert reading.post_statuses == {post.uri: PostStatus.EDITED, keys[1]: PostStatus.STANDS}
    assert reading.texts[keys[1]] == "second words"


def test_each_server_is_asked_about_its_own_people(
    mastodon: Mastodon, course: MastodonServer, away: MastodonServer
) -> None:
    dan, liv = course.account("dan"), away.account("liv")
    here, there = course.acting("dan").status_post("from here"), away.acting("liv").status_post("from there")
    course.asked.clear()
    away.asked.clear()
    reading = look(mastodon, {here.uri: dan, there.uri: liv})
    assert reading.post_statuses == {here.uri: PostStatus.STANDS, there.uri: PostStatus.STANDS}
    assert (len(course.asked), len(away.asked)) == (1, 1)


@pytest.mark.parametrize(
    ("effect", "kind"),
    [
        ({"type": "status", "status": 401}, TroubleKind.REFUSED),
        ({"type": "status", "status": 503}, TroubleKind.SERVER_ERROR),
        ({"type": "malformed"}, TroubleKind.BAD_ANSWER),
    ],
)
def test_a_server_that_does_not_answer_says_nothing_of_its_posts_and_hides_no_other(
    course: MastodonServer, away: MastodonServer, effect: dict[str, object], kind: TroubleKind
) -> None:
    dan, liv = course.account("dan"), away.account("liv")
    here, there = course.acting("dan").status_post("again"), away.acting("liv").status_post("again")
    away.asked.clear()
    away.spoil("/api/v1/statuses/*", effect)
    try:
        reading = look(adapter(course), {here.uri: dan, there.uri: liv})
    finally:
        away.heal()
    assert away.asked, "the fault fired"
    assert reading.post_statuses == {here.uri: PostStatus.STANDS}
    assert reading.trouble and reading.trouble.kind is kind


def test_where_many_cannot_be_asked_for_at_once_they_are_asked_for_one_by_one(
    mastodon: Mastodon, course: MastodonServer
) -> None:
    eve, acting = course.account("eve"), course.acting("eve")
    authors = {acting.status_post(f"one by one {n}").uri: eve for n in range(5)}
    course.asked.clear()
    course.spoil("/api/v1/statuses", {"type": "status", "status": 404})
    try:
        reading = look(mastodon, authors)
    finally:
        course.heal()
    assert reading.post_statuses == dict.fromkeys(authors, PostStatus.STANDS)
    assert len(asked_for_posts(course)) == 6


def test_no_more_is_asked_than_is_allowed(mastodon: Mastodon, course: MastodonServer) -> None:
    eve, acting = course.account("eve"), course.acting("eve")
    authors = {acting.status_post(f"allowed {n}").uri: eve for n in range(45)}
    reading = look(mastodon, authors, Limit(requests=1))
    assert (len(reading.post_statuses), reading.requests) == (20, 1)
    assert reading.trouble and reading.trouble.kind is TroubleKind.BUDGET


def test_of_an_author_who_is_gone_the_posts_are_missing(mastodon: Mastodon, course: MastodonServer) -> None:
    post = course.acting("fay").status_post("soon gone")
    nobody = f"999999@{course.host}"
    course.acting("fay").status_delete(post.id)
    reading = look(mastodon, {post.uri: nobody})
    assert reading.post_statuses == {post.uri: PostStatus.MISSING}
    assert {person.id: person.standing for person in reading.people} == {nobody: AccountStatus.GONE}
