"""Readings: the answer of a network to a question, with how far it is complete and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from mooc.core.facts.activity import Activity
from mooc.core.facts.cost import EndpointUsage, billed_rows, cost_of
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.troubles import UNPAID, Trouble
from mooc.core.values.span import Span


class PostStatus(StrEnum):
    """What a network says of a post that was seen there before. What it does not speak of is not known."""

    STANDS = "stands"
    """It is shown, in the version that was asked for."""
    EDITED = "edited"
    """It is shown, and another version has taken the place of this one."""
    MISSING = "missing"
    """There is no such post (any more): deleted, if its author can be read."""
    HIDDEN = "hidden"
    """It is there and not for us: its author is protected, or it is withheld."""


class Edge(NamedTuple):
    """Something that stands now and has no time of its own: ``actor`` follows an account, or has reposted a post."""

    actor: str
    target: str
    target_author: str = ""
    key: str = ""
    """The network's own stable id of the edge, where it has one (Bluesky record URI)."""
    at: datetime | None = None
    """The time that the network vouches for, where it gives one."""


class Completeness(NamedTuple):
    """Of what an answer is the whole: only there does what is missing prove an absence.

    ``covered``: the span that is now completely seen; for a STATE read ``Span(moment, moment)``; None if incomplete.
    ``listing``: a span for which *every* post of the subject that still stands is among the activities (of a read of
    SHARES: every repost), so that a known one that is missing has been taken back; None if the read cannot tell.
    ``listed``: the targets of which every edge that stands is among the edges, so that a known edge that is missing
    has ended; None: the subject's, if it is covered. ``items``: of a question that goes among posts, those of which
    all is known as of ``moment``, whatever became of the others.
    """

    covered: Span | None = None
    listing: Span | None = None
    listed: frozenset[str] | None = None
    items: frozenset[str] = frozenset()
    moment: datetime | None = None


INCOMPLETE = Completeness()


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer to a Question: what was seen, of what it is the whole, and what it cost.

    A Reading is also what comes of a failure: then ``trouble`` says why, and the rest holds what was got before it.

    ``activities``: posts, and reposts that have a time, oldest first. ``edges``: what stands now (STATE reads; their
    kind follows from the Read). ``texts``: post key → text. ``post_statuses``: what became of posts that were asked
    for one by one, by key; of a post that stands ``texts`` then has the text as it is shown now.
    ``cursor``: where the next read goes on (opaque to all but the adapter); on trouble, the cursor up to which
    everything is complete. ``unfinished``: there was more than one look may take; the next one goes on with it, soon.
    ``usage``: the requests that were sent, by endpoint.
    """

    activities: tuple[Activity, ...] = ()
    edges: tuple[Edge, ...] = ()
    people: tuple[AccountProfile, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    completeness: Completeness = INCOMPLETE
    cursor: str = ""
    unfinished: bool = False
    usage: tuple[EndpointUsage, ...] = ()
    trouble: Trouble | None = None
    post_statuses: Mapping[str, PostStatus] = field(default_factory=dict)

    @property
    def was_refused(self) -> bool:
        """Whether what was to be asked was refused before it was sent: that is no try, and no look."""
        trouble = self.trouble
        return trouble is not None and not self.requests and (trouble.is_closed or trouble.kind in UNPAID)

    @property
    def requests(self) -> int:
        """How many were sent."""
        return cost_of(self.usage).requests

    @property
    def rows(self) -> int:
        """How many rows were billed."""
        return billed_rows(self.usage)

    @property
    def usd(self) -> Decimal:
        """What they cost, in dollars."""
        return cost_of(self.usage).usd
