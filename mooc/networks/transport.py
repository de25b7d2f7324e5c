"""What all networks' requests have in common: how many for one question, and what is said of one that failed or
of a limit."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import RequestOutcome

PAGES_AT_MOST = 50
"""Of one question."""

T = TypeVar("T")


class Part(BaseModel):
    """The base of all parts of answers: what we rely on is parsed strictly, what is new is let pass."""

    model_config = ConfigDict(frozen=True)


def catch_trouble(look: Callable[[], object]) -> Trouble | None:
    """Why the look broke off; None if it did not. A ValueError is an answer that cannot be understood."""
    try:
        look()
    except NetworkTrouble as error:
        return error.trouble
    except ValueError as error:
        return Trouble(TroubleKind.BAD_ANSWER, detail=type(error).__name__)
    return None


def require_complete(counted: int | None, listed: int) -> None:
    """Raises NetworkTrouble where a list holds fewer than its own counter says. None: there is no counter."""
    if counted is not None and listed < counted:
        raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail=f"{listed} of {counted}"))


def in_batches(elements: Sequence[T], size: int) -> Iterator[list[T]]:
    """The elements, ``size`` at a time."""
    return (list(elements[start : start + size]) for start in range(0, len(elements), size))


class RateLimitHeaders(NamedTuple):
    """What a network calls them. ``remaining``: how many requests are left; ``reset``: when there are more again."""

    remaining: str
    reset: str


def rate_limit_of(status: int, headers: Mapping[str, str], names: RateLimitHeaders) -> RequestOutcome:
    """What the head of an answer says of the limit. ``headers``: whatever their case.

    When it ends is told in seconds of the Unix clock, in ISO 8601 (Mastodon), or by HTTP itself in ``Retry-After``,
    as seconds or as a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). Without a zone it is UTC.
    """
    remaining, reset = headers.get(names.remaining, ""), headers.get(names.reset, "")
    ends_at = _ends_at(reset, headers.get("Retry-After", ""))
    return RequestOutcome(status, int(remaining) if remaining.isdecimal() else None, ends_at)


def _ends_at(reset: str, retry_after: str) -> float | None:
    if reset.isdecimal():
        return float(reset)
    if retry_after.isdecimal():
        return time.time() + float(retry_after)
    for parse, text in ((datetime.fromisoformat, reset), (parsedate_to_datetime, retry_after)):
        with contextlib.suppress(ValueError, OverflowError):
            moment = parse(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return None


def is_json(body: bytes) -> bool:
    """Whether an answer looks like JSON from its first sign to its last: cheap, for telling a page of maintenance."""
    text = body.strip()
    return text[:1] + text[-1:] in (b"{}", b"[]")
