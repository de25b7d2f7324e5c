"""tweepy, bounded, and its failures by name. The only module of the networks that knows tweepy."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import requests
import tweepy
from pydantic import ValidationError

from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.spending.gate import Gate, GateClosed
from mooc.http.addresses import RequestRefused
from mooc.networks.x import transport
from mooc.networks.x.rate_limits import HEADERS, request_bucket

FAILURES = (
    tweepy.TweepyException,
    requests.RequestException,
    ValidationError,
    # what tweepy itself stumbles with over an error whose JSON is not an object, or a header that is no number
    AttributeError,
    TypeError,
    ValueError,
    KeyError,
    RecursionError,
)


def connect(base_url: str, bearer: str, timeout: float, bytes_at_most: int, gate: Gate | None = None) -> Any:
    """A tweepy client with the app's bearer token. May be shared by threads. ``gate``: None for one of its own.

    It never waits for a rate limit: that would hold a worker for minutes, and without a reset header tweepy 4.17
    calls itself until the stack is full.
    """
    client = tweepy.Client(bearer, return_type=requests.Response, wait_on_rate_limit=False)
    bucket_of = partial(request_bucket, base_url, bearer=bearer)
    bounded = transport.Transport(base_url, timeout=timeout, bytes_at_most=bytes_at_most, gate=gate, bucket=bucket_of)
    transport.mount(client.session, bounded)
    return client


def to_trouble(error: Exception) -> Trouble:
    """What went wrong, for the engine. https://docs.x.com/x-api/fundamentals/response-codes-and-errors"""
    if isinstance(error, GateClosed):
        return error.trouble
    if isinstance(error, tweepy.TooManyRequests):
        return Trouble(TroubleKind.RATE_LIMITED, _moment(error.reset_time), "429")
    if isinstance(error, tweepy.Unauthorized):
        opens_at = error.response.headers.get(HEADERS.reset, "")  # as the transport has noted it
        return Trouble(TroubleKind.UNAUTHORIZED, _moment(int(opens_at) if opens_at.isdecimal() else None), "401")
    if isinstance(error, tweepy.HTTPException):
        status = error.response.status_code
        if status >= 500:
            return Trouble(TroubleKind.SERVER_ERROR, detail=str(status))
        return Trouble(TroubleKind.OUT_OF_CREDITS if status == 402 else TroubleKind.REFUSED, detail=str(status))
    if isinstance(error, RequestRefused):
        return Trouble(TroubleKind.BAD_ANSWER, detail=str(error.key))
    if isinstance(error, requests.RequestException):
        return Trouble(TroubleKind.UNREACHABLE, detail=type(error).__name__)
    return Trouble(TroubleKind.BAD_ANSWER, detail=type(error).__name__)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
