"""Keys for the API: made, named, forgotten; never read again."""

from datetime import timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from api.entering import signed_in, user_of, who
from api.values import Id, In, Moment, Out, Pseudonym
from mooc.store import tokens

router = Router(tags=["tokens"], auth=signed_in)


class TokenOut(Out):
    """What can be seen of a key."""

    id: int
    name: str
    created_at: Moment
    expires_at: Moment | None


class NewTokenOut(TokenOut):
    """A new key: ``secret`` is shown this one time."""

    secret: str


class TokenIn(In):
    """A key by its name, good for so many days."""

    name: Pseudonym
    days: Annotated[int, Field(ge=1, le=366)] = 90


@router.get("/tokens", response=list[TokenOut])
def my_tokens(request: HttpRequest) -> list[tokens.Token]:
    """One's own keys, the newest first."""
    return tokens.mine(who(request))


@router.post("/tokens", response={201: NewTokenOut})
def make_token(request: HttpRequest, body: TokenIn) -> Status[NewTokenOut]:
    """Make a key. Its secret is shown this one time."""
    token, secret = tokens.make(user_of(request), body.name, timedelta(days=body.days))
    return Status(
        201,
        NewTokenOut(
            id=token.id, name=token.name, created_at=token.created_at, expires_at=token.expires_at, secret=secret
        ),
    )


@router.delete("/tokens/{token}", response={204: None})
def forget_token(request: HttpRequest, token: Id) -> Status[None]:
    """Forget a key: it opens nothing any more."""
    tokens.revoke(who(request), token)
    return Status(204, None)
