"""Questions that a network answers: the lines of its table with what they cost, and one put about one subject."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.needs import NeedKind, Scope


class Price(NamedTuple):
    """What asking costs, in dollars, rows and requests. Nothing costs nothing where the network is free.

    ``page`` is rows a request, ``usd`` the price of one row and ``usd_request`` of one request. ``expands``: how many
    other posts each row may bring along at most (what it answers, quotes or reposts), which are reckoned as billed too.

    For the forecast: ``extra_requests``: requests that a look takes besides its pages, on average; ``usd_item``: what
    each post that it goes among costs a day, before anything of it is listed; ``rebilled_rows``: rows that are paid for
    again each day.
    """

    page: int
    usd: Decimal = Decimal(0)
    usd_request: Decimal = Decimal(0)
    expands: int = 0
    extra_requests: float = 0.0
    usd_item: Decimal = Decimal(0)
    rebilled_rows: int = 0


class RateLimit(NamedTuple):
    """The most that a network lets one of us ask: so many ``requests`` in so many ``seconds``."""

    requests: int
    seconds: int


class Read(NamedTuple):
    """One line of a network's table: a question that it answers, and what asking costs.

    ``by`` names the field of the Need that becomes the question's subject: ``tag``, ``actor``, ``object``, or
    ``""`` where one question serves everybody (then ``targets`` are the accounts).
    ``every`` is how often the question is asked while a window is open; ``lag`` how far behind the network's own
    index is: nothing younger counts as seen. ``batch`` is how many accounts fit in one request where the question is
    about many ``targets`` (0: it is not). ``per_item`` is ``"object"`` where it goes among posts: then ``targets``
    are their keys, and each post is seen on its own. ``trust`` is how long a sign that an account can be read speaks
    for it (STANDING only; zero: as long as any look). ``on_demand``: never planned, but put about one account at once
    when somebody waits for the answer; the same is planned by another read, which is asked rarely and for many.
    """

    name: str
    needs: frozenset[NeedKind]
    by: str
    scope: Scope
    price: Price
    rate_limit: RateLimit
    every: timedelta
    lag: timedelta = timedelta(0)
    batch: int = 0
    per_item: str = ""
    trust: timedelta = timedelta(0)
    on_demand: bool = False

    @property
    def asks_once(self) -> bool:
        """Whether each post is asked for only until it has been answered for: what one post says does not change."""
        return NeedKind.POST in self.needs


class Question(NamedTuple):
    """A Read put about one subject. ``since``/``until``: the span that is asked about (UTC).

    ``targets``: stable ids of the accounts (or keys of the posts) that are asked about, where the Read has a
    ``batch``. ``exhaustive``: all that stands must be listed, for an end must not be missed, or an absence is to be
    claimed for good; else a read that knows what it has listed before may stop where that begins. ``unresolved``: of
    whom the absence would be claimed; when all of them have been found, the whole is not needed after all (empty: it
    is, in any case).
    """

    network: str
    read: str
    subject: str
    since: datetime
    until: datetime
    targets: tuple[str, ...] = ()
    allowance: Limit = NO_LIMIT
    exhaustive: bool = False
    unresolved: tuple[str, ...] = ()
