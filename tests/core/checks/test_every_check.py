"""What holds for every check: its words, its troubles, its parameters as written."""

import ast
import inspect
import re
import sys
from datetime import UTC
from string import Formatter
from typing import Any

import pytest
from pydantic import ValidationError

from mooc.core.checks import CHECKS, check_from_words
from mooc.core.checks.base import Check
from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.facts.activity import Activity, Content, Kind
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.rendering import SENTENCES, render
from mooc.core.values.authored import LANGS, Lang
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    AFTER,
    HOUR,
    MINUTE,
    NOON,
    OPENS,
    TICK,
    all_seen,
    answer,
    check,
    follow,
    found,
    gone,
    in_trouble,
    post,
    protected,
    reply,
    repost,
    unseen,
)

EACH: dict[str, dict[str, Any]] = {
    "follow": {"of": "host"},
    "unfollow": {"of": "host"},
    "reply": {"to": "host"},
    "post": {"tag": "{hashtag}"},
    "live_post": {},
    "relay": {},
    "mention": {"of": "host"},
    "quote": {"of": "host"},
    "curate": {},
    "thread": {},
    "profile": {"min_words": 3},
    "listen": {"first": False},
    "repost": {},
    "conversation": {"turns": 1},
    "help": {"to": "host"},
    "bridge": {"to": "host"},
    "figure": {"confirmed": 0},
}
TWO_HOSTS = {("x", "host"): ("host", "host2")}
FIVE = [{name: EACH[name]} for name in ("follow", "reply", "post", "live_post", "relay")]
COMBINED = [{"all": FIVE}, {"any": FIVE}, {"some": {"at_least": 2, "of": FIVE}}]
RULES = [check(name, **parameters) for name, parameters in EACH.items()] + list(map(check_from_words, COMBINED))
EVERYTHING = [
    follow("host", absent=NOON - HOUR),
    gone(follow("host"), NOON + HOUR),
    post("post of host", NOON - MINUTE, actor="host", marks=("question",), tags=()),
    reply("r1", "host"),
    repost("r1", "zoe"),
    post("m1", mentions=("host",)),
    post("q1", quote_of="post of host", quote_author="host"),
    post("c1", links=("https://example.org/source",)),
    post("c2", reply_to="c1", reply_to_author="ada", root="c1"),
    post("c3", reply_to="c2", reply_to_author="ada", root="c1"),
    post("thanks", actor="host", reply_to="r1", reply_to_author="ada", marks=("thanks",)),
    post("f1", links=("https://example.org/count",), marks=("figure=12|birds|2026",)),
    Activity("x", "repost:ada>h1@1", Kind.REPOST, "ada", NOON, NOON, target="h1", target_author="host"),
    Activity("x", "repost:ada>z1@1", Kind.REPOST, "ada", NOON, NOON, target="z1", target_author="zoe"),
    Activity("x", "repost:ada>y1@1", Kind.REPOST, "ada", NOON, NOON, target="y1", target_author="yan"),
    Activity("x", "profile:ada@1", Kind.PROFILE, "ada", None, NOON, content=Content(words=5, media=1)),
]

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def values_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_check_is_tried_here() -> None:
    assert {rule.name for rule in RULES} == set(CHECKS) - {"meet", "attest"}, "which are in test_vouching"


@pytest.mark.parametrize("word", SENTENCES)
def test_each_sentence_is_there_in_both_languages_with_the_same_values(word: str) -> None:
    texts = SENTENCES[word]
    assert set(texts) == set(LANGS)
    assert len({frozenset(values_of(text)) for text in texts.values()}) == 1
    assert all(text.strip() == text and text.endswith(".") for text in texts.values())


@pytest.mark.parametrize("name", CHECKS)
def test_each_word_that_a_check_names_is_a_sentence(name: str) -> None:
    """Whatever looks like ``CHECK.SENTENCE`` in the source has its sentence, and each sentence has its use."""
    kind = CHECKS[name]
    own = {word for word in kind.words if word.startswith(f"{name}.")}
    source = inspect.getsource(sys.modules[kind.__module__])
    named = set(re.findall(rf'"({name}\.[a-z_]+)"', source))
    assert named <= own | {""}
    strings = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    for word in own:
        last = word.removeprefix(f"{name}.")
        assert last in strings or source.count(f'"{word}"') > 1 or last in SHARED, f"{word} is never said"


SHARED = {"how", "expected", "enough", "yes", "copy", "gone"}
"""Sentences that are named by what the checks share: ``summary`` in base, ``weigh`` in writing."""


@each_rule
def test_every_line_has_its_sentence_and_all_its_values(rule: Check) -> None:
    for happened in ([], EVERYTHING):
        for coverage in (all_seen(), unseen):
            for line in found(rule, *happened, coverage=coverage).lines:
                assert values_of(SENTENCES[line.word]["en"]) <= set(line.values), line


@each_rule
def test_met_when_all_is_done(rule: Check) -> None:
    finding = found(rule, *EVERYTHING)
    assert finding.answer is Answer.MET
    assert finding.counted
    assert finding.as_of
    assert finding.needs == ()


