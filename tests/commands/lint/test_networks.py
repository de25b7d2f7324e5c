"""``mooc lint --network``: what nobody could meet there is told, unless there is an alternative."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mooc.commands.lint.command import app
from mooc.commands.lint.networks import unjudgeable_challenges
from mooc.core.facts.needs import NeedKind
from mooc.core.spending.costs import PriceList
from mooc.networks.registry import capabilities
from tests.lessonfiles.pages import SMALL, written

X = capabilities("x")
BARE = PriceList("x", date(2026, 1, 1), tuple(read for read in X.reads if NeedKind.SHARES not in read.needs), {})


def course(folder: Path, check: str) -> Path:
    start = SMALL.index("check:")
    end = SMALL.index("\n", start)
    return written(folder, SMALL[:start] + check + SMALL[end:])


def test_a_challenge_that_a_network_cannot_show_is_told_at_its_place(tmp_path: Path) -> None:
    course(tmp_path, "check: {repost: {}}")
    (found,) = unjudgeable_challenges([tmp_path], [BARE])
    assert found.code == "E147"
    assert "nobody can meet" in found.told("en")
    assert "alternatives" in found.told("fr")
    assert found.line > 1
    assert list(unjudgeable_challenges([tmp_path], [X])) == []


ELSEWHERE = 'reply: {to: ["bluesky:ada.example.org"]}'
HERE = 'reply: {to: ["bluesky:ada.example.org", "x:ada"]}'


@pytest.mark.parametrize(
    ("check", "codes"),
    [
        (ELSEWHERE, ["E147"]),
        (HERE, []),
        (f"all: [{{{ELSEWHERE}}}, {{post: {{}}}}]", ["E147"]),
        (f"any: [{{{ELSEWHERE}}}, {{post: {{}}}}]", []),
        (f"some: {{at_least: 2, of: [{{{ELSEWHERE}}}, {{post: {{}}}}, {{{HERE}}}]}}", []),
        (f"some: {{at_least: 2, of: [{{{ELSEWHERE}}}, {{post: {{}}}}, {{{ELSEWHERE}}}]}}", ["E147"]),
    ],
)
def test_a_rule_that_names_only_people_of_other_networks(tmp_path: Path, check: str, codes: list[str]) -> None:
    course(tmp_path, f"check: {{{check}}}")
    found = list(unjudgeable_challenges([tmp_path], [X]))
    assert [one.code for one in found] == codes
    assert all("on other networks" in one.told("en") for one in found)
    assert list(unjudgeable_challenges([tmp_path], [capabilities("bluesky")])) == []


@pytest.mark.parametrize("other", ["attest: {prompt: {en: Done, fr: Fait}}", "post: {}"])
def test_an_alternative_that_can_be_judged_is_enough(tmp_path: Path, other: str) -> None:
    course(tmp_path, f"check: {{repost: {{}}}}\n        alternatives: [{{{other}}}]")
    assert list(unjudgeable_challenges([tmp_path], [BARE])) == []


def test_the_lessons_can_be_judged_everywhere() -> None:
    lessons = str(Path(__file__).parents[3] / "lessons" / "first-steps")
    networks = [word for name in ("x", "bluesky", "mastodon") for word in ("--network", name)]
    assert CliRunner().invoke(app, [lessons, *networks]).exit_code == 0


def test_a_network_that_there_is_not(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, [str(tmp_path), "--network", "orkut"]).exit_code == 2
