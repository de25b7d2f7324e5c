"""The words of the language on X, as the sandbox plays it: people act, the engine looks hour by hour and judges."""

from collections.abc import Iterator
from typing import Any

import pytest

from mooc.services.operations.rechecking import recheck
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from tests.building.classes import START, Stage, a_course
from tests.building.x_sandbox import HOUR, XSandbox, x_sandbox

CHECKS: tuple[dict[str, Any], ...] = (
    {"profile": {"min_words": 3}},
    {"unfollow": {"of": "host"}},
    {"listen": {"at_least": 3, "first": False}},
    {"mention": {"of": "host"}},
    {"quote": {"of": "outside_cohort"}},
    {"repost": {"of": "host"}},
    {"curate": {"domains": ["example.org"]}},
    {"thread": {"at_least": 3}},
    {"conversation": {"to": "outside_cohort", "turns": 2}},
    {"help": {}},
    {"bridge": {}},
    {"figure": {"unit": "birds"}},
)
WORDS = [name for check in CHECKS for name in check]


def said(hour: float, name: str, by: str, text: str, **more: Any) -> Event:
    return Event(START + hour * HOUR, EventName.POST, name, by, text, **more)


def shared(hour: float, name: str, by: str) -> Event:
    return Event(START + hour * HOUR, EventName.REPOST, name, by)


RIGHT = (
    Event(START - HOUR, EventName.FOLLOW, "host", "ada"),
    Event(START + 2 * HOUR, EventName.UNFOLLOW, "host", "ada"),
    said(1, "tide", "host", "The tide is a slow clock"),
    said(1, "bird", "zoe", "Does anybody know this bird?"),
    said(1, "walk", "yan", "I walk the harbour each morning"),
    said(1, "school", "vic", "We meet in another school"),
    Event(START + 2 * HOUR, EventName.BIO, "I count birds by the sea", "ada"),
    said(2, "helped", "ada", "A wren, it sings in every hedge", reply_to="bird"),
    said(2.5, "thanks", "zoe", "Thank you, that is it", reply_to="helped"),
    shared(3.2, "tide", "ada"),
    said(3, "first", "ada", "Which birds do you meet there?", reply_to="walk"),
    said(3.5, "gulls", "yan", "Gulls, mostly", reply_to="first"),
    said(4, "second", "ada", "And in the winter months?", reply_to="gulls"),
    said(4.5, "seal", "yan", "More gulls, and a seal", reply_to="second"),
    said(5, "hello", "ada", "This one is for you", mentions=("host",)),
    said(5, "quoting", "ada", "A good question to ask", quote_of="bird"),
    said(5, "sea", "ada", "Worth reading about the sea", links=("https://example.org/sea",)),
    said(6, "one", "ada", "One thought"),
    said(6.1, "two", "ada", "and then another", reply_to="one"),
    said(6.2, "three", "ada", "and then a third", reply_to="two"),
    said(7, "count", "ada", "I saw 42 birds on 2026-11-01", links=("https://example.org/count",)),
    said(7.5, "same", "cleo", "I counted 42 birds, too, on 2026-11-01", reply_to="count"),
    said(8, "asking", "ada", "And what do you learn there?", reply_to="school"),
    shared(8.5, "one", "vic"),
)
MISTAKES = (
    Event(START - HOUR, EventName.FOLLOW, "host", "bob"),
    Event(START + 2 * HOUR, EventName.BIO, "hi", "bob"),
    said(2, "own", "bob", "I speak for myself"),
    shared(3, "own", "bob"),
    said(3, "answer", "bob", "So do I, every single day", reply_to="walk"),
    said(3.5, "kind", "yan", "That is kind", reply_to="answer"),
    said(5, "to-zoe", "bob", "This one is for you", mentions=("zoe",)),
    said(4, "among", "cleo", "A thought among ourselves"),
    said(5, "of-cleo", "bob", "Well said, my fellow", quote_of="among"),
    said(5, "else", "bob", "Worth reading about the sea", links=("https://elsewhere.example/sea",)),
    said(6, "b-one", "bob", "One thought"),
    said(6.1, "b-two", "bob", "and then another", reply_to="b-one"),
    said(7, "b-count", "bob", "I saw 42 birds on 2026-11-01", links=("https://elsewhere.example/count",)),
    said(7.5, "differs", "cleo", "I counted 17 birds on 2026-11-01", reply_to="b-count"),
)


@pytest.fixture
def x(db: None) -> Iterator[XSandbox]:
    with x_sandbox(*RIGHT, *MISTAKES) as x:
        yield x


def test_every_word_is_judged_as_people_act(x: XSandbox) -> None:
    elsewhere = Stage(a_course({"follow": {"of": "host"}}))
    elsewhere.learner("vic", "23")
    stage = Stage(a_course(*CHECKS))
    for name, account in (("ada", "11"), ("bob", "12"), ("cleo", "13")):
        stage.learner(name, account)
    x.play(36)
    found = {name: {word: stage.answer(name, f"c{n}") for n, word in enumerate(WORDS, 1)} for name in ("ada", "bob")}
    assert found == {"ada": dict.fromkeys(WORDS, "met"), "bob": dict.fromkeys(WORDS, "not_yet")}
    assert list(recheck(stage.cohort.pk)) == []
    shares = models.Activity.objects.filter(kind="repost", actor="11")
    assert [share.at for share in shares] == [START + 3.2 * HOUR], "seen from both sides it would be one"
