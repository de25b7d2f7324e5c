"""``quote``, where nobody can find what is quoted: whose it was is not known."""

from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.facts.troubles import TroubleKind
from tests.core.situations import MINUTE, NOON, changed, check, found, post

ONE, TWO = check("quote", of="anyone", min_words=3), check("quote", of="anyone", at_least=2, min_words=3)
LOST = post("q1", quote_of="gone", words=5)
KNOWN = post("q2", NOON + MINUTE, quote_of="post of zoe", quote_author="zoe", words=5)


def test_a_quote_of_what_nobody_can_find_is_in_doubt_where_it_would_be_enough() -> None:
    for finding in (found(ONE, LOST), found(TWO, LOST, KNOWN)):
        assert (finding.answer, finding.trouble and finding.trouble.kind) == (Answer.CANT_TELL, TroubleKind.NOT_SHOWN)
        assert (finding.lines[0].word, finding.lines[0].mark) == ("quote.nobody", Mark.UNKNOWN)
    assert found(TWO, LOST).answer is Answer.NOT_YET, "two are asked for"
    assert found(ONE, LOST, KNOWN).answer is Answer.MET


def test_what_does_not_count_in_any_case_is_not_in_doubt() -> None:
    assert found(ONE, changed(LOST, words=1)).answer is Answer.NOT_YET
    tagged = check("quote", of="anyone", tag="birds")
    assert found(tagged, LOST).answer is Answer.NOT_YET
