"""Hashtags as the networks fold them: what people take for one tag is one, what they do not is not."""

import re
import unicodedata
from typing import Any

import pytest

from mooc.core.checks.base import Check
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.hashtags import asked_as, fold
from mooc.core.facts.needs import NeedKind
from tests.core.situations import NOON, answer, check, found, post, repost

# From Mastodon's own source (app/lib/ascii_folding.rb): the letters that its servers fold.
MASTODON_FOLDS = "ÀÁÂÃÄÅàáâãäåĀāĂăĄąÇçĆćĈĉĊċČčÐðĎďĐđÈÉÊËèéêëĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħÌÍÎÏìíîïĨĩĪīĬĭĮįİıĴĵĶķĸ" + (
    "ĹĺĻļĽľĿŀŁłÑñŃńŅņŇňŉŊŋÒÓÔÕÖØòóôõöøŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšſŢţŤťŦŧÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųŴŵÝýÿŶŷŸŹźŻżŽž"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("écoute", "ecoute"),
        ("ÉCOUTE", "ecoute"),
        ("e\u0301coute", "écoute"),
        ("ｅｃｏｕｔｅ", "ecoute"),
        ("ﾄｳｷｮｳ", "トウキョウ"),
        ("İstanbul", "istanbul"),
        ("ısparta", "isparta"),
        ("Łódź", "lodz"),
        ("smørrebrød", "smorrebrod"),
        ("tiếngViệt", "tiengviet"),
        ("tie\u0302\u0301ngViệt", "tiếngviệt"),
        ("हिन्दी", "हिनदी"),
        ("ក៏", "ក"),
        ("Été2026", "ete2026"),
        ("#écoute", "ecoute"),
    ],
)
def test_one_tag(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("かく", "がく"),
        ("はな", "ばな"),
        ("किताब", "कताब"),
        ("ใกล้", "ใกล"),
        ("ปา", "ปี"),
        ("домой", "домои"),
        ("งาน", "งา"),
        ("كتاب", "كتب"),
        ("한글", "하글"),
        ("mooc", "moocs"),
        ("a_b", "ab"),
    ],
)
def test_different_tags(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_each_letter_that_mastodon_folds_is_folded() -> None:
    whole = [letter for letter in MASTODON_FOLDS if len(unicodedata.normalize("NFKC", letter)) == 1]

    assert len(whole) > 170
    assert all(fold(letter).isascii() for letter in whole)


@pytest.mark.parametrize("tag", ["Écoute", "हिन्दी", "ภาษาไทย", "ខ្មែរ", "İstanbul", "straße", "がく", "tiếngViệt", "ŉ"])
def test_what_is_folded_stays_as_it_is(tag: str) -> None:
    assert fold(fold(tag)) == fold(tag)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, tag)) == fold(tag)  # type: ignore[arg-type]


def test_a_network_is_asked_for_the_tag_as_the_course_writes_it() -> None:
    """X finds an accented tag by either form, its stream by this one alone; servers of Mastodon fold for themselves."""
    assert asked_as("Écoute") == asked_as("E\u0301coute") == asked_as("#écoute") == "écoute"


WITH_TAG: dict[str, dict[str, Any]] = {
    "post": {"at_least": 1},
    "live_post": {"at_least": 1, "moments": 1},
    "relay": {"by": "outside_cohort"},
}


def _rule(name: str, tag: str) -> Check:
    return check(name, **WITH_TAG[name], tag=tag)


@pytest.mark.parametrize("name", WITH_TAG)
@pytest.mark.parametrize(("lesson", "told"), [("Écoute", "ecoute"), ("ecoute", "écoute"), ("हिन्दी", "हिनदी")])
def test_the_lessons_tag_and_what_a_network_told_are_one(name: str, lesson: str, told: str) -> None:
    facts = (post("p1", tags=(told,)), repost("p1", "zoe"))

    assert answer(_rule(name, lesson), *facts) is Answer.MET
    assert answer(_rule(name, lesson), post("p1", tags=("other",)), repost("p1", "zoe")) is Answer.NOT_YET


def test_the_cohorts_tag_may_have_an_accent() -> None:
    assert answer(check("post", tag="{hashtag}"), post("p1", tags=("ecoute",)), hashtag="écoute") is Answer.MET


def test_the_learner_reads_the_tag_as_it_is_written() -> None:
    lines = found(check("post", tag="Écoute"), post("p1", NOON, tags=())).lines

    assert "écoute" in {line.values.get("tag") for line in lines}


def test_what_is_needed_names_the_form_that_is_asked_for() -> None:
    needs = found(check("post", tag="Écoute")).needs

    assert [need.tag for need in needs if need.kind is NeedKind.POSTS] == ["écoute"]


def test_a_tag_is_one_word_in_any_script() -> None:
    assert all(re.fullmatch(r"\S+", fold(tag)) for tag in ("हिन्दी", "ภาษาไทย", "ខ្មែរ", "Écoute"))
