"""What happens in the demo: thirty learners do four challenges, most of them well, some with common mistakes."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from demo.cast import HOST, LEARNERS, OUTSIDERS
from mooc.core.course.course import Course, Run
from mooc.core.course.schedule import windows
from mooc.core.values.span import Span
from mooc.simulation.people import Persona, Temper, Trick
from mooc.simulation.worlds import Event, EventName, FailureKind, Outage, World, WorldAccount

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_THINGS = ("the tide", "a late train", "bread", "first frost", "an old map", "rain on slate", "the market", "a fox")


def generate_story(course: Course, run: Run, hashtag: str, seed: int) -> World:
    """The whole story, as a world. The same seed tells the same story."""
    accounts = tuple(WorldAccount(person.handle, person.account) for person in (HOST, *LEARNERS, *OUTSIDERS))
    outages = (
        Outage(run.start + 2 * DAY, run.start + 2 * DAY + 5 * HOUR, "users", FailureKind.ERROR_500),
        Outage(run.start + 9 * DAY, run.start + 9 * DAY + 6 * HOUR, "search", FailureKind.ERROR_500),
        Outage(run.start + 23 * DAY, run.start + 23 * DAY + 2 * HOUR, "search", FailureKind.TRUNCATED),
    )
    return World(accounts, tuple(Story(windows(course, run), hashtag, seed).events()), outages)


class Story:
    """Who does what and when, each by temper and trick. Numbers are places in the cast."""

    def __init__(self, windows: Mapping[str, Span], hashtag: str, seed: int) -> None:
        self._windows = windows
        self._tag = hashtag
        self._random = random.Random(seed)  # noqa: S311 a story, no secret

    def events(self) -> Iterator[Event]:
        """All events, in no order."""
        start = self._windows["follow"].start
        for week in range(4):
            yield Event(
                start + week * 7 * DAY + 9 * HOUR, EventName.POST, f"prompt{week}", HOST.handle, "What did you hear?"
            )
        for number, person in enumerate(OUTSIDERS * 8):
            at = start + number * DAY + 10 * HOUR
            yield Event(at, EventName.POST, f"noise{number}", person.handle, self._words(), (self._tag,))
        for number, person in enumerate(LEARNERS):
            if person.trick is Trick.PROTECTS:
                yield Event(start + 7 * DAY + HOUR, EventName.PROTECT, person.handle)
            if person.trick is Trick.RENAMES:
                yield Event(start + 15 * DAY, EventName.RENAME, person.handle, to="fieldfare_now")
            if person.temper is not Temper.SILENT:
                yield from self._follow(person)
                yield from self._reply(number, person)
                yield from self._live(number, person)
                yield from self._relay(number, person)

    def _within(self, span: Span) -> datetime:
        """Some waking moment of the first five days."""
        return span.start + self._random.randrange(5) * DAY + (8 + self._random.random() * 13) * HOUR

    def _words(self) -> str:
        first, second = self._random.sample(_THINGS, 2)
        return f"I listened for {first} and then {second} number {self._random.randrange(10**6)}"

    def _follow(self, person: Persona) -> Iterator[Event]:
        week = self._windows["follow"]
        moments: dict[Trick | None, datetime] = {
            Trick.FOLLOWS_AT_THE_LAST_MINUTE: week.end - 30 * MINUTE,
            Trick.FOLLOWED_BEFORE: week.start - 30 * DAY,
            Trick.FOLLOWS_LATE: week.end + 5 * HOUR,
        }
        at = moments.get(person.trick, self._within(week))
        yield Event(at, EventName.FOLLOW, HOST.handle, person.handle)
        if person.trick is Trick.UNFOLLOWS:
            yield Event(at + DAY, EventName.UNFOLLOW, HOST.handle, person.handle)

    def _reply(self, number: int, person: Persona) -> Iterator[Event]:
        week = self._windows["reply"]
        at = week.end + 3 * HOUR if person.trick is Trick.ANSWERS_LATE else self._within(week)
        text = "me too" if person.trick is Trick.TOO_SHORT else self._words()
        answers_oneself = person.trick is Trick.ANSWERS_ONESELF
        answered = f"own{number}" if answers_oneself else "prompt1"
        if answers_oneself:
            yield Event(at - HOUR, EventName.POST, answered, person.handle, self._words())
        at = max(at, week.start + 9.5 * HOUR)
        yield Event(at, EventName.POST, f"reply{number}", person.handle, text, reply_to=answered)
        if person.trick is Trick.DELETES:
            yield Event(at + 2 * DAY, EventName.DELETE, f"reply{number}")

    def _live(self, number: int, person: Persona) -> Iterator[Event]:
        evening = self._windows["live-post"]
        apart = 90 * timedelta(seconds=1) if person.trick is Trick.ALL_IN_ONE_GO else 13 * MINUTE
        too_early = person.trick is Trick.TELLS_TOO_EARLY
        first = evening.start - 3 * HOUR if too_early else evening.start + (1 + self._random.random() * 8) * MINUTE
        same = self._words()
        for moment in range(6):
            tags = () if person.trick is Trick.HALF_TAGGED and moment % 2 else (self._tag,)
            text = same if person.trick is Trick.SAME_TEXT else self._words()
            yield Event(first + moment * apart, EventName.POST, f"live{number}-{moment}", person.handle, text, tags)

    def _relay(self, number: int, person: Persona) -> Iterator[Event]:
        """The host passes on whatever carries its hashtag; that is nobody from outside."""
        week = self._windows["relay"]
        at, post = self._within(week), f"relay{number}"
        yield Event(at, EventName.POST, post, person.handle, self._words(), (self._tag,))
        yield Event(at + 30 * MINUTE, EventName.REPOST, post, HOST.handle)
        late = person.trick is Trick.RELAYED_LATE
        passed_on = week.end + HOUR if late else at + (1 + self._random.random() * 20) * HOUR
        if person.trick is Trick.RELAYED_BY_NOBODY:
            return
        relayer = LEARNERS[number + 1] if person.trick is Trick.RELAYED_BY_A_FELLOW else self._random.choice(OUTSIDERS)
        if number % 3:
            yield Event(passed_on, EventName.REPOST, post, relayer.handle)
        else:
            yield Event(passed_on, EventName.POST, f"quote{number}", relayer.handle, self._words(), quote_of=post)
