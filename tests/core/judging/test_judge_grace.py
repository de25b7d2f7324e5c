"""Grace: what is done a little late counts, and it is said that it was late."""

from typing import Any

from mooc.core.course.course import Challenge
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.judging.judge import judge
from mooc.core.judging.rendering import SENTENCES
from mooc.core.values.authored import LANGS
from mooc.core.values.span import Span
from tests.core.situations import CLOSES, DAY, HOUR, NOON, OPENS, all_seen, follow, post, scene, words

WITH_GRACE = Span(OPENS, CLOSES + 12 * HOUR)


def judged(check: dict[str, Any], *happened: Any, **more: Any) -> Finding:
    title = {"en": "One", "fr": "Un"}
    body = {"challenge": "one", "title": title, "brief": "b.md", "check": check, "grace": "12h"}
    now = {"now": CLOSES + DAY, "coverage": all_seen(CLOSES + DAY)}
    return judge(
        Challenge.model_validate(body), "c0ffee", scene(*happened, **{"window": WITH_GRACE} | now | more)
    ).finding


def test_what_is_done_in_time_says_nothing_of_grace() -> None:
    found = judged({"post": {}}, post("p1"))
    assert (found.answer, "answer.in_grace" in words(found)) == (Answer.MET, False)


def test_what_is_done_in_the_grace_counts_and_is_told_as_such() -> None:
    found = judged({"post": {}}, post("p1", CLOSES + HOUR))
    assert found.answer is Answer.MET
    assert found.lines[-1].word == "answer.in_grace"
    assert found.lines[-1].values == {"since": CLOSES.isoformat()}


def test_the_moment_at_which_it_is_due_is_in_the_grace() -> None:
    assert "answer.in_grace" in words(judged({"post": {}}, post("p1", CLOSES)))


def test_after_the_grace_it_counts_no_more() -> None:
    found = judged({"post": {}}, post("p1", CLOSES + 12 * HOUR))
    assert (found.answer, words(found).count("answer.still_counts")) == (Answer.NOT_YET, 0)


def test_while_the_grace_runs_that_is_said_first_and_what_is_missing_last() -> None:
    now = CLOSES + HOUR
    found = judged({"post": {}}, now=now, coverage=all_seen(now))
    assert found.answer is Answer.NOT_YET
    assert (found.lines[0].word, found.lines[-1].word) == ("answer.still_counts", "post.expected")


def test_before_it_is_due_nothing_is_said_of_grace() -> None:
    found = judged({"post": {}}, now=NOON, coverage=all_seen(NOON))
    assert "answer.still_counts" not in words(found)


def test_a_follow_without_a_time_is_late_only_if_it_was_seen_to_be_missing_then() -> None:
    unsure = judged({"follow": {"of": "host"}}, follow("host", CLOSES + HOUR, absent=CLOSES - HOUR))
    late = judged({"follow": {"of": "host"}}, follow("host", CLOSES + 2 * HOUR, absent=CLOSES + HOUR))
    assert (unsure.answer, "answer.in_grace" in words(unsure)) == (Answer.MET, False)
    assert (late.answer, "answer.in_grace" in words(late)) == (Answer.MET, True)


def test_both_are_said_in_both_languages() -> None:
    assert all(SENTENCES[f"answer.{word}"].keys() == set(LANGS) for word in ("in_grace", "still_counts"))
