"""What is asked for besides the code: that a Bluesky account claims its handle itself.

1. The handle is resolved to a DID.
2. The DID's document must claim that handle back, or anybody's domain could point at your account
   (https://atproto.com/specs/handle#handle-resolution).
3. The one-time code must stand in the account's profile or in one of its recent posts.

Linked is the DID; the handle is only shown.
"""

import re
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, Field, ValidationError

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import Bucket, Gate, GateClosed, RequestOutcome
from mooc.http.addresses import RequestRefused
from mooc.http.bounds import PIECE, TIMEOUT, read_bounded
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks.bluesky.capabilities import NETWORK
from mooc.networks.bluesky.rate_limits import HEADERS
from mooc.networks.bluesky.spec import PLC_DIRECTORY, BlueskySettings
from mooc.networks.local_gate import LocalGate
from mooc.networks.transport import rate_limit_of
from mooc.runtime import deadline

PLC_DID = re.compile(r"did:plc:[a-z2-7]{24}")
BYTES_AT_MOST = 2**16
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class Document(BaseModel):
    """The part of a DID document that matters here (https://atproto.com/specs/did#did-documents)."""

    id: str
    also_known_as: tuple[str, ...] = Field(default=(), alias="alsoKnownAs")

    @property
    def handle(self) -> str:
        """The handle that the account claims: the first at:// name; empty if there is none."""
        names = (name.removeprefix("at://") for name in self.also_known_as if name.startswith("at://"))
        return next(names, "").lower()


def open_handle_check(settings: BlueskySettings, gate: Gate) -> Callable[[str, AccountProfile], None]:
    """What is asked for besides the code: it raises CannotLink unless the account claims the handle itself, and
    NetworkTrouble where that cannot be seen. Opened by name."""
    return partial(must_claim, plc=settings.bluesky_plc_url, gate=gate)


def must_claim(handle: str, account: AccountProfile, plc: str = PLC_DIRECTORY, gate: Gate | None = None) -> None:
    """Raises CannotLink unless the account claims that handle itself, and NetworkTrouble. ``plc``: the directory's
    base URL. ``gate``: what the request passes; None for one of its own."""
    claimed = document(account.id, plc, gate)
    if claimed.id != account.id or claimed.handle != handle:
        raise CannotLink(Refusal.HANDLE_MISMATCH)


def document(did: str, plc: str = PLC_DIRECTORY, gate: Gate | None = None) -> Document:
    """The DID's document. Raises CannotLink and NetworkTrouble.

    Only did:plc is looked up: the document of a did:web lies on a server that a stranger names.
    https://web.plc.directory/api/redoc
    """
    if not PLC_DID.fullmatch(did):
        raise CannotLink(Refusal.UNSUPPORTED_IDENTITY)
    status, body = _get(f"{plc.rstrip('/')}/{did}", gate or LocalGate())
    if status in GONE:
        raise CannotLink(Refusal.NO_ACCOUNT)
    if status != HTTPStatus.OK:
        kind = TroubleKind.SERVER_ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else TroubleKind.REFUSED
        raise NetworkTrouble(Trouble(kind, detail=str(status)))
    try:
        return Document.model_validate_json(body)
    except ValidationError as error:
        raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail="ValidationError")) from error


def _get(url: str, gate: Gate) -> tuple[int, bytes]:
    """Status and body of the whole answer. Raises NetworkTrouble."""
    if deadline.is_over():
        raise NetworkTrouble(Trouble(TroubleKind.UNREACHABLE, detail="no time is left"))
    seconds = deadline.seconds_left(TIMEOUT)
    until, bucket = time.monotonic() + seconds, Bucket(NETWORK, urlsplit(url).netloc, "", 0, 0)
    try:
        gate.enter(bucket)
    except GateClosed as closed:
        raise NetworkTrouble(closed.trouble) from closed
    outcome = RequestOutcome(0)
    try:
        with requests.get(url, timeout=seconds, allow_redirects=False, stream=True) as answer:
            body = read_bounded(answer.iter_content(PIECE), BYTES_AT_MOST, until)
        outcome = rate_limit_of(answer.status_code, answer.headers, HEADERS)
    except RequestRefused as error:
        raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail=str(error.key))) from error
    except requests.RequestException as error:
        raise NetworkTrouble(Trouble(TroubleKind.UNREACHABLE, detail=type(error).__name__)) from error
    finally:
        gate.leave(bucket, outcome)
    return answer.status_code, body
