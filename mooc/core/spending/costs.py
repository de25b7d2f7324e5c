"""Costs: requests and dollars, what they are worked out from, and what a forecast hands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from mooc.core.facts.cost import NO_COST, Cost
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.facts.questions import Read
from mooc.core.values.authored import Lang


class Bill(NamedTuple):
    """``planned``: what the engine asks. ``naive``: a loop that asks about each learner hourly. ``floor``: the least
    that any plan could do: each billed row once, each full page once."""

    planned: Cost = NO_COST
    naive: Cost = NO_COST
    floor: Cost = NO_COST

    def plus(self, bill: "Bill") -> "Bill":
        """Both together."""
        return Bill(self.planned.plus(bill.planned), self.naive.plus(bill.naive), self.floor.plus(bill.floor))


class NaiveRate(NamedTuple):
    """What the naive loop sends for one learner and one kind of need: ``requests`` an hour; ``rows`` billed a day, of
    the price ``usd`` each. ``words``: what it asks, in English."""

    requests: int
    rows: int
    usd: Decimal
    words: str


class Limitation(NamedTuple):
    """What only this network lacks, though it has a read for all that is needed: a ``check``, or one whose
    ``parameter`` has this ``value``. ``proof``: the strongest that is left (None: it cannot be judged). ``why``: in
    each language."""

    check: str
    parameter: str
    value: object
    proof: EvidenceLevel | None
    why: Mapping[Lang, str]


class PriceList(NamedTuple):
    """A network's table of reads as figures. ``read_on``: the date at which its documentation was read. ``texts``: of
    how many posts one request tells whether they still stand. ``speaks``: for which needs its stream speaks (see
    ``mooc.core.push.EventStream``)."""

    network: str
    read_on: date
    reads: tuple[Read, ...]
    naive: Mapping[NeedKind, NaiveRate]
    limitations: tuple[Limitation, ...] = ()
    texts: int = 1
    speaks: frozenset[NeedKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of a class. How many posts, replies, … each learner makes: as many as the check asks for.

    ``share``: of the learners who do each challenge, spread evenly over its window. ``strangers``: followers of each
    named account who are no learners. ``relayed_after``: from a post to the repost of it. ``posts_a_day``: of each
    learner, where all of somebody's posts must be read.
    """

    share: float = 1.0
    strangers: int = 0
    relayed_after: timedelta = timedelta(hours=12)
    posts_a_day: int = 15


class QuestionLoad(NamedTuple):
    """One kind of question that a challenge needs. ``subject``: about what, in words. ``number``: how many such
    questions. ``cost``: of all of them over the challenge's window. ``why``: why it is this read, in words."""

    read: str
    subject: str
    number: int
    cost: Cost
    why: str


@dataclass(frozen=True, slots=True)
class ChallengeForecast:
    """A challenge's part of the forecast. ``hours``: how long its window is open. ``why_unjudged``: why it cannot be
    judged on this network; empty if it can."""

    challenge: str
    check: str
    hours: int
    question_loads: tuple[QuestionLoad, ...]
    bill: Bill
    why_unjudged: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The whole course, on one network. ``total`` is the sum over the challenges: a question that two of them share is
    counted where it is needed first; and of ``texts``, the looks at posts of which the text is kept, over ``weeks``."""

    course: str
    network: str
    learners: int
    asof: date
    assumed: Assumptions
    challenges: tuple[ChallengeForecast, ...]
    total: Bill = field(default_factory=Bill)
    texts: Cost = field(default_factory=Cost)
    weeks: int = 1

    @property
    def texts_a_week(self) -> Cost:
        """The same, for one week of the course, on average."""
        return Cost(ceil(self.texts.requests / self.weeks), self.texts.usd / self.weeks)
