"""Posts that somebody answered, asked for by id on the servers of those who wrote them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from mooc.core.evidence.text_features import QUESTION
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.mastodon.adapter import Mastodon
from tests.mastodon_server import MastodonServer
from tests.networks.mastodon.conftest import adapter


def look(network: Mastodon, keys: Iterable[str]) -> Reading:
    now = datetime.now(UTC)
    return network.read(Question("mastodon", "named", "", now, now, tuple(keys)), "", now)


def test_twenty_go_in_one_request(mastodon: Mastodon, course: MastodonServer) -> None:
    acting = course.acting("ada")
    keys = {acting.status_post(f"is this number {n}?").uri for n in range(45)}
    course.asked.clear()
    reading = look(mastodon, keys)
    assert (reading.trouble, reading.requests) == (None, 3)
    assert keys == reading.completeness.items == {post.key for post in reading.activities}
    assert {post.actor for post in reading.activities} == {course.account("ada")}
    assert all(QUESTION in post.content.marks for post in reading.activities)


def test_one_that_is_not_there_or_not_for_us_is_answered_for(mastodon: Mastodon, course: MastodonServer) -> None:
    acting = course.acting("bob")
    stays, goes = acting.status_post("I stay"), acting.status_post("I go")
    ours = acting.status_post("For friends", visibility="private")
    acting.status_delete(goes.id)
    unknown = "id:77@gone.example"
    reading = look(mastodon, [stays.uri, goes.uri, ours.uri, unknown])
    assert [post.key for post in reading.activities] == [stays.uri]
    assert reading.completeness.items == {stays.uri, goes.uri, ours.uri, unknown}
    assert reading.trouble is None


def test_a_question_that_answers_another_post_keeps_what_it_answers(mastodon: Mastodon, course: MastodonServer) -> None:
    first = course.acting("cyd").status_post("A bird")
    second = course.acting("dan").status_post("Which one?", in_reply_to_id=first.id)
    (post,) = look(mastodon, [second.uri]).activities
    assert (post.references.reply_to, post.references.reply_to_author) == (first.uri, course.account("cyd"))


def test_a_server_that_does_not_answer_hides_no_other(course: MastodonServer, away: MastodonServer) -> None:
    here, there = course.acting("dan").status_post("again?"), away.acting("liv").status_post("again?")
    away.asked.clear()
    away.spoil("/api/v1/statuses/*", {"type": "status", "status": 503})
    try:
        reading = look(adapter(course), [here.uri, there.uri])
    finally:
        away.heal()
    assert away.asked, "the fault fired"
    assert reading.completeness.items == {here.uri}
    assert reading.trouble and reading.trouble.kind is TroubleKind.SERVER_ERROR
    assert reading.completeness.covered is None
