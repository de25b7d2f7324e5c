"""Findings, verdicts and activities go to JSON and come back the same."""

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from mooc.core.evidence.codec import (
    activity_from_json,
    activity_to_json,
    canonical,
    finding_from_json,
    finding_to_json,
    verdict_from_json,
    verdict_to_json,
)
from mooc.core.evidence.verdict import Answer, Finding, Line, Verdict
from mooc.core.facts.activity import Activity, Content, References
from mooc.core.facts.needs import Need
from mooc.core.facts.troubles import Trouble
from tests.core.situations import NOON, follow, post

# No lone surrogates: JSON that is stored is UTF-8.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
for_type = st.register_type_strategy
CONTENTS = st.builds(Content, tags=st.lists(TEXT, max_size=2).map(tuple))
ACTIVITIES = st.builds(
    Activity, at=st.none() | MOMENTS, seen_at=MOMENTS, references=st.builds(References), content=CONTENTS
)
for_type(datetime, MOMENTS)
for_type(Activity, ACTIVITIES)
LINES = st.builds(Line, values=st.dictionaries(TEXT, TEXT | st.integers(), max_size=3))
FINDINGS = st.builds(
    Finding,
    lines=st.lists(LINES, max_size=3).map(tuple),
    counted=st.lists(ACTIVITIES, max_size=2).map(tuple),
    context=st.lists(ACTIVITIES, max_size=2).map(tuple),
    needs=st.lists(st.builds(Need), max_size=2).map(tuple),
    trouble=st.none() | st.builds(Trouble, until=st.none() | MOMENTS),
)


@given(FINDINGS)
def test_a_finding_comes_back_the_same(finding: Finding) -> None:
    assert finding_from_json(json.loads(canonical(finding_to_json(finding)))) == finding


@given(st.builds(Verdict, finding=FINDINGS))
def test_a_verdict_comes_back_the_same(verdict: Verdict) -> None:
    assert verdict_from_json(json.loads(canonical(verdict_to_json(verdict)))) == verdict


@given(ACTIVITIES)
def test_an_activity_comes_back_the_same(activity: Activity) -> None:
    assert activity_from_json(json.loads(canonical(activity_to_json(activity)))) == activity


def test_what_has_its_default_is_left_out() -> None:
    assert activity_to_json(follow("host")) == {
        "network": "x",
        "key": "follow:ada>host@1794398400.000000",
        "kind": "follow",
        "actor": "ada",
        "at": None,
        "seen_at": "2026-11-11T12:00:00+00:00",
        "target": "host",
    }
    assert finding_to_json(Finding(Answer.NOT_YET, ())) == {"answer": "not_yet"}


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    paris = NOON.astimezone(timezone(timedelta(hours=1)))
    assert activity_to_json(post("p", paris, seen_at=paris)) == activity_to_json(post("p", NOON, seen_at=NOON))


def test_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'
