"""What is said of a pasted link: addresses, what is known before and after reading, and that all has its sentence."""

from datetime import UTC
from typing import Any

import pytest

from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging import pasted_links
from mooc.core.judging.pasted_links import (
    LinkSituation,
    is_address,
    sentence_after_judging,
    sentence_before_reading,
    sentence_of_reading,
)
from mooc.core.judging.rendering import SENTENCES, render
from tests.core.situations import CLOSES, NOON, OPENS, WEEK, post, repost

LABELS = {"x": "X", "bluesky": "Bluesky", "mastodon": "Mastodon"}
HERE = LinkSituation(("x",), {"x": frozenset({"ada"})}, WEEK, Answer.NOT_YET, frozenset({NeedKind.POSTS}))


def here(**more: Any) -> LinkSituation:
    values = {name: getattr(HERE, name) for name in ("networks", "own_ids", "window", "answer", "needs")}
    return LinkSituation(**(values | more))


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/ada/status/1?s=20#m",
        "https://m.example:8443/@ada/1",
        "at://did:plc:abc/app.bsky.feed.post/x",
        "http://127.0.0.1:8080/i/status/1",
        "HTTPS://X.COM/a",
    ],
)
def test_what_may_be_an_address(text: str) -> None:
    assert is_address(text, {"at"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x.com/ada",
        "javascript:alert(1)",
        "https://javascript:alert(1)",
        "http://a.example/1",
        "http://127.0.0.1.evil.example/",
        "https://a@b.example/",
        "https://",
        "https:// x",
        "https://a\\b/",
        "ftp://a.example/",
        "data:text/html,x",
        'https://a.example"onclick=x',
    ],
)
def test_what_can_be_none(text: str) -> None:
    assert not is_address(text, {"at"})


def test_whatever_no_network_has_is_none() -> None:
    assert not is_address("at://did:plc:abc/app.bsky.feed.post/x")
    assert not is_address("http://a.example/1", {"http", "https"})


@pytest.mark.parametrize(
    ("situation", "network", "says"),
    [
        (HERE, "x", None),
        (HERE, "", "link.no_post"),
        (HERE, "bluesky", "link.other_network"),
        (here(own_ids={}), "x", "link.no_account"),
        (here(answer=Answer.MET), "x", "link.met"),
        (here(needs=frozenset({NeedKind.FOLLOWS, NeedKind.STANDING})), "x", "link.no_use"),
        (here(needs=frozenset({NeedKind.FOLLOWS, NeedKind.REPLIES})), "x", None),
        (here(needs=frozenset(), answer=None), "x", None),
    ],
)
def test_what_is_known_before_reading(situation: LinkSituation, network: str, says: str | None) -> None:
    said = sentence_before_reading(situation, network, LABELS, NOON)
    assert (said.word if said else None) == says


def test_before_the_window_opens_nothing_is_read() -> None:
    said = sentence_before_reading(HERE, "x", LABELS, OPENS.replace(year=2025))
    assert said
    assert said.word == "link.not_open"


@pytest.mark.parametrize("kind", TroubleKind)
def test_a_trouble_never_says_that_there_is_no_post(kind: TroubleKind) -> None:
    said = sentence_of_reading(Reading(trouble=Trouble(kind)), "X", {"ada"})
    assert said
    assert said.word in SENTENCES
    assert said.word not in ("link.gone", "link.not_yours")


def test_a_complete_answer_without_the_post_says_so() -> None:
    said = sentence_of_reading(Reading(), "x", {"ada"})
    assert said
    assert said.word == "link.gone"


def test_whose_post_it_is_goes_by_the_stable_id() -> None:
    assert sentence_of_reading(Reading((post("p"),)), "x", {"ada"}) is None
    said = sentence_of_reading(Reading((post("p", actor="zoe"),)), "x", {"ada"})
    assert said
    assert said.word == "link.not_yours"


def found(*lines: Line, answer: Answer = Answer.NOT_YET, **more: Any) -> Finding:
    return Finding(answer, lines, **more)


class TestAfterReading:
    def test_the_judge_s_own_line_is_what_is_said(self) -> None:
        flaw = Line(Mark.DOES_NOT_COUNT, "writing.no_tag", {"tag": "mooc"}, "p")
        assert sentence_after_judging(post("p"), found(flaw), WEEK, False) == ("writing.no_tag", {"tag": "mooc"})

    def test_a_post_that_may_be_among_those_not_listed_is_still_looked_at(self) -> None:
        more = Line(Mark.UNKNOWN, "answer.more_unseen", {"n": 3})
        assert (
            sentence_after_judging(post("p"), found(more, answer=Answer.CANT_TELL), WEEK, False).word == "link.looking"
        )

    def test_a_line_about_another_post_is_not(self) -> None:
        other = Line(Mark.DOES_NOT_COUNT, "writing.no_tag", {"tag": "mooc"}, "q")
        assert sentence_after_judging(post("p"), found(other), WEEK, False).word == "link.no_part"

    @pytest.mark.parametrize(("known", "says"), [(False, "link.counts"), (True, "link.already")])
    def test_it_counts(self, known: bool, says: str) -> None:
        line = Line(Mark.COUNTS, "post.yes", {}, "p")
        assert sentence_after_judging(post("p"), found(line, answer=Answer.MET), WEEK, known).word == says

    def test_who_passed_it_on_counts_for_it(self) -> None:
        passed = repost("p", "zoe")
        line = Line(Mark.COUNTS, "relay.reposted", {"by": "zoe"}, passed.key)
        assert sentence_after_judging(post("p"), found(line, counted=(passed,)), WEEK, False).word == "link.counts"

    def test_what_is_still_to_be_seen_is_said_so(self) -> None:
        line = Line(Mark.UNKNOWN, "relay.unseen", {}, "p")
        assert (
            sentence_after_judging(post("p"), found(line, answer=Answer.CANT_TELL), WEEK, False).word == "link.looking"
        )

    def test_outside_the_window_its_dates_are_named(self) -> None:
        said = sentence_after_judging(post("p", CLOSES), found(), WEEK, False)
        assert said.word == "link.outside"
        assert said.values["until"] == CLOSES.isoformat()


@pytest.mark.parametrize("word", sorted(pasted_links.WORDS))
def test_every_sentence_is_filled_in_both_languages(word: str) -> None:
    moment = NOON.isoformat()
    values = {"network": "X", "networks": "X, Bluesky", "at": moment, "since": moment, "until": moment}
    for lang in ("en", "fr"):
        text = render(Line(Mark.SUMMARY, word, values), lang, {}, UTC)  # type: ignore[arg-type]
        assert "…" not in text
        assert "{" not in text
