"""``mooc try`` on the worlds of the cases: what is met there is met in a trial, which looks once, at the end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mooc.commands.dry_run import run
from mooc.core.engine.dry_run import audience_names, dry_run_classroom
from mooc.core.engine.engine import Classroom
from mooc.core.evidence.scene import OwnAccount
from mooc.core.evidence.verdict import Answer
from mooc.core.values.span import Span
from mooc.lessonfiles import read_course
from mooc.simulation.played_network import PlayedNetwork
from mooc.simulation.rehearsal.reading import Case, people, read_cases
from mooc.simulation.worlds import EventName

WORDS = Path(__file__).parent / "words"
COURSE = read_course(WORDS)
CASES, _ = read_cases(COURSE, WORDS)
BY_ROLE = {"cohort": "learner", "mentors": "mentor"}


def classroom(case: Case) -> Classroom:
    world = case.world
    account = OwnAccount(world.network, world.id_of(case.row.learner), case.row.learner, case.window.start)
    named = {name: tuple(map(world.id_of, handles)) for name, handles in _people(case)}
    window = Span(case.window.start, max(case.window.end, case.now + timedelta(hours=1)))
    hashtag = case.cohort.hashtag or COURSE.hashtag
    return dry_run_classroom(case.challenge, account, window, {world.network: PlayedNetwork.reads}, hashtag, named)


def _people(case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in audience_names(case.challenge.check):
        if name in case.named:
            yield name, case.named[name]
        elif name == "twinome":
            yield name, case.cohort.twinome
        elif name in BY_ROLE:
            yield name, tuple(people(case.cohort)[BY_ROLE[name]])
        elif name == "another_cohort":
            yield name, case.cohort.another_cohort
        else:
            yield name, case.cohort.lists.get(name, ("host",))


UNDONE = {EventName.DELETE, EventName.UNFOLLOW, EventName.UNREPOST}


def is_still_there(case: Case) -> bool:
    """Whether all of it can be seen at the end, in one look."""
    bios = [event for event in case.world.events if event.what is EventName.BIO]
    rule = str(case.challenge.check.model_dump(mode="json"))
    return "'new': True" not in rule and len(bios) < 2 and not {event.what for event in case.world.events} & UNDONE


MET = [case for case in CASES if case.row.expected is Answer.MET and not case.statements and is_still_there(case)]


@pytest.mark.parametrize("case", MET, ids=lambda case: f"{case.challenge.challenge}-{case.row.name}")
def test_what_is_met_is_met(case: Case) -> None:
    tried = run(PlayedNetwork(case.world), classroom(case), case.now, {})  # type: ignore[arg-type]
    assert tried.verdict.answer is Answer.MET


def test_every_word_is_among_them() -> None:
    words = {case.challenge.check.name for case in MET}
    assert {"profile", "listen", "mention", "quote", "repost", "curate", "thread"} <= words
    assert {"conversation", "help", "bridge", "figure"} <= words
