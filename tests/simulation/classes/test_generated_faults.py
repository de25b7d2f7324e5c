"""What generated worlds are good for: a check, or the truth, is broken on purpose, and they find it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest

from mooc.core.checks import (
    base,
    curate,
    figure,
    help,
    listen,
    live_post,
    mention,
    profile,
    reply,
    repost,
    thread,
    writing,
)
from mooc.core.evidence import scene
from mooc.core.evidence.scene import ActivityLog, Scene
from mooc.core.facts import audience
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import LISTED, Relation
from mooc.core.judging import credit
from mooc.simulation.classes import CHALLENGES, generate_story, truth
from mooc.simulation.classes.judging import false_verdicts, judge_story

WORLDS = 40
"""A fault is found in so many worlds, each with six learners and one challenge."""


class Fault(NamedTuple):
    """``name`` of ``where`` does something else than it should; it shows in this challenge, in this way."""

    what: str
    where: Any
    name: str
    instead: Callable[..., Any]
    challenge: str
    shows: str


def found(challenge: str) -> set[str]:
    """What is false in the first world in which anything is."""
    for seed in range(1, WORLDS + 1):
        told = generate_story(seed, learners=6, challenges=1, of=(challenge,))
        said = {(one.learner.handle, one.challenge): one.answer for one in judge_story(told)}
        wrong = {one.kind for one in false_verdicts(seed, told, said)}
        if wrong:
            return wrong
    return set()


def any_time(known: Scene) -> list[Activity]:
    return [post for own in known.accounts for post in known.log.by(Kind.POST, own.id)]


def last_version(log: ActivityLog, post: Activity) -> list[Activity]:
    return log.about(post.key)


def edit_time(log: ActivityLog, post: Activity) -> Any:
    return post.began_by


def nothing(*_: Any) -> tuple[Any, ...]:
    return ()


def but_for_the_listed(ties: frozenset[str]) -> str:
    return "course" if any(not tie.startswith(LISTED) for tie in ties) else ""


def but_for_mentors(ties: frozenset[str]) -> str:
    return "course" if ties and Relation.MENTORS not in ties else ""


MET, NOT_YET = "false met", "false not yet"
STRANGERS_WANTED = ("relay", "bridge", "conversation", "help")
FAULTS = (
    Fault("the window is ignored", writing, "posts_in_window", any_time, "post", MET),
    Fault("the window is ignored", live_post, "posts_in_window", any_time, "live-post", MET),
    Fault("every text is new", writing, "copy_key", lambda post: post.key, "post", MET),
    Fault("an edit is a new moment", live_post, "first_posted_at", edit_time, "live-post", MET),
    Fault("every answer counts", reply.Reply, "flaws", nothing, "reply", MET),
    Fault("everybody is meant", scene.Scene, "means", lambda *_: True, "quote", MET),
    Fault("everybody is meant", scene.Scene, "means", lambda *_: True, "relay", MET),
    Fault("everybody is meant", scene.Scene, "means", lambda *_: True, "bridge", MET),
    Fault("everybody is meant", scene.Scene, "means", lambda *_: True, "conversation", MET),
    Fault("everybody is meant", scene.Scene, "means", lambda *_: True, "help", MET),
    *(
        Fault("who is on a list is a stranger", audience, "known_by", but_for_the_listed, challenge, MET)
        for challenge in STRANGERS_WANTED
    ),
    *(
        Fault("who mentors is a stranger", audience, "known_by", but_for_mentors, challenge, MET)
        for challenge in STRANGERS_WANTED
    ),
    Fault("nobody is meant", scene.Scene, "means", lambda *_: False, "bridge", NOT_YET),
    Fault("every mention counts", mention.Mention, "flaws", nothing, "mention", MET),
    Fault("no source was shared before", curate, "same_link", lambda *_: False, "curate", MET),
    Fault("thanks for what was edited are lost", help, "reactions_to", last_version, "help", NOT_YET),
    Fault("confirmations of what was edited are lost", figure, "reactions_to", last_version, "figure", NOT_YET),
    Fault("every figure counts", figure.Figure, "flaws", nothing, "figure", MET),
    Fault("a thread breaks where it is edited", thread, "reactions_to", last_version, "thread", NOT_YET),
    Fault("first words are as late as their edit", listen, "first_posted_at", edit_time, "listen", MET),
    Fault("nobody is heard", listen, "_turns", nothing, "listen", NOT_YET),
    Fault("any profile will do", profile.Profile, "_flaws", nothing, "profile", MET),
    Fault("no profile is in time", profile, "_within", lambda *_: [], "profile", NOT_YET),
    Fault("nothing is ever undone", credit, "_undone", lambda *_: False, "repost-kept", MET),
    Fault("nothing is ever undone", credit, "_undone", lambda *_: False, "follow-kept", MET),
    Fault("reposts are not seen", repost, "reposts_in_window", nothing, "repost-kept", NOT_YET),
    Fault("no follow is seen", ActivityLog, "follows", nothing, "follow", NOT_YET),
    Fault("no end is seen", ActivityLog, "ended", lambda *_: None, "unfollow", NOT_YET),
    Fault("what cannot be seen is absent", base, "_why_unseen", lambda *_: None, "post", NOT_YET),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: f"{one.what}: {one.challenge}")
def test_a_fault_of_the_engine_is_found(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault.where, fault.name, fault.instead)
    assert fault.shows in found(fault.challenge)


@pytest.mark.parametrize("challenge", CHALLENGES)
@pytest.mark.parametrize(("always", "shows"), [(True, NOT_YET), (False, MET)])
def test_a_truth_that_is_not_is_found(
    challenge: str, always: bool, shows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_writable(truth.DONE), challenge, lambda situation: always)
    assert found(challenge) == {shows}


def test_each_challenge_has_a_fault() -> None:
    assert {fault.challenge for fault in FAULTS} == set(CHALLENGES)


def _writable(done: Mapping[str, Any]) -> dict[str, Any]:
    assert isinstance(done, dict)
    return done
