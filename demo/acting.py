"""The people of the demo at work on the network: each does what the story tells, when its time has come."""

from collections.abc import Mapping
from datetime import datetime

from mooc.simulation.people import DONE_BY_HAND, NetworkHands, act
from mooc.simulation.worlds import EventName, World


def world_at_start(story: World, now: datetime) -> World:
    """What stands on the network at ``now`` before anybody acts: what has been done so far, and what happens by itself
    (accounts that are renamed or protected, outages), whenever that is."""
    events = tuple(event for event in story.events if event.at <= now or event.what not in DONE_BY_HAND)
    return World(story.accounts, events, story.outages, story.network)


class Players:
    """Those who act from ``now`` on, by ``hands``."""

    def __init__(self, story: World, hands: NetworkHands, now: datetime) -> None:
        self._hands = hands
        self._accounts: Mapping[str, str] = {account.handle: account.id for account in story.accounts}
        self._authors = {event.object: event.by for event in story.events if event.what is EventName.POST}
        self._ahead = [event for event in reversed(story.events) if event.at > now and event.what in DONE_BY_HAND]

    @property
    def next_at(self) -> datetime | None:
        """When somebody acts next (UTC); None if nobody will."""
        return self._ahead[-1].at if self._ahead else None

    def act(self, now: datetime) -> None:
        """Let those act whose time has come by ``now``."""
        while self._ahead and self._ahead[-1].at <= now:
            event = self._ahead.pop()
            actor = event.by or self._authors[event.object]
            act(self._hands, self._accounts[actor], event, self._accounts.get(event.object, ""))
