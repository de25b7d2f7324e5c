"""What a network is to the engine: the Protocol that an adapter fulfils."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading


class Network(Protocol):
    """A social network, read only. Nothing here ever writes to it."""

    name: str
    reads: tuple[Read, ...]
    """Cheapest first: the planner takes the first that answers a need."""

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        """Answer ``question`` from ``cursor`` on (empty: from ``question.since``). Never raises for the network."""

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        """Profiles by handle; a handle that nobody has is left out. Raises NetworkTrouble.

        An account that is not shown is told by its ``standing``; its id may be empty then.
        """

    def profile(self, account: str) -> AccountProfile:
        """The account's profile as of now, for the code in the bio. Raises NetworkTrouble."""

    def recent_texts(self, account: str) -> Sequence[str]:
        """The texts of the account's own newest posts, for the code in one of them. Raises NetworkTrouble."""

    def recognise(self, url: str) -> str | None:
        """A reference to the post, if ``url`` is the web address of a post of this network. Asks nobody."""

    def post(self, reference: str, now: datetime) -> Reading:
        """The one post that ``recognise`` has made out, read once; ``people`` holds who wrote it, where that is free.

        Nothing and no trouble: the network says that there is no such post (any more). With trouble it could not be
        seen: PROTECTED, SUSPENDED and ACCOUNT_GONE are then about its author. Covers nothing. Never raises for the
        network.
        """

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        """What became of posts that were seen before. ``authors``: the post's key → the stable id of who wrote it.

        ``post_statuses`` and ``texts`` say it of each post that the network speaks of, and ``people`` how their authors
        stand: of posts that are missing this is asked for too, for only then one knows whether they are deleted. What
        is in none of them is not known. Adds no facts, covers nothing. Never raises for the network.
        """
