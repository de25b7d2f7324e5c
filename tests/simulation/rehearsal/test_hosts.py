"""The cases of all courses once more, with every stranger in them put on a list: what they pass on, ask and answer
proves nothing where somebody outside the cohort is asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mooc.core.checks.combining import leaf_checks
from mooc.core.course.course import Course
from mooc.core.course.named_people import audiences_of
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.audience import HOST, STRANGERS
from mooc.lessonfiles import read_course
from mooc.simulation.rehearsal.playing import rehearse
from mooc.simulation.rehearsal.reading import Case, people, read_cases
from mooc.simulation.rehearsal.values import Sort

LESSONS = Path(__file__).parents[3] / "lessons"
FALL = {
    "chiffres-ensemble": {"figure-that-travels"},
    "first-steps": {"relay"},
    "open-source-first-steps": {"pass-it-on"},
    "twittmooc": {
        "answer-a-stranger",
        "quote-with-care",
        "lend-a-hand",
        "long-talk",
        "be-the-loudspeaker",
        "say-why",
        "first-loudspeaker",
        "in-their-words",
        "three-loudspeakers",
        "build-a-bridge",
        "hold-the-door",
    },
}
"""Course → the challenges that ask for strangers and for nobody else."""


def wants_strangers(case: Case) -> bool:
    asked = [list(audiences_of(leaf)) for leaf in leaf_checks(case.challenge.check)]
    return all(who == [STRANGERS] for who in asked)


def met() -> Iterator[Any]:
    for folder in sorted(path.parent for path in LESSONS.glob("*/course.yaml")):
        course = read_course(folder)
        for case in read_cases(course, folder)[0]:
            if case.row.sort is Sort.MET and wants_strangers(case):
                yield pytest.param(course, case, id=f"{course.course}-{case.challenge.challenge}-{case.row.name}")


MET = list(met())


def with_strangers_on(name: str, case: Case) -> Case:
    own = {handle for handles in people(case.cohort).values() for handle in handles}
    strangers = tuple(account.handle for account in case.world.accounts if account.handle not in own)
    return case._replace(cohort=case.cohort.model_copy(update={"lists": {name: strangers}}))


@pytest.mark.parametrize(("course", "case"), MET)
def test_by_the_host_alone_nothing_is_met(course: Course, case: Case) -> None:
    assert rehearse(course, case).answer is Answer.MET
    outcome = rehearse(course, with_strangers_on(HOST, case))
    assert outcome.answer is Answer.NOT_YET
    assert any("somebody from outside" in line for line in outcome.sentences["en"])


def test_these_challenges_are_tried() -> None:
    tried = {(one.values[0].course, one.values[1].challenge.challenge) for one in MET}
    assert tried == {(course, name) for course, names in FALL.items() for name in names}


@pytest.mark.parametrize("name", ["host", "voices"])
def test_a_list_counts_as_the_host_does(name: str) -> None:
    course, case = next(one.values for one in MET if one.values[1].challenge.challenge == "three-loudspeakers")
    assert rehearse(course, with_strangers_on(name, case)).answer is Answer.NOT_YET
