"""A peer's word: when it makes a pass, when it does not, and what the receipt says of it."""

import json
from typing import Any

import pytest

from mooc.core.course.course import Challenge
from mooc.core.evidence.codec import canonical, finding_from_json, finding_to_json
from mooc.core.evidence.verdict import Answer, Verdict
from mooc.core.facts.proof import Attestation, EvidenceLevel
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.credit import Previous, credit
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import receipt_from_json, receipt_to_json, rejudge
from tests.core.situations import ADA, AFTER, HOUR, NOON, OPENS, all_seen, in_trouble, post, protected, scene

POST = {"post": {"tag": "mooc"}}
FOLLOW = {"follow": {"of": "host"}}
WORD = Attestation("42", NOON, "https://example.org/p/1")
NO_BUDGET = in_trouble(Trouble(TroubleKind.BUDGET))


def _challenge(check: dict[str, Any]) -> Challenge:
    return Challenge.model_validate({"challenge": "c", "title": {"en": "C"}, "brief": "c.md", "check": check})


def _judged(check: dict[str, Any] = POST, **more: Any) -> Verdict:
    return judge(_challenge(check), "c0ffee", scene(**({"attestations": (WORD,)} | more)))


@pytest.mark.parametrize(
    ("check", "step", "expected"),
    [
        (POST, EvidenceLevel.NETWORK, Answer.CANT_TELL),
        (POST, EvidenceLevel.LINK, Answer.CANT_TELL),
        (POST, EvidenceLevel.PEER, Answer.MET),
        (FOLLOW, EvidenceLevel.NETWORK, Answer.CANT_TELL),
        (FOLLOW, EvidenceLevel.LINK, Answer.MET),
        (FOLLOW, EvidenceLevel.PEER, Answer.MET),
    ],
)
def test_it_counts_at_the_last_step_and_for_what_has_no_link_one_step_earlier(
    check: dict[str, Any], step: EvidenceLevel, expected: Answer
) -> None:
    assert _judged(check, coverage=NO_BUDGET, step=step).answer is expected


def test_it_never_outweighs_what_was_read_completely() -> None:
    assert _judged(coverage=all_seen(), step=EvidenceLevel.PEER).answer is Answer.NOT_YET


@pytest.mark.parametrize("kind", [TroubleKind.SERVER_ERROR, TroubleKind.RATE_LIMITED, TroubleKind.OUT_OF_CREDITS])
def test_it_does_not_count_for_what_heals_by_itself(kind: TroubleKind) -> None:
    assert _judged(coverage=in_trouble(Trouble(kind)), step=EvidenceLevel.PEER).answer is Answer.CANT_TELL


def test_it_counts_where_the_network_can_never_show_it() -> None:
    assert _judged(coverage=in_trouble(Trouble(TroubleKind.GAP))).answer is Answer.MET
    assert _judged(accounts=(protected(ADA),)).answer is Answer.MET
    assert _judged({"follow": {"of": "twinome"}}).answer is Answer.MET
    assert _judged({"follow": {"of": "twinome"}}, attestations=()).answer is Answer.CANT_TELL


def test_a_word_from_before_the_window_says_nothing() -> None:
    early = (WORD._replace(at=OPENS - HOUR),)
    assert _judged(coverage=NO_BUDGET, step=EvidenceLevel.PEER, attestations=early).answer is Answer.CANT_TELL


def test_without_a_word_it_stays_open() -> None:
    assert _judged(coverage=NO_BUDGET, step=EvidenceLevel.PEER, attestations=()).answer is Answer.CANT_TELL


def test_the_first_of_several_words_is_taken() -> None:
    words = (WORD._replace(at=NOON + HOUR, by="7"), WORD)
    assert _judged(coverage=NO_BUDGET, step=EvidenceLevel.PEER, attestations=words).finding.word == WORD


def test_the_receipt_says_that_a_peer_confirmed_it_and_stands_by_itself() -> None:
    todo, seen = _challenge(POST), scene(attestations=(WORD,), coverage=NO_BUDGET, step=EvidenceLevel.PEER)
    credited = credit(Previous(), judge(todo, "c0ffee", seen), todo, seen)
    assert credited.points == todo.points and credited.settled
    kept = credited.receipt
    assert kept and kept.proof is EvidenceLevel.PEER and kept.met_at == NOON
    body = json.loads(canonical(receipt_to_json(kept)))
    assert body["proof"] == "peer" and body["word"]["by"] == "42"
    again = receipt_from_json(body, kept.digest)
    assert again == kept
    assert rejudge(again).answer is Answer.MET


def test_a_receipt_of_what_was_read_is_written_as_before() -> None:
    todo, seen = _challenge(POST), scene(post("p1"), attestations=(WORD,), step=EvidenceLevel.PEER)
    kept = credit(Previous(), judge(todo, "c0ffee", seen), todo, seen).receipt
    assert kept and kept.proof is EvidenceLevel.NETWORK
    assert not {"proof", "word"} & receipt_to_json(kept).keys()


def test_a_finding_with_a_word_survives_its_json() -> None:
    finding = _judged(coverage=NO_BUDGET, step=EvidenceLevel.PEER, now=AFTER).finding
    assert finding_from_json(json.loads(canonical(finding_to_json(finding)))) == finding
