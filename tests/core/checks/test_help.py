"""``help``, in situations that cases cannot play: what was seen of the question, and what was not."""

from collections.abc import Callable

from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.facts.activity import Activity
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.troubles import TroubleKind
from tests.core.situations import MINUTE, NOON, all_seen, changed, check, found, post, reply

ONE, TWO = check("help", to="anyone"), check("help", to="anyone", at_least=2)
HELPED = reply("h1", "zoe")
THANKED = post("t1", NOON + MINUTE, actor="zoe", reply_to="h1", reply_to_author="ada", marks=("thanks",))
ASKED = post("post of zoe", NOON - MINUTE, actor="zoe", marks=("question",))
SAID = changed(ASKED, marks=())
QUESTION = Need(NeedKind.POST, "x", "ada", "post of zoe")


def all_but_the_question() -> Callable[[Need], Coverage | None]:
    seen = all_seen()
    return lambda need: None if need.kind is NeedKind.POST else seen(need)


def questions_needed(*happened: Activity) -> list[Need]:
    return [need for need in found(ONE, *happened, coverage=all_but_the_question()).needs if need == QUESTION]


def test_thanks_alone_are_no_proof_before_the_question_was_seen() -> None:
    finding = found(ONE, HELPED, THANKED, coverage=all_but_the_question())
    assert (finding.answer, finding.trouble and finding.trouble.kind) == (Answer.CANT_TELL, TroubleKind.NOT_LOOKED)
    assert (finding.lines[0].word, finding.lines[0].mark) == ("help.question_unseen", Mark.UNKNOWN)
    assert found(ONE, HELPED, THANKED, ASKED, coverage=all_but_the_question()).answer is Answer.MET
    assert found(ONE, HELPED, THANKED, SAID).answer is Answer.NOT_YET


def test_only_an_answer_that_lacks_nothing_else_needs_its_question() -> None:
    assert questions_needed(HELPED, THANKED) == [QUESTION]
    assert questions_needed(HELPED) == [], "nobody said thank you"
    assert questions_needed(changed(HELPED, words=1), THANKED) == [], "too short"
    assert questions_needed(HELPED, THANKED, ASKED) == [], "it is known"


def test_a_question_that_cannot_be_read_is_in_doubt_only_where_it_would_be_enough() -> None:
    finding = found(ONE, HELPED, THANKED)
    assert (finding.answer, finding.trouble and finding.trouble.kind) == (Answer.CANT_TELL, TroubleKind.NOT_SHOWN)
    assert (finding.lines[0].word, finding.lines[0].mark) == ("help.question_gone", Mark.UNKNOWN)
    assert found(TWO, HELPED, THANKED).answer is Answer.NOT_YET, "two are asked for"
