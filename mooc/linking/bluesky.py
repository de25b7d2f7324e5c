"""Proving that a Bluesky account is yours, without its password.

1. The handle is resolved to a DID.
2. The DID's document must claim that handle back, or anybody's domain could point at your account
   (https://atproto.com/specs/handle#handle-resolution).
3. The one-time code must stand in the account's profile or in one of its recent posts.

Linked is the DID; the handle is only shown.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

import requests
from pydantic import BaseModel, Field, ValidationError

from mooc.core.network import NetworkTrouble, Profile, Standing, Trouble, TroubleKind
from mooc.linking.codes import is_expired, matches
from mooc.linking.refusal import CannotLink, Refusal

PLC_DIRECTORY = "https://plc.directory"
PLC_DID = re.compile(r"did:plc:[a-z2-7]{24}")
TIMEOUT = 10.0
BYTES_AT_MOST = 2**16
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class Accounts(Protocol):
    """What is asked of the network; ``mooc.networks.bluesky.Bluesky`` answers it."""

    def find(self, handles: Sequence[str]) -> Mapping[str, Profile]:
        """Profiles by handle. Raises NetworkTrouble."""

    def profile(self, account: str) -> Profile:
        """The profile of a DID, as of now. Raises NetworkTrouble."""

    def recent_texts(self, account: str) -> Sequence[str]:
        """The texts of the account's own newest posts. Raises NetworkTrouble."""


class Document(BaseModel):
    """The part of a DID document that matters here (https://atproto.com/specs/did#did-documents)."""

    id: str
    also_known_as: tuple[str, ...] = Field(default=(), alias="alsoKnownAs")

    @property
    def handle(self) -> str:
        """The handle that the account claims: the first at:// name; empty if there is none."""
        names = (name.removeprefix("at://") for name in self.also_known_as if name.startswith("at://"))
        return next(names, "").lower()


def prove(
    accounts: Accounts, handle: str, code: str, issued_at: datetime, now: datetime, plc: str = PLC_DIRECTORY
) -> Profile:
    """The account that has ``handle`` and shows ``code``. Raises CannotLink. ``plc``: the directory's base URL."""
    if is_expired(issued_at, now):
        raise CannotLink(Refusal.CODE_EXPIRED)
    try:
        profile = _claimed(accounts, handle, plc)
        if not any(matches(text, code) for text in (profile.bio, *accounts.recent_texts(profile.id))):
            raise CannotLink(Refusal.CODE_MISSING)
    except NetworkTrouble as error:
        raise CannotLink(Refusal.NETWORK_TROUBLE, error.trouble) from error
    return profile


def document(did: str, plc: str = PLC_DIRECTORY) -> Document:
    """The DID's document. Raises CannotLink and NetworkTrouble.

    Only did:plc is looked up: the document of a did:web lies on a server that a stranger names.
    https://web.plc.directory/api/redoc
    """
    if not PLC_DID.fullmatch(did):
        raise CannotLink(Refusal.UNSUPPORTED_IDENTITY)
    status, body = _get(f"{plc.rstrip('/')}/{did}")
    if status in GONE:
        raise CannotLink(Refusal.NO_ACCOUNT)
    if status != HTTPStatus.OK:
        kind = TroubleKind.SERVER_ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else TroubleKind.REFUSED
        raise NetworkTrouble(Trouble(kind, detail=str(status)))
    try:
        return Document.model_validate_json(body)
    except ValidationError as error:
        raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail="ValidationError")) from error


def _claimed(accounts: Accounts, handle: str, plc: str) -> Profile:
    """The shown account behind the handle, if it claims that handle itself."""
    wanted = handle.strip().removeprefix("@").lower()
    found = accounts.find([wanted]).get(wanted)
    if found is None:
        raise CannotLink(Refusal.NO_ACCOUNT)
    known = document(found.id, plc)
    if known.id != found.id or known.handle != wanted:
        raise CannotLink(Refusal.HANDLE_MISMATCH)
    profile = accounts.profile(found.id)
    if profile.standing is not Standing.ACTIVE:
        raise CannotLink(Refusal.NOT_SHOWN)
    return profile


def _get(url: str) -> tuple[int, bytes]:
    try:
        with requests.get(url, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            body = next(answer.iter_content(BYTES_AT_MOST + 1), b"")
    except requests.RequestException as error:
        raise NetworkTrouble(Trouble(TroubleKind.UNREACHABLE, detail=type(error).__name__)) from error
    if len(body) > BYTES_AT_MOST:
        raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail="too large"))
    return answer.status_code, body