@each_rule
def test_met_although_nothing_was_completely_seen(rule: Check) -> None:
    assert answer(rule, *EVERYTHING, coverage=unseen) is Answer.MET
    assert answer(rule, *EVERYTHING, accounts=(protected(ADA),), coverage=unseen) is Answer.MET


@each_rule
def test_not_yet_when_everything_was_seen_and_nothing_done(rule: Check) -> None:
    finding = found(rule)
    assert finding.answer is Answer.NOT_YET
    assert finding.as_of == AFTER
    assert finding.needs
    assert finding.trouble is None


@each_rule
def test_it_can_t_be_told_before_anything_was_looked_at(rule: Check) -> None:
    finding = found(rule, coverage=unseen)
    assert finding.answer is Answer.CANT_TELL
    assert finding.trouble == Trouble(TroubleKind.NOT_LOOKED)
    assert finding.as_of is None


@pytest.mark.parametrize("name", EACH)
def test_it_can_t_be_told_as_long_as_one_need_is_open(name: str) -> None:
    rule, done = check(name, at_least=2, **EACH[name]), post("p1", mentions=("host",))
    needs = found(rule, done, lists=TWO_HOSTS).needs
    for open_need in needs:
        covered = {need: all_seen()(need) for need in needs if need != open_need}
        assert answer(rule, done, accounts=(ADA,), coverage=covered.get, lists=TWO_HOSTS) is Answer.CANT_TELL


@each_rule
def test_trouble_is_told_with_its_reason_and_the_next_look(rule: Check) -> None:
    trouble = Trouble(TroubleKind.RATE_LIMITED, AFTER + HOUR)
    finding = found(rule, coverage=in_trouble(trouble))
    assert finding.answer is Answer.CANT_TELL
    assert finding.trouble == trouble
    told = [line for line in finding.lines if line.word == "trouble.rate_limited"]
    assert told[0].mark is Mark.UNKNOWN
    assert told[0].values == {"next": (AFTER + HOUR).isoformat()}


@each_rule
def test_without_an_account_it_can_t_be_told(rule: Check) -> None:
    assert found(rule, accounts=()).trouble == Trouble(TroubleKind.NO_ACCOUNT)


@each_rule
@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        (AccountStatus.PROTECTED, TroubleKind.PROTECTED),
        (AccountStatus.SUSPENDED, TroubleKind.SUSPENDED),
        (AccountStatus.GONE, TroubleKind.ACCOUNT_GONE),
    ],
)
def test_an_account_that_can_t_be_read_hides_what_was_done(
    rule: Check, standing: AccountStatus, kind: TroubleKind
) -> None:
    hidden = ADA._replace(standing=standing)
    assert found(rule, accounts=(ADA_ON_BLUESKY, hidden)).trouble == Trouble(kind)


@each_rule
def test_a_new_handle_changes_nothing(rule: Check) -> None:
    for happened in ([], EVERYTHING):
        assert found(rule, *happened) == found(rule, *happened, accounts=(ADA._replace(handle="renamed"),))


@each_rule
def test_before_the_window_opens_nothing_is_missing(rule: Check) -> None:
    finding = found(rule, now=OPENS - TICK, coverage=unseen)
    assert finding.answer is Answer.NOT_YET
    assert finding.needs
    assert answer(rule, now=OPENS, coverage=unseen) is Answer.CANT_TELL


@each_rule
def test_the_check_as_written_is_the_same_check(rule: Check) -> None:
    assert check_from_words(rule.model_dump(mode="json")) == rule
    assert rule.rule == f"{rule.name}/{rule.version}"


@each_rule
def test_each_account_must_be_readable(rule: Check) -> None:
    needs = [need for need in found(rule, accounts=(ADA, ADA_ON_BLUESKY)).needs if need.kind is NeedKind.STANDING]
    assert {need.actor for need in needs} == {"ada", "did:ada"}


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize(("at_least", "right"), [(0, False), (1, True), (1000, True), (1001, False)])
def test_how_many_may_be_asked_for(name: str, at_least: int, right: bool) -> None:
    if right and (name, at_least) != ("thread", 1):  # one post is no thread
        assert check(name, **EACH[name] | {"at_least": at_least})
    else:
        with pytest.raises(ValidationError):
            check(name, **EACH[name] | {"at_least": at_least})


@pytest.mark.parametrize(
    "wrong", ["post", None, {}, {"wave": {}}, {"post": {}, "reply": {}}, {"post": None}, {"post": {"hastag": "x"}}]
)
def test_what_is_no_check_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_from_words(wrong)


def test_a_check_as_good_as_read_is_taken_as_it_is() -> None:
    assert check_from_words(RULES[0]) is RULES[0]


@each_rule
@pytest.mark.parametrize("lang", LANGS)
def test_how_it_is_judged_is_said_with_all_that_it_asks_for(rule: Check, lang: Lang) -> None:
    how = rule.how("mooc")
    assert how.said[0].word == f"{rule.name}.how"
    for each in (how, *how.parts):
        for line in each.said:
            assert values_of(SENTENCES[line.word][lang]) <= set(line.values)
            assert not {"{", "…"} & set(render(line, lang, {}, UTC))
