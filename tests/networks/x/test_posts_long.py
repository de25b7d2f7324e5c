"""Posts of more than 280 characters: their text is cut, the whole is asked for, and all of it counts."""

from datetime import timedelta

import pytest

from mooc.core.facts.cost import Limit
from mooc.core.facts.reading import Reading
from mooc.core.values.text import text_hash, word_count
from mooc.networks.x.stream import FilteredStream
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.conftest import MakeStage
from tests.networks.x.sandbox_reader import Stage, at, tagged
from tests.networks.x.test_stream import WANTED, connected, told

WORDS = " ".join(f"bird{n}" for n in range(60))
LONG = Event(
    at(1),
    EventName.POST,
    "long",
    "ada",
    f"{WORDS}, is that all?",
    ("Mooc",),
    links=("https://example.org/a",),
    quote_of="q",
)
QUOTED = Event(at(0.5), EventName.POST, "q", "zoe", text="Count them")
ANSWERED = Event(at(0.5), EventName.POST, "asked", "bob", text="How many?")


def read(stage: Stage, name: str) -> Reading:
    key = stage.id("long")
    asked = {
        "search_tag": lambda: stage.read("search_tag", "mooc"),
        "author_posts": lambda: stage.read("author_posts", "11"),
        "replies_to": lambda: stage.read("replies_to", "12"),
        "relays": lambda: stage.read("relays", targets=[stage.id("q")]),
        "named": lambda: stage.read("named", targets=[key]),
        "post": lambda: stage.x.post(key, stage.now),
    }
    return asked[name]()


@pytest.mark.parametrize("name", ["search_tag", "author_posts", "replies_to", "relays", "named", "post"])
def test_every_read_gives_the_whole_text_and_what_stands_in_it(a_stage: MakeStage, name: str) -> None:
    stage = a_stage(QUOTED, ANSWERED, LONG._replace(reply_to="asked"), now=at(2))
    reading = read(stage, name)
    (post,) = [one for one in reading.activities if one.key == stage.id("long")]
    assert post.content.words == word_count(LONG.text) == 63
    assert post.content.text_hash == text_hash(LONG.text)
    assert (post.content.tags, post.content.links, post.content.marks) == (
        ("mooc",),
        ("https://example.org/a",),
        ("question",),
    )
    assert post.content.mentions == ("12",)
    assert LONG.text in reading.texts[post.key]


def test_what_is_kept_of_its_text_is_the_same_from_every_read(a_stage: MakeStage) -> None:
    stage = a_stage(QUOTED, ANSWERED, LONG, now=at(2))
    key = stage.id("long")
    texts = {
        stage.read("search_tag", "mooc").texts[key],
        stage.x.post_statuses({key: "11"}, stage.now, Limit()).texts[key],
        stage.read("relays", targets=[key]).texts[key],
    }
    (text,) = texts
    assert LONG.text in text and "#Mooc" in text


def test_a_code_at_its_end_is_found(a_stage: MakeStage) -> None:
    stage = a_stage(Event(at(1), EventName.POST, "long", "ada", f"{WORDS} twinome-4711"), now=at(2))
    (text,) = stage.x.recent_texts("11")
    assert text.endswith("twinome-4711")


def test_the_stream_tells_its_tags(a_stage: MakeStage) -> None:
    stage = a_stage()
    feed = FilteredStream(stage.sandbox.url, bearer=stage.sandbox.bearer).open("", WANTED)
    assert connected(stage)
    stage.happens(Event(stage.now + timedelta(seconds=1), EventName.POST, "long", "ada", WORDS, ("mooc",)))
    stage.now += timedelta(seconds=10)
    assert [signal.tags for signal in told(feed, 1)] == [("mooc",)]
    feed.close()


def test_asking_for_it_costs_nothing_more(a_stage: MakeStage) -> None:
    stage = a_stage(LONG._replace(quote_of=""), *tagged(9, at(1.5)), now=at(2))
    reading = stage.read("search_tag", "mooc")
    assert (reading.rows, reading.usd) == (10, stage.sandbox.ledger.spent)
    assert stage.sandbox.ledger.resources["post"] == 10
