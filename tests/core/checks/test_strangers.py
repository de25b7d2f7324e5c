"""Who is outside the cohort: not its host, not those on the course's lists, not mentors, facilitators, members. What
only they passed on, answered or asked counts for no stranger, and the sentence says why."""

from datetime import UTC
from typing import Any

import pytest

from mooc.core.checks.base import Check
from mooc.core.course.course import Challenge
from mooc.core.evidence.verdict import Answer, Verdict
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import Audience, Relation
from mooc.core.facts.proof import Attestation, AttestationKind
from mooc.core.judging.receipt import make_receipt, rejudge
from mooc.core.judging.rendering import render
from mooc.core.values.authored import LANGS
from tests.core.situations import (
    ADA_ON_BLUESKY,
    LISTS,
    NOON,
    TIES,
    WEEK,
    check,
    found,
    post,
    quote,
    reply,
    repost,
    scene,
)

FRIENDS = {"host": "host", "voice": "list", "fay": "course", "mia": "course", "max": "course", "bob": "twinome"}
"""Account → what the sentence says of it."""
ALL_TIES = {**TIES, "host": frozenset[str](), "fay": frozenset({Relation.COHORT, Relation.FACILITATORS})}
"""The lists alone say who hosts."""
STRANGERS = ("zoe", "teo")
ELSEWHERE = ALL_TIES | {"teo": frozenset({Relation.OTHER_COHORT})}

FIRST = post("first", NOON, marks=("question",))


def asked(by: str) -> Activity:
    return post("asked", NOON, actor=by, marks=("question",), tags=())


def answered(by: str) -> Activity:
    return reply("answer", by, reply_to="asked", root="asked")


def thanked(by: str) -> Activity:
    return post("thanks", actor=by, reply_to="answer", reply_to_author="ada", root="asked", marks=("thanks",))


RULES: dict[str, tuple[Check, Any]] = {
    "relay": (check("relay"), lambda who: [FIRST, repost("first", who)]),
    "relay by quote": (check("relay", kinds=["quote"]), lambda who: [FIRST, quote("q", "first", who)]),
    "reply": (check("reply", to="outside_cohort"), lambda who: [asked(who), answered(who)]),
    "quote": (
        check("quote", of="outside_cohort"),
        lambda who: [asked(who), post("q", quote_of="asked", quote_author=who)],
    ),
    "repost": (
        check("repost", of="outside_cohort"),
        lambda who: [Activity("x", "r", Kind.REPOST, "ada", NOON, NOON, target="asked", target_author=who)],
    ),
    "conversation": (
        check("conversation", to="outside_cohort", turns=1),
        lambda who: [asked(who), answered(who), thanked(who)],
    ),
    "help": (check("help"), lambda who: [asked(who), answered(who), thanked(who)]),
    "bridge": (check("bridge", to="outside_cohort"), lambda who: [asked(who), answered(who), thanked(who)]),
    "listen": (
        check("listen", to="outside_cohort", at_least=1, first=False),
        lambda who: [asked(who), answered(who)],
    ),
}

each_rule = pytest.mark.parametrize("name", RULES)


@each_rule
@pytest.mark.parametrize(("friend", "known"), FRIENDS.items())
def test_a_friend_of_the_course_is_no_stranger_and_the_sentence_says_why(name: str, friend: str, known: str) -> None:
    rule, happened = RULES[name]
    finding = found(rule, *happened(friend), ties=ALL_TIES)
    assert finding.answer is Answer.NOT_YET
    (line,) = [line for line in finding.lines if line.word.endswith(".other")]
    assert line.values["known"] == known
    for lang in LANGS:
        said = render(line, lang, {friend: friend}, UTC)
        assert said.count(f"@{friend}") == (4 if name == "bridge" else 2)
        assert said.endswith(("somebody from outside.", "une personne extérieure."))


@each_rule
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_counts_and_so_does_somebody_of_another_cohort(name: str, stranger: str) -> None:
    rule, happened = RULES[name]
    assert found(rule, *happened(stranger), ties=ELSEWHERE).answer is Answer.MET


@each_rule
def test_beside_friends_a_stranger_counts_all_the_same(name: str) -> None:
    rule, happened = RULES[name]
    facts = [fact for who in ("host", "voice", "zoe") for fact in happened(who)]
    each = {(fact.key, fact.actor, fact.references.reply_to_author): fact for fact in facts}
    if name.startswith("relay"):
        assert found(rule, *each.values(), ties=ALL_TIES).answer is Answer.MET


@each_rule
def test_where_others_are_asked_for_nothing_is_said_of_outside(name: str) -> None:
    rule, happened = RULES[name]
    field = next(field for field in type(rule).model_fields if isinstance(getattr(rule, field), Audience))
    written = {each: getattr(rule, each) for each in type(rule).model_fields}
    other = type(rule)(**written | {field: Audience(word="mentors")})
    for line in found(other, *happened("host"), ties=ALL_TIES).lines:
        assert "known" not in line.values


def test_the_host_of_one_network_is_nobody_on_another() -> None:
    """An id means an account on its own network."""
    rule, happened = RULES["relay"]
    lists = {("bluesky", "host"): ("host",)}
    accounts = (ADA_ON_BLUESKY, *scene().accounts)
    finding = found(rule, *happened("host"), ties=ALL_TIES, lists=lists, accounts=accounts)
    assert finding.answer is Answer.MET


@pytest.mark.parametrize(("tie", "answer"), [("list:host", "not_yet"), ("another_cohort", "met")])
def test_who_is_met_in_person_is_weighed_alike(tie: str, answer: str) -> None:
    met = Attestation("7", NOON, "", (tie,), AttestationKind.MET)
    assert found(check("meet", to="outside_cohort"), attestations=(met,)).answer.value == answer


def test_a_receipt_knows_who_was_a_stranger() -> None:
    rule, happened = RULES["relay"]
    told = {"challenge": "c", "title": {"en": "C"}, "brief": "c.md", "check": rule}
    known = scene(*happened("zoe"), *happened("host"), ties=ALL_TIES, lists=LISTS)
    verdict = Verdict("ada", "c", rule.rule, "", known.now, rule.find(known))
    kept = make_receipt(Challenge.model_validate(told), verdict, known)
    assert (rejudge(kept).answer, kept.window) == (Answer.MET, WEEK)
    assert [fact.actor for fact in kept.facts] == ["zoe"]
