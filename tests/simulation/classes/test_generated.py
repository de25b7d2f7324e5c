"""Generated worlds: what the engine says of them is true, and the order in which it learns of them does not show."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mooc.core.evidence.codec import canonical
from mooc.core.evidence.scene import ActivityLog
from mooc.core.evidence.verdict import Answer
from mooc.core.judging.credit import Previous, credit
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import receipt_to_json as as_json
from mooc.core.judging.receipt import rejudge
from mooc.simulation.classes import CHALLENGES, ClassStory, generate_story
from mooc.simulation.classes.actions import ACTIONS
from mooc.simulation.classes.judging import JudgedLearner, false_verdicts, judge_story
from mooc.simulation.classes.story import StoryTemper
from mooc.simulation.worlds import World, problems, read_world
from mooc.simulation.worlds.writing import dump_world

WORLDS = int(os.environ.get("MOOC_TEST_WORLDS", "60"))
"""How many are played; more by hand, or with ``python -m mooc.simulation.classes``."""
TOLD = 300
"""How many are only told."""


@pytest.fixture(scope="module")
def played() -> list[tuple[int, ClassStory, dict[tuple[str, str], JudgedLearner]]]:
    told = ((seed, generate_story(seed)) for seed in range(1, WORLDS + 1))
    return [
        (seed, one, {(said.learner.handle, said.challenge): said for said in judge_story(one)}) for seed, one in told
    ]


def each(played: list[tuple[int, ClassStory, dict[tuple[str, str], JudgedLearner]]]) -> Iterator[JudgedLearner]:
    for _, _, said in played:
        yield from said.values()


def stored(said: JudgedLearner, log: ActivityLog) -> str:
    """The answer and the receipt, byte by byte."""
    challenge, scene = CHALLENGES[said.challenge], replace(said.scene, log=log)
    given = credit(Previous(), judge(challenge, "", scene), challenge, scene)
    return given.answer + (canonical(as_json(given.receipt)) if given.receipt else "")


def test_nothing_false_is_said(played: list[tuple[int, ClassStory, dict[tuple[str, str], JudgedLearner]]]) -> None:
    for seed, told, said in played:
        answers = {key: one.answer for key, one in said.items()}
        assert list(false_verdicts(seed, told, answers)) == []


def test_every_temper_every_way_and_every_answer_is_there(
    played: list[tuple[int, ClassStory, dict[tuple[str, str], JudgedLearner]]],
) -> None:
    assert {said.learner.temper for said in each(played)} == set(StoryTemper)
    stories = (generate_story(seed) for seed in range(1, TOLD + 1))
    actions = {(challenge, action) for told in stories for (_, challenge), action in told.actions.items()}
    assert {(name, action.name) for name, known in ACTIONS.items() for action in known} <= actions
    assert {(said.challenge, said.answer) for said in each(played)} == {(n, a) for n in CHALLENGES for a in Answer}


def test_the_order_of_arrival_and_the_batches_do_not_show(
    played: list[tuple[int, ClassStory, dict[tuple[str, str], JudgedLearner]]],
) -> None:
    chance = random.Random(1)
    for said in each(played):
        facts = list(said.facts)
        once = stored(said, ActivityLog(facts))
        chance.shuffle(facts)
        assert stored(said, ActivityLog(facts)) == once
        size = chance.randrange(1, 9)
        arrived: dict[tuple[str, str], object] = {}
        for start in range(0, len(facts), size):
            for fact in (*facts[start : start + size], *facts[:start][-2:]):  # and some once more
                arrived.setdefault((fact.network, fact.key), fact)
        assert stored(said, ActivityLog(arrived.values())) == once  # type: ignore[arg-type]
        assert stored(said, ActivityLog(arrived.values())) == once  # type: ignore[arg-type]


def test_each_receipt_gives_its_pass_again(
    played: list[tuple[int, ClassStory, dict[tuple[str, str], JudgedLearner]]],
) -> None:
    receipts = [said.receipt for said in each(played) if said.answer is Answer.MET]
    assert receipts
    for receipt in receipts:
        assert receipt is not None
        again = rejudge(receipt)
        assert (again.answer, again.counted) == (Answer.MET, receipt.facts)


def test_what_was_meant_is_what_happened() -> None:
    """But for who is late: what is done after the end of a week falls into the next."""
    for seed in range(1, TOLD + 1):
        told = generate_story(seed)
        in_time = {one.handle for one in told.learners if one.temper is not StoryTemper.LATE}
        meant = {key: met for key, met in told.intended.items() if key[0] in in_time}
        assert {key: told.truth[key] for key in meant} == meant, seed


@pytest.mark.parametrize("seed", range(5))
def test_a_world_is_written_and_read_again(seed: int) -> None:
    for world in generate_story(seed, learners=12, challenges=10).worlds.values():
        assert problems(world.accounts, world.events) == ()
        assert read_world(dump_world(world)) == world


def test_the_same_seed_tells_the_same_story() -> None:
    assert generate_story(3) == generate_story(3) != generate_story(4)


def test_a_large_class() -> None:
    told = generate_story(1, learners=500, challenges=10)
    assert len(told.truth) == 5000
    assert isinstance(told.worlds["x"], World)
    assert sum(len(world.events) for world in told.worlds.values()) > 8000
