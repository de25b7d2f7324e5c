"""``bridge``, in situations."""

from mooc.core.evidence.verdict import Answer
from tests.core.situations import DAY, MINUTE, NOON, OPENS, answer, check, found, post, quote, reply

BRIDGE = check("bridge", to="outside_cohort")
NEW = check("bridge", to="outside_cohort", new=True)

TURNED = reply("a1", "zoe")
NAMED = post("z1", NOON + MINUTE, actor="zoe", mentions=("ada",))
QUOTED = quote("z2", "a1", "zoe", NOON + MINUTE)


def test_who_only_mentions_the_member_has_not_come_back() -> None:
    """Nobody looks for that: were it counted where it is seen by chance, "not yet" would be false where it is not."""
    finding = found(BRIDGE, TURNED, NAMED)
    assert finding.answer is Answer.NOT_YET
    assert "bridge.mine_only" in {line.word for line in finding.lines}


def test_who_quotes_the_member_has_come_back() -> None:
    assert answer(BRIDGE, TURNED, NAMED, QUOTED) is Answer.MET


def test_of_the_member_a_mention_is_enough() -> None:
    assert answer(BRIDGE, post("a1", mentions=("zoe",)), QUOTED) is Answer.MET


def test_an_old_post_that_is_answered_now_was_no_exchange() -> None:
    old = post("post of zoe", OPENS - DAY, actor="zoe")
    assert answer(NEW, old, TURNED, QUOTED) is Answer.MET


def test_who_answered_the_member_before_is_not_new() -> None:
    before = post("z0", OPENS - DAY, actor="zoe", reply_to="a0", reply_to_author="ada")
    assert answer(NEW, before, TURNED, QUOTED) is Answer.NOT_YET


def test_what_others_said_to_the_member_before_does_not_make_a_stranger_known() -> None:
    before = post("y0", OPENS - DAY, actor="yan", reply_to="a0", reply_to_author="ada")
    assert answer(NEW, before, TURNED, QUOTED) is Answer.MET
