"""People whom a rule names in place, in cases: those on the network of the case, by short names."""

from pathlib import Path

import pytest

from mooc.core.evidence.verdict import Answer
from mooc.lessonfiles import read_course
from mooc.networks import registry
from mooc.simulation.rehearsal.playing import CaseOutcome, rehearse
from mooc.simulation.rehearsal.reading import read_cases
from tests.docs.small_course import course_of

BEGINNING = 'course: small\ntitle: {fr: Petit, en: Small}\nhashtag: "small"\n'
CHALLENGE = """\
- challenge: ask
  title: {fr: Demander, en: Ask}
  brief: briefs/ask.{lang}.md
  check: {follow: {at_least: 2, of: ["mastodon:city-museum@social.example", "mastodon:harbour@social.example",
    "bluesky:museum.example.org", "x:museum"]}}
"""
CASES = """\
challenge: ask
cohort: {network: NETWORK}
cases:
  - met: both
    happened: [{at: +1d, follow: city_museum, by: ada}, {at: +1d, follow: harbour, by: ada}]
accounts: [{handle: city_museum}, {handle: harbour}]
"""


def outcome(folder: Path, network: str) -> CaseOutcome:
    course_of(folder, BEGINNING, [CHALLENGE], {"ask": CASES.replace("NETWORK", network)})
    course = read_course(folder)
    cases, problems = read_cases(course, folder, registry.grammars())
    assert [problem.told("en") for problem in problems] == []
    return rehearse(course, cases[0])


def test_they_are_called_by_what_comes_before_the_server(tmp_path: Path) -> None:
    found = outcome(tmp_path, "mastodon")
    assert found.answer is Answer.MET
    assert "You follow @city_museum." in " ".join(found.sentences["en"])


@pytest.mark.parametrize("network", ["bluesky", "x"])
def test_where_too_few_of_them_are_it_cannot_be_told(tmp_path: Path, network: str) -> None:
    found = outcome(tmp_path, network)
    assert found.answer is Answer.CANT_TELL
    assert any("too few of the people asked for" in line for line in found.sentences["en"])
