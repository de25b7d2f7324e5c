"""A story: who is in the class, what each of them does in each week, and what of it was asked for."""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from mooc.core.course.course import Challenge
from mooc.core.values.span import Span
from mooc.simulation.classes.actions import ACTIONS
from mooc.simulation.classes.solo import FRIENDS, HOST, HOUR, MINUTE, OUTSIDERS, TAGGED, SoloAction, SoloAttempt, tag_of
from mooc.simulation.classes.truth import Truth
from mooc.simulation.worlds import Event, EventName, FailureKind, Outage, World, WorldAccount

START = datetime(2026, 11, 2, tzinfo=UTC)
WEEK = timedelta(days=7)
NETWORKS = ("x", "y")
AT_ONCE = timedelta(seconds=20)
"""So soon the host sees what learners write: before they mend it."""
AFTERWARDS = 3 * HOUR
"""So long after its end a challenge is judged at last."""

_CHECKS: Mapping[str, dict[str, Any]] = {
    "follow": {"follow": {"of": "host"}},
    "reply": {"reply": {"to": "host", "min_words": 5}},
    "follow-kept": {"follow": {"of": "host", "must_hold": True}},
    "unfollow": {"unfollow": {"of": "host"}},
    "post": {"post": {"at_least": 3, "tag": tag_of("post"), "min_words": 4}},
    "live-post": {"live_post": {"at_least": 3, "tag": tag_of("live-post"), "moments": 3, "apart": 10}},
    "relay": {"relay": {"by": "outside_cohort", "tag": tag_of("relay")}},
    "curate": {"curate": {"at_least": 2, "min_words": 4}},
    "repost-kept": {"repost": {"at_least": 2, "must_hold": True}},
    "conversation": {"conversation": {"to": "outside_cohort", "turns": 2}},
    "thread": {"thread": {"at_least": 3}},
    "mention": {"mention": {"of": "host", "min_words": 4}},
    "quote": {"quote": {"of": "host", "min_words": 4}},
    "listen": {"listen": {"at_least": 3}},
    "profile": {"profile": {"min_words": 3, "picture": True, "link": True}},
    "help": {"help": {"min_words": 5, "within": 1}},
    "bridge": {"bridge": {"to": "outside_cohort"}},
    "figure": {"figure": {"tag": tag_of("figure"), "by": "anyone"}},
}
_UNTIMED = frozenset({"follow", "follow-kept", "unfollow", "relay", "bridge", "profile"})
"""What the network dates in part only by when it is looked at."""
_UNNOTICED = frozenset({"unfollow"})
"""What may come and go while nobody can look, and leaves no trace."""
CHALLENGES: Mapping[str, Challenge] = {
    name: Challenge.model_validate({"challenge": name, "title": {"en": name}, "brief": "brief.md", "check": check})
    for name, check in _CHECKS.items()
}
"""The challenges of the class, one a week in an order that each story draws anew."""


class StoryTemper(StrEnum):
    """How somebody takes the course."""

    EAGER = "eager"
    LATE = "late"
    SILENT = "silent"
    CHEATING = "cheating"
    LEAVING = "leaving"
    PROTECTED = "protected"
    ON_TWO = "on_two_networks"
    RENAMING = "renaming"
    UNLINKED = "unlinked"


class StoryLearner(NamedTuple):
    """Somebody in the class. ``networks``: where they have linked an account."""

    handle: str
    temper: StoryTemper
    networks: tuple[str, ...]


class ClassStory(NamedTuple):
    """A story. ``worlds``: network → what happened there. ``windows``: challenge → its week. ``truth``: (handle,
    challenge) → whether it was done; None where nobody could know. ``actions``: how it was tried, for reports;
    ``meant``: whether that is what the challenge asks for, where it was done in time. ``may_not_tell``: where "can't
    tell" is right, too."""

    worlds: Mapping[str, World]
    learners: tuple[StoryLearner, ...]
    windows: Mapping[str, Span]
    truth: Mapping[tuple[str, str], bool | None]
    actions: Mapping[tuple[str, str], str]
    meant: Mapping[tuple[str, str], bool | None]
    may_not_tell: frozenset[tuple[str, str]]


