"""The book of requests: what it says of a bucket, a server and a token, and how a request and its answer change it.

    ends        the window is over; then as many requests may be sent as the bucket's limit says
    left        requests that may still be sent in it: counted down here, and believed of the headers when they say less
    closed      after a 429: nothing is sent before the moment that the network named, or else for a growing while
    probe       where somebody else may use the same limit, one request of a window goes ahead to hear how much is
                left, and the others wait for its answer; likewise the first one to a server that was broken, or with a
                token that was refused

Pure: whoever keeps the book (``mooc.networks.local_gate``, ``mooc.store.spending.ratelimit``) holds the lock. All times
are seconds of the Unix clock, and the window is the network's: its end is where the headers put it, plus a second for
clocks that differ.
"""

from typing import NamedTuple

from mooc.core.facts.troubles import TroubleKind
from mooc.core.spending.gate import Bucket, GateClosed, RequestOutcome
from mooc.core.values.backoff import BUCKET, SERVER, TOKEN, Backoff

CLOCK_MARGIN = 1.0
"""Resets are told in whole seconds, and clocks differ."""
PROBE_TIMEOUT = 15.0
"""Seconds after which a request that went ahead counts as lost: it outlives the longest one."""
SHORTEST_WAIT = 0.5
"""Who waits for an answer that is on its way waits as long again as it has taken so far, but not less than this."""
DAY = 86_400.0
"""A reset that is further ahead is believed up to here: a bucket that is closed by mistake opens again."""
UNAUTHORIZED, TOO_MANY, SERVER_ERRORS = 401, 429, 500


class BreakerLimits(NamedTuple):
    """With a server that fails: after so many ``failures`` in a row nothing is sent to it for a while, and for longer
    after each probe that fails too."""

    failures: int = 5
    backoff: Backoff = SERVER


SERVER_LIMITS = BreakerLimits()
TOKEN_LIMITS = BreakerLimits(failures=1, backoff=TOKEN)
"""With a token that was refused."""


class BucketState(NamedTuple):
    """A bucket. ``left``: None where the limit is not known. ``refusals``: 429s in a row that did not say until when.

    ``alone``: the headers never told of more requests than were counted here. ``probe_until``: 0 where nobody went
    ahead; once it has passed, somebody else may.
    """

    ends: float = 0.0
    left: int | None = None
    closed_until: float = 0.0
    refusals: int = 0
    alone: bool = False
    probe_until: float = 0.0


class Breaker(NamedTuple):
    """A server, or a token there. ``failures`` (of a token: refusals) in a row; ``trips``: how often it was given up
    since it last answered; ``until`` when."""

    failures: int = 0
    trips: int = 0
    until: float = 0.0
    probe_until: float = 0.0


class RequestState(NamedTuple):
    """All that the book says about one request: its bucket, its server, and the token that is sent with it."""

    page: BucketState = BucketState()
    health: Breaker = Breaker()
    token: Breaker = Breaker()

    def closed_until(self, now: float) -> float:
        """When it is worth asking again; 0 if it is now."""
        used_up = self.page.ends if self.page.left == 0 else 0.0
        until = max(self.page.closed_until, self.health.until, self.token.until, used_up)
        return until if until > now else 0.0


def after_request(
    entry: RequestState, bucket: Bucket, now: float, patience: BreakerLimits = SERVER_LIMITS
) -> RequestState:
    """The book with one more request, which may now be sent. Raises GateClosed."""
    health = _let_through(entry.health, now, patience, TroubleKind.UNREACHABLE)
    token = _let_through(entry.token, now, TOKEN_LIMITS, TroubleKind.UNAUTHORIZED)
    return RequestState(_counted(entry.page, bucket, now), health, token)


