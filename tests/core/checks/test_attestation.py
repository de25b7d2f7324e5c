"""``meet`` and ``attest``: what people say in the app, no network asked."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from mooc.core.checks import check_from_words
from mooc.core.checks.base import Check
from mooc.core.course.course import Challenge
from mooc.core.evidence import codec
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Scope
from mooc.core.facts.proof import Attestation, AttestationKind, EvidenceLevel
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import make_receipt, receipt_from_json, receipt_to_json, rejudge
from mooc.core.judging.rendering import render
from tests.core.situations import AFTER, CLOSES, HOUR, NOON, OPENS, TICK, check, post, scene, unseen

PROMPT = {"en": "I have read the charter", "fr": "J'ai lu la charte"}
PEER, MENTOR, SELF = ("cohort", "twinome"), ("cohort", "mentors"), ("self",)


def met(by: str, *ties: str, at: Any = NOON) -> Attestation:
    return Attestation(by, at, "", ties or ("cohort",), AttestationKind.MET)


def seen(by: str, ties: tuple[str, ...], at: Any = NOON) -> Attestation:
    return Attestation(by, at, "", ties)


def judged(rule: Check, *said: Attestation, **more: Any) -> Finding:
    return rule.find(replace(scene(**more), attestations=said))


def words(finding: Finding) -> list[str]:
    return [line.word for line in finding.lines]


class TestMeet:
    def test_whom_one_met_within_the_window_counts_once(self) -> None:
        rule = check("meet", at_least=2)
        assert judged(rule).answer is Answer.NOT_YET
        assert judged(rule, met("7"), met("7", at=NOON + HOUR)).answer is Answer.NOT_YET
        finding = judged(rule, met("7"), met("8", at=NOON + HOUR), met("9", at=NOON + 2 * HOUR))
        assert (finding.answer, finding.as_of) == (Answer.MET, NOON + HOUR)
        assert [word.by for word in finding.vouches] == ["7", "8"]
        assert (finding.proof, finding.needs) == (EvidenceLevel.PEER, ())

    @pytest.mark.parametrize(
        ("to", "ties", "counts"),
        [
            ("cohort", ("another_cohort",), False),
            ("another_cohort", ("another_cohort",), True),
            ("outside_cohort", ("another_cohort",), True),
            ("outside_cohort", ("cohort",), False),
            ("mentors", MENTOR, True),
            ("twinome", ("cohort",), False),
            ({"list": "voices"}, ("cohort", "list:voices"), True),
            ("anyone", ("cohort",), True),
        ],
    )
    def test_only_those_who_are_meant(self, to: Any, ties: tuple[str, ...], counts: bool) -> None:
        finding = judged(check("meet", to=to), met("7", *ties))
        assert finding.answer is (Answer.MET if counts else Answer.NOT_YET)
        assert words(finding)[0] == ("meet.yes" if counts else "meet.other")

    @pytest.mark.parametrize("at", [OPENS - TICK, CLOSES])
    def test_not_before_and_not_after(self, at: Any) -> None:
        assert judged(check("meet"), met("7", at=at)).answer is Answer.NOT_YET

    def test_what_a_peer_has_seen_is_no_meeting(self) -> None:
        assert words(judged(check("meet"), seen("7", PEER))) == ["meet.expected"]


class TestAttest:
    @pytest.mark.parametrize(
        ("by", "ties", "proof"), [("self", SELF, "self"), ("peer", PEER, "peer"), ("mentor", MENTOR, "peer")]
    )
    def test_the_word_that_is_asked_for(self, by: str, ties: tuple[str, ...], proof: str) -> None:
        rule = check("attest", by=by, prompt=PROMPT)
        finding = judged(rule, seen("7", ties))
        assert (finding.answer, finding.proof, words(finding)[0]) == (Answer.MET, proof, f"attest.{by}")
        for other in {SELF, PEER, MENTOR} - {ties}:
            assert words(judged(rule, seen("7", other))) == ["attest.other", "attest.expected"]

    def test_a_meeting_attests_nothing(self) -> None:
        rule = check("attest", by="peer", prompt=PROMPT)
        assert words(judged(rule, met("7", *PEER))) == ["attest.expected"]

    def test_who_says_it_twice_is_one(self) -> None:
        rule = check("attest", by="peer", prompt=PROMPT, at_least=2)
        assert judged(rule, seen("7", PEER), seen("7", PEER, NOON + HOUR)).answer is Answer.NOT_YET
        assert judged(rule, seen("7", PEER), seen("8", PEER, NOON + HOUR)).answer is Answer.MET

    def test_oneself_is_one(self) -> None:
        with pytest.raises(ValidationError, match="at_least cannot be more than 1"):
            check("attest", at_least=2, prompt=PROMPT)

    def test_something_is_vouched_for(self) -> None:
        with pytest.raises(ValidationError):
            check("attest", prompt={})

    def test_the_prompt_is_read_in_the_readers_language_or_in_the_one_there_is(self) -> None:
        how = check("attest", prompt=PROMPT).how("mooc").said[0]
        assert render(how, "fr", {}, UTC) == "À confirmer : « J'ai lu la charte »."
        assert render(how, "en", {}, UTC) == "To be confirmed: “I have read the charter”."
        alone = check("attest", prompt={"en": "Done"}).how("mooc").said[0]
        assert render(alone, "fr", {}, UTC) == "À confirmer : « Done »."


BOTH = [check("meet"), check("attest", prompt=PROMPT), check("attest", prompt=PROMPT, by="peer")]
SAID = [met("7"), seen("1", SELF), seen("7", PEER)]


@pytest.mark.parametrize("rule", BOTH, ids=lambda rule: str(rule.name))
class TestBoth:
    def test_no_network_and_no_account_is_needed(self, rule: Check) -> None:
        finding = judged(rule, accounts=(), coverage=unseen)
        assert (finding.answer, finding.as_of, finding.needs) == (Answer.NOT_YET, AFTER, ())
        assert judged(rule, *SAID, accounts=(), coverage=unseen).answer is Answer.MET

    def test_what_is_said_later_is_not_known_yet(self, rule: Check) -> None:
        said = [word._replace(at=NOON + timedelta(minutes=1)) for word in SAID]
        assert judged(rule, *said, now=NOON).answer is Answer.NOT_YET

    def test_the_receipt_alone_gives_the_same_pass_again(self, rule: Check) -> None:
        challenge = Challenge(challenge="c", title={"en": "C"}, brief="b.md", check=rule)
        here = replace(scene(), attestations=tuple(SAID))
        verdict = judge(challenge, "v", here)
        kept = make_receipt(challenge, verdict, here)
        assert (kept.facts, kept.proof) == ((), verdict.finding.proof)
        again = receipt_from_json(receipt_to_json(kept), kept.digest)
        assert again == kept
        assert rejudge(again).vouches == verdict.finding.vouches
        assert rejudge(replace(again, vouches=())).answer is Answer.NOT_YET

    def test_the_finding_is_kept_whole(self, rule: Check) -> None:
        finding = judged(rule, *SAID)
        assert codec.finding_from_json(codec.finding_to_json(finding)) == finding


def test_a_pass_of_several_parts_is_as_strong_as_the_weakest() -> None:
    rule = check_from_words({"all": [{"post": {}}, {"attest": {"prompt": PROMPT}}]})
    facts = [post("p1")]
    here = _with(facts, seen("1", SELF))
    finding = rule.find(here)
    assert (finding.answer, finding.proof, finding.vouches) == (Answer.MET, EvidenceLevel.SELF, (seen("1", SELF),))
    either = check_from_words({"any": [{"post": {}}, {"attest": {"prompt": PROMPT}}]})
    assert either.find(_with(facts)).proof is EvidenceLevel.NETWORK


def test_ones_own_word_and_a_meeting_do_not_stand_in_for_what_a_peer_saw() -> None:
    challenge = Challenge(challenge="c", title={"en": "C"}, brief="b.md", check=check("post"))
    hidden = {"coverage": _hidden}
    for said in (seen("1", SELF), met("7", *PEER), seen("8", MENTOR)):
        here = replace(scene(**hidden), attestations=(said,))
        assert judge(challenge, "v", here).answer is Answer.CANT_TELL
    here = replace(scene(**hidden), attestations=(seen("7", PEER),))
    assert judge(challenge, "v", here).answer is Answer.MET


def _hidden(need: object) -> Any:
    return Coverage(Scope.STREAM, trouble=Trouble(TroubleKind.HIDDEN))


def _with(facts: list[Any], *said: Attestation) -> Scene:
    return replace(scene(*facts), attestations=said)
