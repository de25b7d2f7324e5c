"""What a course will cost, as it is typed: without a database, without a key, without asking anybody."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mooc.cli import WITHOUT_DATABASE, load_command

PLAN_BY_HAND = (2321, 85)
"""Requests and dollars for 1,000 learners on X, made by somebody who knows X's prices."""


def plan(*words: str) -> Result:
    return CliRunner().invoke(load_command("plan"), words, env={"COLUMNS": "200"})


def total(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(plan(*words, "--json").stdout)["total"]
    return found


def test_it_needs_no_database() -> None:
    assert "plan" in WITHOUT_DATABASE


def test_the_total_is_the_sum_and_beats_the_plan_by_hand() -> None:
    found = json.loads(plan("first-steps", "--json").stdout)
    assert [one["challenge"] for one in found["challenges"]] == ["follow", "reply", "live-post", "relay"]
    for column in ("ours", "naive", "floor"):
        for figure in ("requests", "usd"):
            said = sum(one[column][figure] for one in found["challenges"])
            said += found["texts"][figure] if column == "ours" else 0
            assert found["total"][column][figure] == pytest.approx(said)
    ours, naive, floor = (found["total"][column] for column in ("ours", "naive", "floor"))
    assert floor["requests"] <= ours["requests"] <= PLAN_BY_HAND[0]
    assert floor["usd"] <= ours["usd"] <= PLAN_BY_HAND[1]
    assert naive["requests"] >= 100 * ours["requests"]


def test_texts_looked_at_again_have_a_row_of_their_own() -> None:
    texts = json.loads(plan("first-steps", "--json").stdout)["texts"]
    assert 0 < texts["requests"] < 0.1 * PLAN_BY_HAND[0]
    assert texts["a_week"]["requests"] * 4 >= texts["requests"]
    printed = plan("first-steps").stdout
    assert "texts looked at again" in printed and "a week" in printed


def test_what_is_asked_is_said_with_the_reason() -> None:
    (reply,) = [
        one for one in json.loads(plan("first-steps", "--json").stdout)["challenges"] if one["check"] == "reply"
    ]
    watch = reply["watches"][0]
    assert (watch["read"], watch["subject"], watch["number"]) == ("replies_to", "host", 1)
    assert "author_posts would take" in watch["why"]


@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon"])
def test_every_network_has_figures_with_a_date(network: str) -> None:
    found = json.loads(plan("first-steps", "--network", network, "--learners", "100", "--json").stdout)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["asof"])
    assert all(one["can_be_judged"] for one in found["challenges"])
    assert 0 < found["total"]["floor"]["requests"] < found["total"]["ours"]["requests"]
    assert found["total"]["ours"]["requests"] < found["total"]["naive"]["requests"]
    assert (found["total"]["ours"]["usd"] > 0) is (network == "x")


def test_a_folder_will_do(tmp_path: Path) -> None:
    assert total(str(Path("lessons/first-steps").resolve())) == total("first-steps")


def test_people_get_a_table() -> None:
    shown = plan("first-steps").stdout
    assert "in all" in shown
    assert "Why these questions:" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere",), "there is no course 'nowhere'; a course folder is expected, or one of chiffres-ensemble, f"),
        (("first-steps", "--network", "myspace"), "there is no network 'myspace'; one of bluesky, mastodon, x"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(words: tuple[str, ...], says: str) -> None:
    found = plan(*words)
    assert found.exit_code == 2
    assert says in found.stderr
    assert found.stderr.count("\n") == 1


def test_who_does_not_succeed_costs_a_look_at_the_end() -> None:
    all_do, half_do = total("first-steps"), total("first-steps", "--share", "0.5")
    assert half_do["naive"] == all_do["naive"]
    assert half_do["floor"]["usd"] < all_do["floor"]["usd"]


def test_a_stream_spares_looks_where_it_speaks_for_people() -> None:
    polled = total("first-steps", "--network", "bluesky")["ours"]["requests"]
    assert total("first-steps", "--network", "bluesky", "--stream")["ours"]["requests"] < 0.75 * polled
    printed = plan("first-steps", "--network", "bluesky", "--stream").stdout
    assert "reply, author_feed: stream, checked each 6 h" in printed
    refused = plan("first-steps", "--network", "x", "--stream")
    assert (refused.exit_code, refused.stdout) == (2, "")