def after_response(
    entry: RequestState,
    answer: RequestOutcome,
    now: float,
    patience: BreakerLimits = SERVER_LIMITS,
    *,
    has_token: bool = False,
) -> RequestState:
    """The book after an answer. It is unchanged where nothing new was heard, which is the usual case. ``has_token``:
    whether the request was sent with a token that the server may refuse."""
    if is_failure(answer):
        # it tells of no limit: whoever went ahead has learnt nothing, and the next one goes ahead again
        page = entry.page._replace(probe_until=now) if entry.page.probe_until else entry.page
        return RequestState(_with_headers(page, answer, now), _failed(entry.health, now, patience), entry.token)
    if answer.status == TOO_MANY:
        return RequestState(_refused(entry.page, answer, now), Breaker(), entry.token)
    page, is_open = entry.page, now >= entry.page.closed_until
    page = page._replace(
        alone=page.alone or page.probe_until > 0,
        probe_until=0.0,
        refusals=0 if is_open else page.refusals,
        closed_until=0.0 if is_open else page.closed_until,
    )
    is_refused = has_token and is_refusal(answer)
    token = _failed(entry.token, now, TOKEN_LIMITS) if is_refused else Breaker()
    return RequestState(_with_headers(page, answer, now), Breaker(), token)


def is_failure(answer: RequestOutcome) -> bool:
    """Whether the server is at fault. (A refusal is an answer.)"""
    return answer.status == 0 or answer.status >= SERVER_ERRORS


def is_refusal(answer: RequestOutcome) -> bool:
    """Whether the token is refused. (403 is an answer about what was asked for, not about who asks.)"""
    return answer.status == UNAUTHORIZED


def _counted(page: BucketState, bucket: Bucket, now: float) -> BucketState:
    if now < page.closed_until:
        raise GateClosed(TroubleKind.RATE_LIMITED, page.closed_until)
    if now < page.probe_until:
        raise GateClosed(TroubleKind.RATE_LIMITED, _after_the_probe(page.probe_until, now))
    fresh = now >= page.ends
    ahead = page.probe_until > 0 or (fresh and not page.alone)
    page = page._replace(closed_until=0.0, probe_until=now + PROBE_TIMEOUT if ahead else 0.0)
    if fresh and not bucket.limit:  # where the limit is not known there is no window until the headers tell
        return page._replace(ends=0.0, left=None)
    if fresh:
        return page._replace(ends=now + bucket.seconds + CLOCK_MARGIN, left=bucket.limit - 1)
    if page.left == 0:
        raise GateClosed(TroubleKind.RATE_LIMITED, page.ends)
    return page._replace(left=None if page.left is None else page.left - 1)


def _with_headers(page: BucketState, answer: RequestOutcome, now: float) -> BucketState:
    """What the headers say of the window. An answer that comes after its window has ended says nothing of this one."""
    if answer.remaining is None or (answer.reset is not None and answer.reset <= now):
        return page
    left = max(answer.remaining, 0)
    if page.left is not None and left < page.left:
        page = page._replace(alone=False)
    page = page._replace(left=left if page.left is None else min(page.left, left))
    return page if answer.reset is None else page._replace(ends=_reset(answer.reset, now))


def _refused(page: BucketState, answer: RequestOutcome, now: float) -> BucketState:
    refusals = page.refusals
    if answer.reset is not None and answer.reset > now:
        until = _reset(answer.reset, now)
    elif now < page.closed_until:  # it was on its way when the bucket closed
        until = page.closed_until
    else:
        refusals += 1
        until = now + BUCKET.wait(refusals).total_seconds()
    until = max(until, page.closed_until)
    return BucketState(ends=until, left=0, closed_until=until, refusals=refusals)


def _reset(reset: float, now: float) -> float:
    return min(reset + CLOCK_MARGIN, now + DAY)


def _let_through(health: Breaker, now: float, patience: BreakerLimits, kind: TroubleKind) -> Breaker:
    if health.failures < patience.failures:
        return health
    if now < health.until:
        raise GateClosed(kind, health.until)
    if now < health.probe_until:
        raise GateClosed(kind, _after_the_probe(health.probe_until, now))
    return health._replace(probe_until=now + PROBE_TIMEOUT)


def _failed(health: Breaker, now: float, patience: BreakerLimits) -> Breaker:
    failures = min(health.failures + 1, patience.failures)
    if failures < patience.failures:
        return health._replace(failures=failures)
    if now < health.until:  # it was on its way when the server was given up
        return health
    trips = health.trips + 1
    return Breaker(failures, trips, now + patience.backoff.wait(trips).total_seconds())


def _after_the_probe(probe_until: float, now: float) -> float:
    return now + max(SHORTEST_WAIT, now - (probe_until - PROBE_TIMEOUT))
