"""Forecast: what a course will ask of a network and cost, before it starts.

The watches, how often they are asked and what a request holds come from the same functions and the same table that the
engine plans by (``mooc.core.plan``); what is assumed of the learners is said in ``Assumptions``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from mooc.core.network import NeedKind, Read


class Cost(NamedTuple):
    """Requests to a network, and dollars."""

    requests: int = 0
    usd: Decimal = Decimal(0)


class Bill(NamedTuple):
    """``ours``: what the engine asks. ``naive``: a loop that asks about each learner hourly. ``floor``: the least that
    any plan could do: each billed row once, each full page once."""

    ours: Cost = Cost()
    naive: Cost = Cost()
    floor: Cost = Cost()


class Naive(NamedTuple):
    """What the naive loop sends for one learner and one kind of need: ``requests`` an hour; ``rows`` billed a day, of
    the price ``usd`` each. ``words``: what it asks, in English."""

    requests: int
    rows: int
    usd: Decimal
    words: str


class Tariff(NamedTuple):
    """A network's table of reads as figures. ``asof``: the date at which its documentation was read."""

    network: str
    asof: date
    reads: tuple[Read, ...]
    naive: Mapping[NeedKind, Naive]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of a class. How many posts, replies, … each learner makes: as many as the check asks for.

    ``share``: of the learners who do each challenge. ``strangers``: followers of each named account who are no
    learners. ``relayed_after``: from a post to the repost of it. ``spread``: over how much of a window that is longer
    than a day the learners spread what they do, from its beginning.
    """

    share: float = 1.0
    strangers: int = 0
    relayed_after: timedelta = timedelta(hours=12)
    spread: float = 1.0


class Watched(NamedTuple):
    """One kind of question that a challenge needs. ``subject``: about what, in words. ``number``: how many such
    questions. ``cost``: of all of them over the challenge's window. ``why``: why it is this read, in words."""

    read: str
    subject: str
    number: int
    cost: Cost
    why: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A challenge's part of the forecast. ``hours``: how long its window is open. ``unjudged``: why it cannot be judged
    on this network; empty if it can."""

    challenge: str
    check: str
    hours: int
    watches: tuple[Watched, ...]
    bill: Bill
    unjudged: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The whole course, on one network. ``total`` is the sum over the challenges: a question that two of them share is
    counted where it is needed first."""

    course: str
    network: str
    learners: int
    asof: date
    assumed: Assumptions
    challenges: tuple[Planned, ...]
    total: Bill = field(default_factory=Bill)
