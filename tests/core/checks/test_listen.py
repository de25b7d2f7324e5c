"""``listen``, in situations: who has spoken too early may be silent for a day, and listen anew."""

from datetime import datetime

from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.activity import Activity
from tests.core.situations import (
    AFTER,
    CLOSES,
    DAY,
    HOUR,
    NOON,
    OPENS,
    TICK,
    answer,
    check,
    found,
    gone,
    post,
    reply,
    scene,
    words,
)

TWO = check("listen", at_least=2)
EARLY = OPENS + HOUR
"""When ada speaks on the first day."""


def spoke(at: datetime, key: str = "mine") -> Activity:
    return post(key, at)


def heard(to: str, at: datetime) -> Activity:
    return reply(f"to {to} at {at:%d %H:%M:%S.%f}", to, at)


def two_at(at: datetime) -> list[Activity]:
    return [heard("zoe", at), heard("yan", at)]


def told(finding: Finding, word: str) -> list[str]:
    """The moments that the sentence of that name tells."""
    return [str(line.values["until"]) for line in finding.lines if line.word == word]


def test_who_listens_first_is_met_and_may_speak() -> None:
    assert answer(TWO, *two_at(NOON), spoke(NOON + HOUR)) is Answer.MET


def test_who_never_speaks_has_listened() -> None:
    assert answer(TWO, *two_at(NOON)) is Answer.MET


def test_who_spoke_on_the_first_day_may_listen_a_day_later() -> None:
    assert answer(TWO, spoke(EARLY), *two_at(EARLY + DAY)) is Answer.MET


def test_within_a_day_of_speaking_nothing_counts() -> None:
    finding = found(TWO, spoke(EARLY), *two_at(EARLY + DAY - TICK))
    assert finding.answer is Answer.NOT_YET
    assert words(finding)[:2] == ["listen.late", "listen.late"]


def test_each_post_of_ones_own_begins_the_silence_anew() -> None:
    again = spoke(EARLY + DAY, "again")
    assert answer(TWO, spoke(EARLY), again, *two_at(EARLY + DAY + HOUR)) is Answer.NOT_YET
    assert answer(TWO, spoke(EARLY), again, *two_at(EARLY + 2 * DAY)) is Answer.MET


def test_speaking_at_the_same_moment_is_no_listening() -> None:
    assert answer(TWO, spoke(NOON), *two_at(NOON)) is Answer.NOT_YET


def test_what_was_heard_before_the_first_word_stays_heard() -> None:
    assert answer(TWO, heard("zoe", OPENS), spoke(EARLY), heard("yan", EARLY + DAY)) is Answer.MET


def test_words_that_were_deleted_begin_no_silence() -> None:
    mine = spoke(EARLY)
    assert answer(TWO, mine, gone(mine, EARLY + HOUR), *two_at(EARLY + 2 * HOUR)) is Answer.MET


def test_words_from_before_the_window_begin_no_silence() -> None:
    assert answer(TWO, spoke(OPENS - HOUR), *two_at(OPENS)) is Answer.MET


def test_who_has_just_spoken_is_told_until_when_to_be_silent() -> None:
    finding = found(TWO, spoke(EARLY), now=EARLY + HOUR)
    assert told(finding, "listen.spoke") == [(EARLY + DAY).isoformat()]


def test_who_is_silent_for_a_day_is_told_to_listen_now() -> None:
    finding = found(TWO, spoke(EARLY), now=EARLY + DAY)
    assert "listen.silent" in words(finding)
    assert told(finding, "listen.spoke") == []


def test_where_no_day_of_silence_fits_any_more_that_is_said() -> None:
    last = CLOSES - DAY
    finding = found(TWO, spoke(last), now=last + HOUR)
    assert told(finding, "listen.closed") == [CLOSES.isoformat()]
    assert told(found(TWO, spoke(last - TICK), now=last + HOUR), "listen.closed") == []


def test_when_it_is_over_nobody_is_told_to_go_on() -> None:
    said = words(found(TWO, spoke(EARLY), now=AFTER))
    assert not {"listen.spoke", "listen.silent", "listen.closed"} & {*said}


def test_who_has_met_it_is_not_told_to_be_silent() -> None:
    finding = found(TWO, *two_at(NOON), spoke(NOON + HOUR), now=NOON + 2 * HOUR)
    assert words(finding) == ["listen.answered", "listen.answered", "listen.enough"]


def test_where_the_order_does_not_matter_nothing_is_said_of_silence() -> None:
    rule = check("listen", at_least=2, first=False)
    finding = found(rule, spoke(EARLY), heard("zoe", EARLY + HOUR), now=EARLY + 2 * HOUR)
    assert words(finding) == ["listen.answered", "listen.expected"]
    assert [line.word for line in rule.how("mooc")[0]] == ["listen.how"]


def test_what_is_counted_later_is_dated_later() -> None:
    finding = TWO.find(scene(spoke(EARLY), *two_at(EARLY + HOUR), *two_at(NOON)))
    assert (finding.answer, finding.as_of) == (Answer.MET, NOON)
