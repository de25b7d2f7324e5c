"""What X answers, down to the verdicts: a reply that lost its post, a long post, a picture; in either vocabulary."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from tests.building.classes import START, Stage, a_course
from tests.building.x_sandbox import HOUR, x_sandbox

MOOC = ("mooc",)


def said(hours: float, name: str, by: str, text: str, **more: Any) -> Event:
    return Event(START + hours * HOUR, EventName.POST, name, by, text, **more)


ASKED = said(1, "asked", "zoe", "Which bird is this?")
ANSWERED = said(2, "answered", "cleo", "A wren, I think", tags=MOOC, reply_to="asked")
LONG = said(3, "long", "ada", " ".join(f"bird{n}" for n in range(60)), tags=MOOC)
PICTURE = said(3, "picture", "bob", "Look at this bird of mine", tags=MOOC, media=1)
Play = Callable[..., Stage]


@pytest.fixture(params=["tweet", "post"])
def play(db: None, request: pytest.FixtureRequest) -> Iterator[Play]:
    """``play({"post": {}}, *events)``: three learners, whom the engine looks at for a day."""
    with x_sandbox(vocabulary=request.param) as x:

        def played(check: dict[str, Any], *events: Event) -> Stage:
            x.happens(*events)
            stage = Stage(a_course(check))
            for name, account in (("ada", "11"), ("bob", "12"), ("cleo", "13")):
                stage.learner(name, account)
            x.play(24)
            return stage

        yield played


@pytest.mark.parametrize(
    "why", [Event(START + 2.1 * HOUR, EventName.DELETE, "asked"), Event(START + 2.1 * HOUR, EventName.PROTECT, "zoe")]
)
def test_a_reply_to_a_post_that_is_gone_blinds_nobody(play: Play, why: Event) -> None:
    stage = play({"post": {"tag": "mooc"}}, ASKED, ANSWERED, why, said(4, "later", "ada", "A gull", tags=MOOC))
    assert stage.answers() == {"ada": "met", "bob": "not_yet", "cleo": "met"}
    assert not models.Poll.objects.exclude(trouble="").exists()


def test_words_and_tags_behind_the_280th_character_count(play: Play) -> None:
    stage = play({"post": {"tag": "mooc", "min_words": 55}}, LONG, PICTURE)
    assert stage.answers() == {"ada": "met", "bob": "not_yet", "cleo": "not_yet"}


def test_a_picture_and_a_quote_are_no_source(play: Play) -> None:
    quote = said(3, "quote", "cleo", "Look at this bird too, please", tags=MOOC, quote_of="asked")
    source = said(
        3, "source", "ada", "Read this about a small bird", tags=MOOC, links=("https://example.org/wren",), media=1
    )
    stage = play({"curate": {"tag": "mooc", "at_least": 1}}, ASKED, PICTURE, quote, source)
    assert stage.answers() == {"ada": "met", "bob": "not_yet", "cleo": "not_yet"}


def test_an_answer_is_an_answer_in_either_vocabulary(play: Play) -> None:
    stage = play({"reply": {"to": "outside_cohort"}}, ASKED, ANSWERED, said(3, "own", "bob", "A gull"))
    assert stage.answers() == {"ada": "not_yet", "bob": "not_yet", "cleo": "met"}
