"""A story: who is in the class, what each of them does in each week, and what of it was asked for."""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from mooc.core.course.course import Challenge
from mooc.core.values.span import Span
from mooc.simulation.classes.actions import ACTIONS
from mooc.simulation.classes.solo import FRIENDS, HOST, HOUR, MINUTE, OUTSIDERS, TAGGED, SoloAttempt, tag_of
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
    ``intended``: whether that is what the challenge asks for, where it was done in time. ``may_not_tell``: where "can't
    tell" is right, too."""

    worlds: Mapping[str, World]
    learners: tuple[StoryLearner, ...]
    windows: Mapping[str, Span]
    truth: Mapping[tuple[str, str], bool | None]
    actions: Mapping[tuple[str, str], str]
    intended: Mapping[tuple[str, str], bool | None]
    may_not_tell: frozenset[tuple[str, str]]


def generate_story(seed: int, learners: int = 4, challenges: int = 3, of: Iterable[str] = CHALLENGES) -> ClassStory:
    """The story of that seed: always the same. ``of``: the challenges of which it takes so many, one a week."""
    return _StoryWriter(random.Random(seed), learners, random.Random(seed).sample(sorted(of), challenges)).told()  # noqa: S311 a story, no secret


class _StoryWriter:
    def __init__(self, chance: random.Random, learners: int, names: Iterable[str]) -> None:
        self._chance = chance
        self._windows = {n: Span(START + k * WEEK, START + (k + 1) * WEEK) for k, n in enumerate(names)}
        drawn = []
        for number in range(learners):
            temper = chance.choice([*StoryTemper, *3 * (StoryTemper.CHEATING,)])
            networks = {StoryTemper.ON_TWO: NETWORKS, StoryTemper.UNLINKED: ()}.get(temper, (chance.choice(NETWORKS),))
            drawn.append(StoryLearner(f"lea{number}", temper, networks))
        self._learners = tuple(drawn)
        self._events: dict[str, list[Event]] = {network: [] for network in NETWORKS}
        self._meant: dict[tuple[str, str], bool | None] = {}
        self._actions: dict[tuple[str, str], str] = {}
        self._outages = tuple(self._draw_outages()) if chance.random() < 0.4 else ()

    def _draw_outages(self) -> Iterator[Outage]:
        """One for each week, now and then over its end."""
        for span in self._windows.values():
            at = self._chance.choice((span.start + self._chance.random() * 6 * 24 * HOUR, span.end - 2 * HOUR))
            part = self._chance.choice(("users", "timeline", "search", "all"))
            failure = self._chance.choice(list(FailureKind))
            yield Outage(at, at + self._chance.uniform(1, 9) * HOUR, part, failure)

    def told(self) -> ClassStory:
        for learner in self._learners:
            self._live(learner)
        self._make_noise()
        handles = [learner.handle for learner in self._learners]
        inhabitants = (*FRIENDS, *OUTSIDERS, *handles, *(f"{handle}_alt" for handle in handles))
        worlds = {}
        for place, network in enumerate(NETWORKS, 1):
            accounts = (WorldAccount(handle, str(1000 * place + n)) for n, handle in enumerate(inhabitants))
            worlds[network] = World(tuple(accounts), tuple(self._events[network]), self._outages, network)
        unclear = set()
        for learner in self._learners:
            is_hidden = learner.temper in (StoryTemper.PROTECTED, StoryTemper.UNLINKED)
            for name, span in self._windows.items():
                if is_hidden or self._is_dark(span, name in _UNNOTICED):
                    unclear.add((learner.handle, name))
        return ClassStory(
            worlds,
            self._learners,
            self._windows,
            dict(self._truth(worlds)),
            self._actions,
            self._meant,
            frozenset(unclear),
        )

    def _live(self, learner: StoryLearner) -> None:
        first_week = min(span.start for span in self._windows.values())
        network = learner.networks[0] if learner.networks else NETWORKS[0]
        if learner.temper in (StoryTemper.PROTECTED, StoryTemper.RENAMING):
            change = EventName.PROTECT if learner.temper is StoryTemper.PROTECTED else EventName.RENAME
            at = first_week + self._chance.randrange(14) * 24 * HOUR
            to = "" if change is EventName.PROTECT else f"{learner.handle}_new"
            self._events[network].append(Event(at, change, learner.handle, to=to))
        for number, (name, span) in enumerate(self._windows.items()):
            if learner.temper is StoryTemper.SILENT or (learner.temper is StoryTemper.LEAVING and number >= 1):
                self._actions[learner.handle, name] = "nothing"
            else:
                self._attempt(learner, name, span)

    def _attempt(self, learner: StoryLearner, name: str, span: Span) -> None:
        """Do it in one of the ways, now and then too late."""
        network = self._chance.choice(learner.networks or NETWORKS)
        fellows = [  # whatever they do there is for everybody to see
            fellow.handle
            for fellow in self._learners
            if network in fellow.networks and fellow.temper is not StoryTemper.PROTECTED and fellow != learner
        ]
        action = ACTIONS[name][0]
        if learner.temper is StoryTemper.CHEATING:
            tricks = [trick for trick in ACTIONS[name][1:] if fellows or not trick.name.endswith("_fellow")]
            action = self._chance.choice(tricks)
        first, is_backdated = self._draw_moment(learner, span)
        fellow = self._chance.choice(fellows or OUTSIDERS)
        attempt = SoloAttempt(learner.handle, fellow, f"{learner.handle}-{name}", tag_of(name), first, self._chance)
        happens = list(action.events(attempt))
        self._events[network] += happens
        if learner.temper is not StoryTemper.PROTECTED:
            self._events[network] += self._welcomed(attempt, happens)
        key = learner.handle, name
        self._actions[key] = f"backdated:{action.name}" if is_backdated else action.name
        if learner.networks and not is_backdated:
            self._meant[key] = action.met

    def _welcomed(self, attempt: SoloAttempt, happens: Iterable[Event]) -> Iterator[Event]:
        """Those who are with the course pass on, quote and answer what learners write, as soon as they see it."""
        posts = [event for event in happens if event.what is EventName.POST and event.by == attempt.handle]
        for post in posts:
            soon = post.at - attempt.first + AT_ONCE
            for friend in FRIENDS if self._chance.random() < 0.5 else ():
                yield attempt.does(soon, EventName.REPOST, post.object, friend)
                yield attempt.post(soon, by=friend, quote_of=post.object)
                yield attempt.post(soon, by=friend, reply_to=post.object)

    def _truth(self, worlds: Mapping[str, World]) -> Iterator[tuple[tuple[str, str], bool | None]]:
        members = {
            network: frozenset(learner.handle for learner in self._learners if network in learner.networks)
            for network in NETWORKS
        }
        truth = Truth(worlds, members)
        for learner in self._learners:
            for name, span in self._windows.items():
                done = truth.of(learner.handle, name, span)
                late = self._actions[learner.handle, name].startswith("backdated")
                unknown = late and not done and name in _UNTIMED and self._is_dark(span)
                yield (learner.handle, name), None if unknown else done

    def _draw_moment(self, learner: StoryLearner, span: Span) -> tuple[datetime, bool]:
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

    def _make_noise(self) -> None:
        """What outsiders say and do, with the tag and without, and to the learners."""
        for name, span in self._windows.items():
            for number in range(self._chance.randrange(4)):
                network, outsider = self._chance.choice(NETWORKS), self._chance.choice(OUTSIDERS)
                attempt = SoloAttempt(
                    outsider, outsider, f"noise-{name}-{number}", tag_of(name), span.start, self._chance
                )
                self._events[network].append(attempt.post(self._chance.random() * 6 * 24 * HOUR, tags=TAGGED))
                self._events[network].append(attempt.does(HOUR, EventName.FOLLOW, HOST, outsider))
