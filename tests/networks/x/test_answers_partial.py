"""A 200 with ``errors``: an error touches what it names. What was to come along is one thing, the answer is another."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from fixtures.sandbox import Endpoint, Fault
from fixtures.sandbox.wire import Wire, as_json
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.span import Span
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.conftest import MakeStage
from tests.networks.x.sandbox_reader import END, START, Stage, at, tagged

HIDDEN = {
    "deleted": Event(at(2), EventName.DELETE, "told"),
    "protected": Event(at(2), EventName.PROTECT, "zoe"),
    "suspended": Event(at(2), EventName.SUSPEND, "zoe"),
    "gone": Event(at(2), EventName.DELETE_ACCOUNT, "zoe"),
}
TOLD = Event(at(1), EventName.POST, "told", "zoe", text="Which bird is this?")
ANSWER = Event(at(1.2), EventName.POST, "answer", "ada", text="A wren", tags=("mooc",), reply_to="told")
QUOTE = Event(at(1.3), EventName.POST, "quote", "bob", text="Look at this", tags=("mooc",), quote_of="told")
SUBJECTS = {"search_tag": "mooc", "replies_to": "21", "answers_to": "21", "author_posts": "11", "shares": "11"}


def errors_of(stage: Stage) -> list[Mapping[str, Any]]:
    """A list that grows with each error that the sandbox sends from now on."""
    found: list[Mapping[str, Any]] = []
    serve = stage.sandbox._served

    def served(*args: Any) -> Wire:
        wire = serve(*args)
        found.extend(parsed.get("errors", ()) if isinstance(parsed := json.loads(wire.body), dict) else ())
        return wire

    stage.sandbox._served = served  # type: ignore[method-assign]
    return found


@pytest.mark.parametrize("why", HIDDEN)
@pytest.mark.parametrize("read", ["search_tag", "author_posts"])
def test_a_reply_to_what_cannot_be_shown_stops_nothing(a_stage: MakeStage, read: str, why: str) -> None:
    stage = a_stage(TOLD, ANSWER, QUOTE, HIDDEN[why], *tagged(150, at(3)), now=at(4))
    sent = errors_of(stage)
    reading = stage.read(read, SUBJECTS[read])
    parameter = "referenced_posts" if stage.sandbox.vocabulary == "post" else "referenced_tweets.id"
    assert {(one["parameter"], one["resource_id"]) for one in sent} == {(parameter, stage.id("told"))}
    assert reading.trouble is None
    assert reading.completeness.covered == Span(START, at(4) - stage.x.reads[0].lag)
    told = {post.key: (post.references.reply_to, post.references.quote_of) for post in reading.activities}
    assert told[stage.id("answer")] == (stage.id("told"), "")
    assert read == "author_posts" or told[stage.id("quote")] == ("", stage.id("told"))
    stage.now = at(5)
    stage.happens(*tagged(1, at(4.5)))
    assert [post.at for post in stage.read(read, SUBJECTS[read], reading.cursor).activities][-1] == at(4.5)


def test_the_answers_to_a_post_that_is_gone_are_read(a_stage: MakeStage) -> None:
    stage = a_stage(TOLD, ANSWER, HIDDEN["deleted"], now=at(4))
    sent = errors_of(stage)
    reading = stage.read("replies_to", "21")
    assert sent and reading.trouble is None
    assert ([post.key for post in reading.activities], bool(reading.completeness.covered)) == (
        [stage.id("answer")],
        True,
    )


def test_what_an_account_shared_is_read_though_an_answer_of_theirs_lost_its_post(a_stage: MakeStage) -> None:
    stage = a_stage(
        TOLD, ANSWER, Event(at(1.4), EventName.POST, "words", "host", text="The tide"),
        Event(at(1.5), EventName.REPOST, "words", "ada"), HIDDEN["deleted"], now=at(4),
    )  # fmt: skip
    sent = errors_of(stage)
    reading = stage.read("shares", "11")
    assert sent and reading.trouble is None
    assert [share.target for share in reading.activities] == [stage.id("words")]


class Spoilt:
    """Answers of one endpoint get an error, and lose what they name."""

    def __init__(self, stage: Stage, endpoint: str, error: Mapping[str, Any], lose: str = "") -> None:
        self._serve, self._name, self._error, self._lose = stage.sandbox.answer, endpoint, error, lose
        self.fired = 0
        stage.sandbox.answer = self  # type: ignore[assignment, method-assign]

    def __call__(self, endpoint: Endpoint, subject: str, params: Mapping[str, str], token: str) -> Wire | None:
        wire = self._serve(endpoint, subject, params, token)
        if wire is None or endpoint.name != self._name:
            return wire
        self.fired += 1
        body = json.loads(wire.body)
        rows = [row for row in body.get("data", ()) if row["id"] != self._lose]
        return as_json(200, {**body, **({"data": rows} if rows else {}), "errors": [self._error]})


def _error(**more: str) -> dict[str, str]:
    kind = "https://api.x.com/2/problems/resource-unavailable"
    return {"title": "Resource Unavailable Error", "detail": "…", "resource_type": "tweet", "type": kind, **more}


ALONG = {
    "by section": {"section": "includes", "parameter": "something.new", "resource_id": "5"},
    "by expansion": {"parameter": "referenced_tweets.id", "resource_id": "5"},
    "by its new name": {"parameter": "referenced_posts", "resource_id": "5"},
    "a person": {"parameter": "entities.mentions.username", "value": "zoe", "resource_type": "user"},
    "a picture": {"parameter": "attachments.media_keys", "resource_id": "3_77", "resource_type": "media"},
}
OF_THE_ANSWER = {
    "by section": {"section": "data", "resource_id": "5"},
    "by parameter": {"parameter": "id", "resource_id": "5"},
    "by nothing": {},
    "by an id that nobody refers to": {"resource_id": "5"},
    "a field of the rows": {"parameter": "tweet.fields", "field": "entities"},
}


@pytest.mark.parametrize("error", ALONG)
def test_an_error_of_what_comes_along_is_none_of_the_answer(a_stage: MakeStage, error: str) -> None:
    stage = a_stage(*tagged(3, at(1)), now=at(2))
    spoilt = Spoilt(stage, "search", _error(**ALONG[error]))
    reading = stage.read("search_tag", "mooc")
    assert (spoilt.fired, reading.trouble, len(reading.activities)) == (1, None, 3)
    assert reading.completeness.covered


def test_an_error_that_names_only_a_post_that_is_referred_to_is_none_of_the_answer(a_stage: MakeStage) -> None:
    stage = a_stage(TOLD, ANSWER, now=at(2))
    spoilt = Spoilt(stage, "search", _error(resource_id=stage.id("told")))
    reading = stage.read("search_tag", "mooc")
    assert (spoilt.fired, reading.trouble, bool(reading.completeness.covered)) == (1, None, True)


@pytest.mark.parametrize("error", OF_THE_ANSWER)
def test_an_error_of_the_answer_leaves_it_unknown(a_stage: MakeStage, error: str) -> None:
    stage = a_stage(*tagged(3, at(1)), now=at(2))
    spoilt = Spoilt(stage, "search", _error(**OF_THE_ANSWER[error]))
    reading = stage.read("search_tag", "mooc")
    assert spoilt.fired == 1
    assert reading.trouble and reading.trouble.kind is TroubleKind.PARTIAL
    assert (reading.completeness.covered, len(reading.activities)) == (None, 3)


@pytest.fixture
def relayed(a_stage: MakeStage) -> Iterator[Stage]:
    """Three posts of Ada, each reposted by Bob."""
    posts = [
        Event(at(1) + n * (at(2) - at(1)) / 60, EventName.POST, f"p{n}", "ada", text=f"post {n}") for n in range(3)
    ]
    yield a_stage(*posts, *(Event(at(2), EventName.REPOST, f"p{n}", "bob") for n in range(3)), now=at(3))


def test_of_several_posts_the_one_whose_list_is_partial_is_unknown_and_no_other(relayed: Stage) -> None:
    relayed.sandbox.faults.add("retweeted_by", Fault.PARTIAL)
    keys = [relayed.id(f"p{n}") for n in range(3)]
    reading = relayed.read("relays", targets=keys)
    assert relayed.sandbox.faults.total == 1
    assert reading.trouble and reading.trouble.kind is TroubleKind.PARTIAL
    assert (reading.completeness.covered, reading.completeness.items, reading.completeness.listed) == (
        None,
        frozenset(keys[1:]),
        frozenset(keys[1:]),
    )
    assert {edge.target for edge in reading.edges} == set(keys[1:])
    healed = relayed.read("relays", cursor=reading.cursor, targets=keys)
    assert (healed.trouble, healed.completeness.items) == (None, frozenset(keys))
    assert {edge.target for edge in healed.edges} == {keys[0]}


def test_of_posts_asked_by_id_those_that_an_error_names_are_unknown_and_no_others(relayed: Stage) -> None:
    keys = [relayed.id(f"p{n}") for n in range(3)]
    spoilt = Spoilt(relayed, "tweets", _error(parameter="ids", resource_id=keys[0]), lose=keys[0])
    reading = relayed.read("named", targets=keys)
    assert spoilt.fired == 1
    assert (reading.completeness.items, len(reading.activities)) == (frozenset(keys[1:]), 2)
    assert reading.trouble and reading.completeness.covered is None


def test_the_end_of_a_window_is_covered_though_a_reply_lost_its_post(a_stage: MakeStage) -> None:
    stage = a_stage(TOLD, ANSWER, HIDDEN["deleted"], now=at(24 * 6))
    reading = stage.read("search_tag", "mooc", until=at(24 * 5))
    assert reading.completeness.covered == Span(START, at(24 * 5))
    assert reading.completeness.covered.end < END


def test_an_error_of_somebody_else_tells_nothing_of_those_who_were_asked_for(a_stage: MakeStage) -> None:
    stage = a_stage(now=at(1))
    kind = "https://api.x.com/2/problems/resource-not-found"
    spoilt = Spoilt(stage, "users", _error(parameter="ids", resource_id="77", type=kind))
    reading = stage.read("standing", targets=("11", "12"))
    assert (spoilt.fired, reading.trouble) == (1, None)
    assert [person.id for person in reading.people] == ["11", "12"]
