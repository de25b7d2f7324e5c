"""What the engine says of a story: it looks, judges and credits as in earnest, with nothing but memory."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.engine.engine import Classroom, Engine, Participant
from mooc.core.evidence.scene import OwnAccount, Scene
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Relation
from mooc.core.judging.receipt import Receipt
from mooc.core.values.span import Span
from mooc.simulation.classes.solo import HOUR, LISTS, MENTOR
from mooc.simulation.classes.story import AFTERWARDS, CHALLENGES, START, ClassStory, StoryLearner
from mooc.simulation.played_network import PlayedNetwork

EVERY = 12 * HOUR
SINCE = START - timedelta(days=7)


class JudgedLearner(NamedTuple):
    """What stands of one learner and one challenge at last. ``scene``, ``facts``: what it was judged by."""

    learner: StoryLearner
    challenge: str
    answer: Answer
    receipt: Receipt | None
    scene: Scene
    facts: tuple[Activity, ...]


def judge_story(story: ClassStory) -> Iterator[JudgedLearner]:
    """What stands of each learner and each challenge once its week is over, each week seen by an engine of its own.

    It sees more than the week: what was done before and after is in the log, and is not to count."""
    for name, window in story.windows.items():
        closing = window.end + AFTERWARDS
        engine = Engine(classroom(story, (name,), Span(SINCE, closing)))
        asks = {network: PlayedNetwork(world).read for network, world in story.worlds.items()}
        for now in moments(window):
            engine.advance(asks, now)
        by_name = {learner.handle: learner for learner in story.learners}
        for pair, scene in engine.scenes(engine.pairs(closing), closing):
            judgement = engine.judgements[pair]
            answer = judgement.previous.answer or Answer.CANT_TELL
            yield JudgedLearner(by_name[pair.participant], name, answer, judgement.receipt, scene, engine.facts)


def moments(window: Span) -> Iterator[datetime]:
    """When it is looked in a week: twice a day, at its end, and once more afterwards."""
    moment = window.start
    while moment < window.end:
        yield moment
        moment += EVERY
    yield window.end
    yield window.end + AFTERWARDS


def classroom(story: ClassStory, names: Iterable[str], observed: Span | None = None) -> Classroom:
    """The class of a story, with these of its challenges."""
    worlds = story.worlds
    learners = [(learner, network) for learner in story.learners for network in learner.networks]
    ties = {world.id_of(MENTOR): frozenset({Relation.COHORT, Relation.MENTORS}) for world in worlds.values()}
    ties |= {worlds[network].id_of(learner.handle): frozenset({Relation.COHORT}) for learner, network in learners}
    participants = []
    for learner in story.learners:
        accounts = tuple(
            OwnAccount(network, worlds[network].id_of(learner.handle), learner.handle, SINCE)
            for network in learner.networks
        )
        participants.append(Participant(learner.handle, accounts, ties))
    return Classroom(
        challenges=tuple(CHALLENGES[name] for name in names),
        windows=story.windows,
        participants=tuple(participants),
        tables=dict.fromkeys(worlds, PlayedNetwork.reads),
        lists={(on, name): (world.id_of(handle),) for on, world in worlds.items() for name, handle in LISTS.items()},
        observed_span=observed,
    )


class FalseVerdict(NamedTuple):
    """Something that was said and is not so."""

    seed: int
    kind: str
    learner: StoryLearner
    challenge: str
    action: str


def false_verdicts(seed: int, story: ClassStory, answers: Mapping[tuple[str, str], Answer]) -> Iterator[FalseVerdict]:
    """ "met" of what was not done, "not yet" of what was, and "can't tell" where it could be told."""
    learners = {learner.handle: learner for learner in story.learners}
    for key, answer in answers.items():
        truth = story.truth[key]
        wrong = ""
        if answer is Answer.MET and truth is False:
            wrong = "false met"
        elif answer is Answer.NOT_YET and truth is True:
            wrong = "false not yet"
        elif answer is Answer.CANT_TELL and key not in story.may_not_tell:
            wrong = "can't tell without need"
        if wrong:
            yield FalseVerdict(seed, wrong, learners[key[0]], key[1], story.actions[key])
