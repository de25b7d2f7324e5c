"""The bounds of an answer that comes from elsewhere: how long it may take, and how large it may be."""

import math
import time
from collections.abc import Iterable

import requests

from mooc.http.addresses import RefusalReason, RequestRefused

TIMEOUT = 10.0
"""Seconds for one whole answer."""
BYTES_AT_MOST = 5 * 2**20
"""Of one answer, unpacked."""
PIECE = 64 * 1024
"""Bytes that are asked for at a time."""


def read_bounded(pieces: Iterable[bytes], bytes_at_most: int, until: float = math.inf) -> bytes:
    """The whole body, in however many pieces it comes. ``until``: seconds of the monotonic clock.

    A time-out of a socket is for each piece, so that a server which drips would hold a worker for hours. Raises
    RequestRefused (SIZE), requests.ReadTimeout, and whatever ``pieces`` raises.
    """
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > bytes_at_most:
            raise RequestRefused(RefusalReason.SIZE)
        if time.monotonic() > until:
            raise requests.ReadTimeout("the whole answer takes too long")
    return bytes(body)
