"""``all``, ``any`` and ``some``: three-valued logic, and what becomes of evidence, needs and moments."""

from itertools import product
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from mooc.core.checks import check_from_words
from mooc.core.checks.all import AllOf
from mooc.core.checks.any import AnyOf
from mooc.core.checks.base import Check
from mooc.core.checks.combining import CombinedCheck, nesting_depth
from mooc.core.checks.some import SomeOf
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.troubles import Trouble, TroubleKind
from tests.core.situations import HOUR, NOON, follow, found, gone, post, reply, scene, unseen

MET, NOT_YET, CANT_TELL = Answer.MET, Answer.NOT_YET, Answer.CANT_TELL
WAIT = Trouble(TroubleKind.RATE_LIMITED)


class Says(Check):
    """A part that says what it is told to say; ``hour`` tells the parts apart."""

    name: ClassVar[str] = "says"
    answer: Answer
    hour: int = 0
    undone: bool = False
    must_hold: bool = False

    def find(self, scene: Scene) -> Finding:
        del scene
        needs = () if self.answer is MET else (Need(NeedKind.POSTS, "x", f"{self.hour}"),)
        trouble = WAIT._replace(detail=f"{self.hour}") if self.answer is CANT_TELL else None
        as_of = None if self.answer is CANT_TELL else NOON + self.hour * HOUR
        fact = post(f"p{self.hour}")
        line = Line(Mark.SUMMARY, "says.it", {"hour": self.hour})
        context = (post("shared"), fact)
        return Finding(self.answer, (line,), (fact,), needs, as_of, trouble, self.undone, context)


def parts(*answers: Answer) -> tuple[Says, ...]:
    return tuple(Says(answer=said, hour=hour) for hour, said in enumerate(answers))


def combined(kind: str, of: tuple[Check, ...], at_least: int = 2) -> CombinedCheck:
    if kind == "some":
        return SomeOf(of=of, at_least=at_least)
    return AllOf(of=of) if kind == "all" else AnyOf(of=of)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (MET, MET, MET, MET),
        (MET, CANT_TELL, CANT_TELL, MET),
        (MET, NOT_YET, NOT_YET, MET),
        (CANT_TELL, CANT_TELL, CANT_TELL, CANT_TELL),
        (CANT_TELL, NOT_YET, NOT_YET, CANT_TELL),
        (NOT_YET, NOT_YET, NOT_YET, NOT_YET),
    ],
)
def test_kleene_s_tables(left: Answer, right: Answer, both: Answer, either: Answer) -> None:
    for pair in ((left, right), (right, left)):
        assert combined("all", parts(*pair)).find(scene()).answer is both
        assert combined("any", parts(*pair)).find(scene()).answer is either


@pytest.mark.parametrize("at_least", [1, 2, 3])
def test_some_agrees_with_every_way_in_which_the_unknown_could_turn_out(at_least: int) -> None:
    for answers in product(Answer, repeat=3):
        worlds = product(*([said] if said is not CANT_TELL else [MET, NOT_YET] for said in answers))
        possible = {sum(said is MET for said in world) >= at_least for world in worlds}
        expected = CANT_TELL if len(possible) == 2 else MET if possible == {True} else NOT_YET
        assert combined("some", parts(*answers), at_least).find(scene()).answer is expected


@pytest.mark.parametrize(("kind", "hour"), [("all", 3), ("any", 1), ("some", 2)])
def test_met_when_the_last_of_the_parts_that_were_needed_was_met(kind: str, hour: int) -> None:
    of = tuple(Says(answer=MET, hour=hour) for hour in (3, 1, 2))
    finding = combined(kind, of).find(scene())
    assert finding.as_of == NOON + hour * HOUR
    assert {fact.key for fact in finding.counted} == {f"p{n}" for n in range(1, hour + 1)}


@pytest.mark.parametrize(("kind", "hour"), [("all", 3), ("any", 1), ("some", 2)])
def test_not_yet_is_known_up_to_where_too_many_parts_are_missing(kind: str, hour: int) -> None:
    of = tuple(Says(answer=NOT_YET, hour=hour) for hour in (3, 1, 2))
    assert combined(kind, of).find(scene()).as_of == NOON + hour * HOUR


def test_one_part_that_is_missing_is_enough_to_know_that_not_all_are_met() -> None:
    of = (Says(answer=CANT_TELL), Says(answer=NOT_YET, hour=5), Says(answer=MET, hour=9))
    assert combined("all", of).find(scene()).as_of == NOON + 5 * HOUR