def tell(seed: int, learners: int = 4, challenges: int = 3, of: Iterable[str] = CHALLENGES) -> ClassStory:
    """The story of that seed: always the same. ``of``: the challenges of which it takes so many, one a week."""
    return _StoryWriter(random.Random(seed), learners, random.Random(seed).sample(sorted(of), challenges)).told()  # noqa: S311 a story, no secret


class _StoryWriter:
    def __init__(self, chance: random.Random, learners: int, names: Iterable[str]) -> None:
        self._chance = chance
        self._windows = {n: Span(START + k * WEEK, START + (k + 1) * WEEK) for k, n in enumerate(names)}
        self._learners = tuple(self._learner(number) for number in range(learners))
        self._events: dict[str, list[Event]] = {network: [] for network in NETWORKS}
        self._meant: dict[tuple[str, str], bool | None] = {}
        self._actions: dict[tuple[str, str], str] = {}
        self._outages = tuple(self._outage()) if chance.random() < 0.4 else ()

    def _learner(self, number: int) -> StoryLearner:
        temper = self._chance.choice([*StoryTemper, *3 * (StoryTemper.CHEATING,)])
        networks = {StoryTemper.ON_TWO: NETWORKS, StoryTemper.UNLINKED: ()}.get(
            temper, (self._chance.choice(NETWORKS),)
        )
        return StoryLearner(f"lea{number}", temper, networks)

    def _outage(self) -> Iterator[Outage]:
        """One for each week, now and then over its end."""
        for span in self._windows.values():
            at = self._chance.choice((span.start + self._chance.random() * 6 * 24 * HOUR, span.end - 2 * HOUR))
            what, how = (
                self._chance.choice(("users", "timeline", "search", "all")),
                self._chance.choice(list(FailureKind)),
            )
            yield Outage(at, at + self._chance.uniform(1, 9) * HOUR, what, how)

    def told(self) -> ClassStory:
        for learner in self._learners:
            self._lives(learner)
        self._noise()
        worlds = {network: self._world(network) for network in NETWORKS}
        return ClassStory(
            worlds,
            self._learners,
            self._windows,
            dict(self._truth(worlds)),
            self._actions,
            self._meant,
            frozenset(self._unclear()),
        )

    def _lives(self, learner: StoryLearner) -> None:
        first_week = min(span.start for span in self._windows.values())
        network = learner.networks[0] if learner.networks else NETWORKS[0]
        if learner.temper in (StoryTemper.PROTECTED, StoryTemper.RENAMING):
            what = EventName.PROTECT if learner.temper is StoryTemper.PROTECTED else EventName.RENAME
            at = first_week + self._chance.randrange(14) * 24 * HOUR
            to = "" if what is EventName.PROTECT else f"{learner.handle}_new"
            self._events[network].append(Event(at, what, learner.handle, to=to))
        for number, (name, span) in enumerate(self._windows.items()):
            if learner.temper is StoryTemper.SILENT or (learner.temper is StoryTemper.LEAVING and number >= 1):
                self._actions[learner.handle, name] = "nothing"
            else:
                self._tries(learner, name, span)

    def _tries(self, learner: StoryLearner, name: str, span: Span) -> None:
        """Do it in one of the ways, now and then too late."""
        network = self._chance.choice(learner.networks or NETWORKS)
        fellows = [
            story_learner.handle
            for story_learner in self._learners
            if self._is_seen(story_learner, network) and story_learner != learner
        ]
        action = self._action(learner, name, bool(fellows))
        first, after = self._when(learner, span)
        fellow = self._chance.choice(fellows or OUTSIDERS)
        attempt = SoloAttempt(learner.handle, fellow, f"{learner.handle}-{name}", tag_of(name), first, self._chance)
        happens = list(action.happens(attempt))
        self._events[network] += happens
        if learner.temper is not StoryTemper.PROTECTED:
            self._events[network] += self._welcomed(attempt, happens)
        key = learner.handle, name
        self._actions[key] = f"backdated:{action.name}" if after else action.name
        if learner.networks and not after:
            self._meant[key] = action.met

    def _welcomed(self, attempt: SoloAttempt, happens: Iterable[Event]) -> Iterator[Event]:
        """Those who are with the course pass on, quote and answer what learners write, as soon as they see it."""
        posts = [event for event in happens if event.what is EventName.POST and event.by == attempt.handle]
        for post in posts:
            soon = post.at - attempt.first + AT_ONCE
            for who in FRIENDS if self._chance.random() < 0.5 else ():
                yield attempt.does(soon, EventName.REPOST, post.object, who)
                yield attempt.post(soon, by=who, quote_of=post.object)
                yield attempt.post(soon, by=who, reply_to=post.object)

    def _truth(self, worlds: Mapping[str, World]) -> Iterator[tuple[tuple[str, str], bool | None]]:
        members = {
            name: frozenset(story_learner.handle for story_learner in self._learners if name in story_learner.networks)
            for name in NETWORKS
        }
        truth = Truth(worlds, members)
        for learner in self._learners:
            for name, span in self._windows.items():
                done = truth.of(learner.handle, name, span)
                late = self._actions[learner.handle, name].startswith("backdated")
                unknown = late and not done and name in _UNTIMED and self._is_dark(span)
                yield (learner.handle, name), None if unknown else done

    def _is_seen(self, learner: StoryLearner, network: str) -> bool:
        """Whether what the learner does there for a fellow is for everybody to see."""
        return network in learner.networks and learner.temper is not StoryTemper.PROTECTED

    def _action(self, learner: StoryLearner, name: str, has_fellow: bool) -> SoloAction:
        """The honest one, or one of the others; by a fellow only where there is one on that network."""
        actions = [action for action in ACTIONS[name][1:] if has_fellow or not action.name.endswith("_fellow")]
        return self._chance.choice(actions) if learner.temper is StoryTemper.CHEATING else ACTIONS[name][0]

    def _when(self, learner: StoryLearner, span: Span) -> tuple[datetime, bool]:
        """When the first thing is done, and whether that is after the end."""
        if learner.temper is not StoryTemper.LATE:
            return self._minute(span.start + self._chance.uniform(3, 90) * HOUR), False
        if self._chance.random() < 0.5:
            return span.end + 30 * MINUTE, True
        return self._minute(span.end - self._chance.uniform(4, 12) * HOUR), False

    def _minute(self, about: datetime) -> datetime:
        """Never just before a full hour, when somebody may look."""
        return about.replace(minute=self._chance.randrange(5, 50), second=0, microsecond=0)

    def _is_dark(self, span: Span, ever: bool = False) -> bool:
        """Whether the network is out of order when the looks at the end of the week are due, or ``ever`` in it."""
        start = span.start if ever else span.end - timedelta(minutes=1)
        ends = Span(start, span.end + AFTERWARDS + timedelta(minutes=1))
        return any(outage.start < ends.end and outage.end > ends.start for outage in self._outages)

    def _unclear(self) -> Iterator[tuple[str, str]]:
        for learner in self._learners:
            hidden = learner.temper in (StoryTemper.PROTECTED, StoryTemper.UNLINKED)
            dark = (name for name, span in self._windows.items() if hidden or self._is_dark(span, name in _UNNOTICED))
            yield from ((learner.handle, name) for name in dark)

    def _noise(self) -> None:
        """What outsiders say and do, with the tag and without, and to the learners."""
        for name, span in self._windows.items():
            for number in range(self._chance.randrange(4)):
                network, who = self._chance.choice(NETWORKS), self._chance.choice(OUTSIDERS)
                attempt = SoloAttempt(who, who, f"noise-{name}-{number}", tag_of(name), span.start, self._chance)
                self._events[network].append(attempt.post(self._chance.random() * 6 * 24 * HOUR, tags=TAGGED))
                self._events[network].append(attempt.does(HOUR, EventName.FOLLOW, HOST, who))

    def _world(self, network: str) -> World:
        learners = [learner.handle for learner in self._learners]
        handles = (*FRIENDS, *OUTSIDERS, *learners, *(f"{handle}_alt" for handle in learners))
        base = 1000 * (NETWORKS.index(network) + 1)
        accounts = tuple(WorldAccount(handle, str(base + number)) for number, handle in enumerate(handles))
        return World(accounts, tuple(self._events[network]), self._outages, network)
