"""A receipt proves the pass by itself, later and offline, and shows when it was tampered with."""

import json
from dataclasses import replace
from typing import Any

import pytest

from mooc.core.course.course import Challenge
from mooc.core.evidence.codec import canonical
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import (
    Receipt,
    ReceiptTampered,
    make_receipt,
    receipt_from_json,
    receipt_to_json,
    rejudge,
)
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    AFTER,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OPENS,
    follow,
    gone,
    post,
    quote,
    reply,
    repost,
    scene,
)


def challenge(check: dict[str, Any]) -> Challenge:
    title = {"en": "Three voices", "fr": "Trois voix"}
    return Challenge.model_validate({"challenge": "voices", "title": title, "brief": "v.{lang}.md", "check": check})


def passed(check: dict[str, Any], *happened: Activity, **more: Any) -> Receipt:
    seen, todo = scene(*happened, **more), challenge(check)
    return make_receipt(todo, judge(todo, "c0ffee", seen), seen)


def stored(kept: Receipt) -> Receipt:
    return receipt_from_json(json.loads(canonical(receipt_to_json(kept))), kept.digest)


FOLLOWED = follow("host", absent=NOON - HOUR)

PASSES: dict[str, tuple[dict[str, Any], list[Activity]]] = {
    "follow": ({"follow": {"of": "host", "new": True}}, [FOLLOWED]),
    "an old follow": ({"follow": {"of": "host"}}, [follow("host", OPENS - DAY)]),
    "a follow undone later": ({"follow": {"of": "host"}}, [FOLLOWED, gone(FOLLOWED)]),
    "an unfollow": ({"unfollow": {"of": "host"}}, [FOLLOWED, gone(FOLLOWED)]),
    "an unfollow that must hold": ({"unfollow": {"of": "host", "must_hold": True}}, [FOLLOWED, gone(FOLLOWED)]),
    "a follow of two of a list": (
        {"follow": {"of": {"list": "voices"}, "at_least": 2}},
        [FOLLOWED, follow("voice"), follow("zoe")],
    ),
    "a reply to the host": ({"reply": {"to": "host"}}, [reply("r1", "host")]),
    "a reply to a fellow": ({"reply": {"to": "twinome"}}, [reply("r1", "bob")]),
    "a reply whose author only the log knows": (
        {"reply": {"to": "host"}},
        [post("post of host", NOON - HOUR, actor="host"), reply("r1", "host", reply_to_author="")],
    ),
    "a post": ({"post": {"tag": "{hashtag}", "at_least": 2}}, [post("p1"), post("p2", NOON + MINUTE)]),
    "a post that mentions": ({"post": {"mentions": "mentors"}}, [post("p1", mentions=("mia", "zoe"))]),
    "an edited post": ({"post": {"tag": "mooc"}}, [post("p1", tags=()), post("p2", NOON + MINUTE, edit_of="p1")]),
    "a live post": (
        {"live_post": {"at_least": 3, "moments": 2}},
        [post("p1"), post("p2", NOON + MINUTE), post("p3", NOON + HOUR), post("p4", NOON + 2 * HOUR)],
    ),
    "a repost": ({"relay": {}}, [post("p1"), repost("p1", "zoe"), repost("p1", "yan")]),
    "a quote by a fellow": ({"relay": {"by": "twinome"}}, [post("p1"), quote("q1", "p1", "bob")]),
    "all": ({"all": [{"relay": {}}, {"post": {}}]}, [post("p1"), repost("p1", "zoe")]),
    "any": ({"any": [{"relay": {}}, {"reply": {}}]}, [reply("r1", "zoe")]),
    "some": (
        {"some": {"at_least": 2, "of": [{"relay": {}}, {"reply": {}}, {"follow": {"of": "host"}}]}},
        [reply("r1", "zoe"), FOLLOWED],
    ),
}

each_pass = pytest.mark.parametrize("name", PASSES)


@each_pass
def test_a_receipt_is_judged_again_from_itself_alone(name: str) -> None:
    check, happened = PASSES[name]
    kept = stored(passed(check, *happened))
    assert rejudge(kept).answer is Answer.MET
    assert rejudge(kept, challenge(check)).answer is Answer.MET
    assert rejudge(kept).as_of == kept.met_at


@each_pass
def test_a_receipt_comes_back_the_same(name: str) -> None:
    check, happened = PASSES[name]
    kept = passed(check, *happened)
    assert stored(kept) == kept
    assert stored(kept).digest == kept.digest


@each_pass
def test_without_its_facts_a_receipt_proves_nothing(name: str) -> None:
    check, happened = PASSES[name]
    emptied = replace(passed(check, *happened), facts=())
    assert rejudge(stored(emptied)).answer is not Answer.MET


@pytest.mark.parametrize(
    "change",
    [
        {"member": "bob"},
        {"challenge": "another"},
        {"rule": "post/3"},
        {"course": "decaf"},
        {"hashtag": "other"},
        {"met_at": NOON.isoformat()},
        {"made_at": NOON.isoformat()},
        {"window": [NOON.isoformat(), AFTER.isoformat()]},
        {"facts": []},
        {"check": {"post": {"at_least": 5}}},
        {"ties": {"zoe": ["twinome"]}},
        {"more": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_receipt_is_found_out(change: dict[str, Any]) -> None:
    kept = passed({"post": {}}, post("p1", NOON + MINUTE))
    body = receipt_to_json(kept)
    assert receipt_from_json(body, kept.digest) == kept
    with pytest.raises(ReceiptTampered):
        receipt_from_json(body | change, kept.digest)


def test_a_rule_that_asks_for_more_is_not_met_by_the_receipt_of_another() -> None:
    kept = passed({"post": {}}, post("p1"))
    assert rejudge(kept, challenge({"post": {"at_least": 2}})).answer is not Answer.MET


def test_a_receipt_says_when_it_was_met_and_when_it_was_made() -> None:
    kept = passed({"post": {}}, post("p1"))
    assert (kept.met_at, kept.made_at) == (NOON, AFTER)
    assert (kept.rule, kept.course, kept.member) == ("post/2", "c0ffee", "ada")


def test_a_receipt_knows_only_the_people_in_its_facts_and_no_handle() -> None:
    kept = passed({"reply": {"to": "twinome"}}, reply("r1", "bob"), accounts=(ADA, ADA_ON_BLUESKY))
    assert set(kept.ties) == {"ada", "bob"}
    assert kept.ties["bob"] == ("cohort", "twinome")
    assert kept.lists == {}
    assert kept.accounts == (("x", "ada"), ("bluesky", "did:ada"))
    assert ADA.handle not in canonical(receipt_to_json(kept))


def test_only_a_pass_has_a_receipt() -> None:
    with pytest.raises(ValueError, match="only what is met"):
        passed({"post": {}})
