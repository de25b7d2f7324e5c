"""What makes a world impossible. All problems at once, each with the index of the event."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mooc.simulation.worlds.values import EVENTS_ON_POSTS, EVENTS_WITH_ACTOR, Event, EventName, WorldAccount

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
    accounts_by_handle = {account.handle: account for account in accounts}
    posts: dict[str, Event] = {}
    world_problems: list[WorldProblem] = []
    for field in ("handle", "id"):
        taken: set[str] = set()
        for name in (getattr(account, field) for account in accounts):
            if name in taken:
                world_problems.append(WorldProblem("W201", None, f"the {field} {name!r} is there twice"))
            taken.add(name)
    for index, event in enumerate(events):
        if event.what not in (EventName.POST, EventName.EDIT):
            continue
        name = event.object if event.what is EventName.POST else event.to
        if name in posts:
            world_problems.append(WorldProblem("W201", index, f"the post {name!r} is there twice"))
        else:
            posts[name] = event
    for index, event in enumerate(events):
        faults = _faults(event, accounts_by_handle, posts)
        world_problems += (WorldProblem(code, index, message) for code, message in faults)
    return tuple(sorted(world_problems, key=lambda problem: -1 if problem.event is None else problem.event))


def _faults(
    event: Event, accounts: Mapping[str, WorldAccount], posts: Mapping[str, Event]
) -> Iterator[tuple[str, str]]:
    """Code and message for each account and each post that the event names before it exists, or that never does."""
    handles = [event.by] if event.what in EVENTS_WITH_ACTOR else []
    if event.what not in EVENTS_ON_POSTS and event.what not in (EventName.BIO, EventName.LINK):
        handles.append(event.object)
    for name in dict.fromkeys((*handles, *event.mentions)):
        if name not in accounts:
            yield "W202", f"there is no account {name!r}"
        elif (since := accounts[name].since) is not None and event.at < since:
            yield "W203", f"the account {name!r} does not exist before {since.isoformat()}"
    post_names = [event.object] if event.what in EVENTS_ON_POSTS and event.what is not EventName.POST else []
    for name in dict.fromkeys((*post_names, *filter(None, (event.reply_to, event.quote_of)))):
        if name not in posts:
            yield "W202", f"there is no post {name!r}"
        elif event.at < posts[name].at:
            yield "W203", f"the post {name!r} does not exist before {posts[name].at.isoformat()}"
