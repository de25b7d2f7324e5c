"""``said`` in cases: what people say in the app, with what they are to the learner."""

from pathlib import Path

import pytest

from mooc.simulation.rehearsal.testing import Report, rehearse_courses

COURSE = """course: said
title: {en: Said}
hashtag: "said"
units:
  - unit: one
    title: {en: One week}
    challenges:
      - challenge: seen
        title: {en: Seen}
        brief: brief.md
        check:
          attest: {by: WHO, prompt: {en: It was done}}
      - challenge: met
        title: {en: Met}
        brief: brief.md
        check:
          meet: {to: twinome}
"""


def played(folder: Path, challenge: str, said: str, by: str = "peer") -> Report:
    """What comes of one case in which that is said."""
    (folder / "cases").mkdir()
    (folder / "course.yaml").write_text(COURSE.replace("WHO", by))
    (folder / "brief.md").write_text("A brief.\n")
    (folder / "cases" / "one.yaml").write_text(f"challenge: {challenge}\ncases:\n  - met: one\n    said: [{said}]\n")
    return rehearse_courses([folder])


@pytest.mark.parametrize(
    ("by", "said", "answer"),
    [
        ("peer", "{at: +1d, by: bob}", "met"),
        ("peer", "{at: +1d, by: ada}", "not_yet"),
        ("peer", "{at: +1d, by: max}", "not_yet"),
        ("peer", "{at: end+1h, by: bob}", "not_yet"),
        ("mentor", "{at: +1d, by: mia}", "met"),
        ("mentor", "{at: +1d, by: bob}", "not_yet"),
        ("self", "{at: +1d, by: ada}", "met"),
        ("self", "{at: +1d, by: bob}", "not_yet"),
    ],
)
def test_whose_word_it_is_is_known(tmp_path: Path, by: str, said: str, answer: str) -> None:
    (outcome,) = played(tmp_path, "seen", said, by).outcomes
    assert outcome.answer == answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("{at: +1d, by: bob, vouch: met}", "met"),
        ("{at: +1d, by: max, vouch: met}", "not_yet"),
        ("{at: +1d, by: bob}", "not_yet"),
    ],
)
def test_whom_one_has_met_is_known(tmp_path: Path, said: str, answer: str) -> None:
    (outcome,) = played(tmp_path, "met", said).outcomes
    assert outcome.answer == answer


def test_a_moment_that_is_none_is_told_at_its_place(tmp_path: Path) -> None:
    problems = played(tmp_path, "seen", "{at: soon, by: bob}").problems
    assert next((one.code, one.line, one.column) for one in problems) == ("C303", 4, 17)
