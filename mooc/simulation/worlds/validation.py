"""What makes a world impossible. All problems at once, each with the index of the event."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mooc.simulation.worlds.values import BY_SOMEBODY, OF_POSTS, Event, EventName, WorldAccount

EVENTS_AT_MOST = 50_000


class WorldProblem(NamedTuple):
    """What is wrong. ``event``: its index in ``happened`` (from 0), None if it is about the whole file.

    W200 not of the form of a world; W201 the same post or account twice; W202 about a post or an account that there
    is not; W203 before the account or the post exists; W212 too many events.
    """

    code: str
    event: int | None
    message: str

    def __str__(self) -> str:
        place = "" if self.event is None else f"happened[{self.event}]: "
        return f"{self.code} {place}{self.message}"


class WorldError(Exception):
    """The world is impossible; ``problems`` says why, all of it."""

    def __init__(self, problems: Sequence[WorldProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def problems(accounts: Sequence[WorldAccount], events: Sequence[Event]) -> tuple[WorldProblem, ...]:
    """What is wrong with these events, in their order; empty if nothing is. One pass, one look ahead."""
    if len(events) > EVENTS_AT_MOST:
        return (WorldProblem("W212", None, f"{len(events)} events; at most {EVENTS_AT_MOST} are read"),)
    world_accounts = {account.handle: account for account in accounts}
    posts: dict[str, Event] = {}
    world_problems = list(_doubled_accounts(accounts))
    for index, event in enumerate(events):
        for name in _posts_made(event):
            if name in posts:
                world_problems.append(WorldProblem("W201", index, f"the post {name!r} is there twice"))
            else:
                posts[name] = event
    for index, event in enumerate(events):
        world_problems += (WorldProblem(code, index, message) for code, message in _wrong(event, world_accounts, posts))
    return tuple(sorted(world_problems, key=lambda problem: -1 if problem.event is None else problem.event))


def _doubled_accounts(accounts: Iterable[WorldAccount]) -> Iterator[WorldProblem]:
    field: Callable[[WorldAccount], str]
    for what, field in (("handle", lambda one: one.handle), ("id", lambda one: one.id)):
        seen: set[str] = set()
        for account in accounts:
            if field(account) in seen:
                yield WorldProblem("W201", None, f"the {what} {field(account)!r} is there twice")
            seen.add(field(account))


def _posts_made(event: Event) -> tuple[str, ...]:
    if event.what is EventName.POST:
        return (event.object,)
    return (event.to,) if event.what is EventName.EDIT else ()


def _wrong(event: Event, accounts: Mapping[str, WorldAccount], posts: Mapping[str, Event]) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(_accounts_named(event)):
        if name not in accounts:
            yield "W202", f"there is no account {name!r}"
        elif (since := accounts[name].since) is not None and event.at < since:
            yield "W203", f"the account {name!r} does not exist before {since.isoformat()}"
    for name in dict.fromkeys(_posts_named(event)):
        if name not in posts:
            yield "W202", f"there is no post {name!r}"
        elif event.at < posts[name].at:
            yield "W203", f"the post {name!r} does not exist before {posts[name].at.isoformat()}"


def _accounts_named(event: Event) -> Iterator[str]:
    if event.what in BY_SOMEBODY:
        yield event.by
    if event.what not in OF_POSTS and event.what not in (EventName.BIO, EventName.LINK):
        yield event.object
    yield from event.mentions


def _posts_named(event: Event) -> Iterator[str]:
    if event.what in OF_POSTS and event.what is not EventName.POST:
        yield event.object
    yield from filter(None, (event.reply_to, event.quote_of))