def test_the_needs_of_what_is_open_are_put_together_once() -> None:
    finding = combined("all", (*parts(MET, NOT_YET, CANT_TELL), Says(answer=NOT_YET, hour=1))).find(scene())
    assert [need.actor for need in finding.needs] == ["1", "2"]


def test_the_first_trouble_is_the_reason() -> None:
    finding = combined("any", parts(NOT_YET, CANT_TELL, CANT_TELL)).find(scene())
    assert finding.trouble == WAIT._replace(detail="1")
    assert finding.as_of is None


def test_the_evidence_of_each_part_stands_under_its_number() -> None:
    lines = combined("some", parts(MET, NOT_YET, CANT_TELL)).find(scene()).lines
    assert [(line.mark.value, line.word) for line in lines] == [
        ("counts", "part.met"),
        ("summary", "says.it"),
        ("does_not_count", "part.not_yet"),
        ("summary", "says.it"),
        ("unknown", "part.cant_tell"),
        ("summary", "says.it"),
        ("summary", "some.expected"),
    ]
    assert lines[0].values == {"n": 1, "of": 3}
    assert lines[-1].values == {"have": 1, "want": 2, "of": 3}


def test_a_fact_that_counts_is_no_context() -> None:
    finding = combined("all", parts(MET, MET)).find(scene())
    assert [fact.key for fact in finding.counted] == ["p0", "p1"]
    assert [fact.key for fact in finding.context] == ["shared"]


@pytest.mark.parametrize(
    ("part", "undone"),
    [
        (Says(answer=NOT_YET, undone=True, must_hold=True), True),
        (Says(answer=CANT_TELL, undone=True, must_hold=True), True),
        (Says(answer=NOT_YET, undone=True), False),
        (Says(answer=NOT_YET, must_hold=True), False),
        (Says(answer=MET, undone=True, must_hold=True), False),
    ],
)
def test_undone_is_what_a_part_that_must_hold_has_lost(part: Says, undone: bool) -> None:
    whole = combined("all", (part, Says(answer=NOT_YET, must_hold=True)))
    assert whole.find(scene()).undone is undone
    assert whole.holds
    assert not combined("all", parts(MET, NOT_YET)).holds


def test_real_checks_in_each_other() -> None:
    rule = check_from_words(
        {"all": [{"follow": {"of": "host"}}, {"any": [{"post": {"tag": "mooc"}}, {"reply": {"to": "host"}}]}]}
    )
    done = follow("host", absent=NOON - HOUR)
    assert found(rule, done, post("p1")).answer is MET
    assert found(rule, done, reply("r1", "host", tags=())).answer is MET
    assert found(rule, done).answer is NOT_YET
    assert found(rule, post("p1")).answer is NOT_YET
    assert found(rule, post("p1"), coverage=unseen).answer is CANT_TELL


def test_a_pass_that_must_hold_within_another_is_still_watched() -> None:
    rule = check_from_words({"all": [{"follow": {"of": "host", "must_hold": True}}, {"post": {}}]})
    done = follow("host", absent=NOON - HOUR)
    passed = found(rule, done, post("p1"))
    assert {need.kind for need in passed.needs} == {NeedKind.FOLLOWS, NeedKind.STANDING}
    assert found(rule, done, post("p1"), gone(done)).undone


@pytest.mark.parametrize(
    "wrong",
    [
        {"all": []},
        {"any": [{"post": {}}]},
        {"all": [{"post": {}}] * 11},
        {"some": {"at_least": 3, "of": [{"post": {}}, {"reply": {}}]}},
        {"some": {"at_least": 0, "of": [{"post": {}}, {"reply": {}}]}},
        {"all": [{"post": {}}, {"wave": {}}]},
        {"all": "post"},
        {"any": [{"post": {}, "reply": {}}, {"post": {}}]},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        check_from_words(wrong)


def test_three_deep_is_deep_enough() -> None:
    two: dict[str, Any] = {"all": [{"post": {}}, {"any": [{"post": {}}, {"reply": {}}]}]}
    assert nesting_depth(check_from_words({"any": [two, {"post": {}}]})) == 3
    with pytest.raises(ValidationError, match="at most 3 deep"):
        check_from_words({"all": [{"any": [two, {"post": {}}]}, {"post": {}}]})


def test_a_wrong_parameter_is_found_at_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        check_from_words({"all": [{"post": {}}, {"any": [{"post": {}}, {"reply": {"at_least": 0}}]}]})
    assert [error["loc"] for error in caught.value.errors()] == [("all", "of", 1, "any", "of", 1, "reply", "at_least")]
