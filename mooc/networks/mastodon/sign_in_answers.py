"""What a Mastodon server answers while somebody signs in there: only the parts that matter, and parsed strictly."""

from http import HTTPStatus
from typing import TypeVar

import requests
from pydantic import BaseModel, Field, ValidationError

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks.mastodon import handles
from mooc.networks.mastodon.capabilities import NETWORK


class _Shape(BaseModel):
    """A part of an answer; whatever else stands in it does not matter."""


S = TypeVar("S", bound=_Shape)


class Metadata(_Shape):
    """https://docs.joinmastodon.org/methods/oauth/#authorization-server-metadata"""

    scopes: tuple[str, ...] = Field(default=(), alias="scopes_supported")
    challenges: tuple[str, ...] | None = Field(default=(), alias="code_challenge_methods_supported")


class Registered(_Shape):
    """https://docs.joinmastodon.org/entities/Application/#CredentialApplication"""

    client_id: str = Field(min_length=1, max_length=500)
    client_secret: str = Field(min_length=1, max_length=500)


class Token(_Shape):
    """https://docs.joinmastodon.org/entities/Token/; no scope means the one that was asked for (RFC 6749, 5.1)."""

    access_token: str = Field(min_length=1, max_length=4000)
    scope: str | None = None


class OAuthError(_Shape):
    """https://datatracker.ietf.org/doc/html/rfc6749#section-5.2"""

    error: str = ""


class CredentialAccount(_Shape):
    """https://docs.joinmastodon.org/entities/Account/. Ids are numbers on Mastodon, and other words elsewhere."""

    class Moved(_Shape):
        acct: str = ""

    id: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")
    username: str = Field(pattern=r"^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?$")
    display_name: str | None = ""
    suspended: bool | None = False
    moved: Moved | None = None


def profile_of(account: CredentialAccount, instance: str) -> AccountProfile:
    """The account as the engine's value. Raises CannotLink for one that has moved, or is suspended."""
    if account.moved is not None:
        acct = account.moved.acct
        try:
            moved_to = handles.parse(acct if "@" in acct else f"{acct}@{instance}", loopback=True)
        except CannotLink:  # a server's word is a stranger's
            moved_to = ""
        raise CannotLink(Refusal.MOVED, subject=moved_to)
    if account.suspended:
        raise CannotLink(Refusal.NOT_SHOWN, detail="suspended")
    handle = f"{account.username}@{instance}"
    return AccountProfile(NETWORK, f"{account.id}@{instance}", handle, account.display_name or "", AccountStatus.ACTIVE)


def read(shape: type[S], answer: requests.Response, refusal: Refusal = Refusal.NETWORK_TROUBLE) -> S:
    """The parsed answer. Raises CannotLink."""
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as error:
        unfit = Trouble(TroubleKind.BAD_ANSWER, detail="ValidationError")
        raise CannotLink(refusal, unfit, detail="ValidationError") from error


def problem(answer: requests.Response) -> str:
    """The name of what went wrong; empty if it has none."""
    try:
        return OAuthError.model_validate_json(answer.content).error
    except ValidationError:
        return ""


def trouble(answer: requests.Response) -> Trouble:
    """What the network did, by the status of its answer."""
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Trouble(TroubleKind.RATE_LIMITED, detail=str(status))
    return Trouble(TroubleKind.SERVER_ERROR if status >= 500 else TroubleKind.REFUSED, detail=str(status))
