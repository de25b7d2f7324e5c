"""Keys for the API: made in person, named, ended; never read again."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from api.site.auth import current_actor, in_person, signed_in, user_of
from api.site.paging import Page, whole_list
from api.site.values import Id, In, Label, Moment, Out
from mooc.services.people import api_keys
from mooc.store.people import tokens

router = Router(tags=["tokens"], auth=signed_in)


class TokenOut(Out):
    """What can be seen of a key. ``used_at``: when it last opened something, to the hour."""

    id: int
    label: str = Field(validation_alias="name")
    beginning: str
    created_at: Moment
    expires_at: Moment | None
    used_at: Moment | None


class NewTokenOut(TokenOut):
    """A new key: ``secret`` is shown this one time."""

    secret: str


class TokenIn(In):
    """A key by what it is for, good for so many days."""

    label: Label
    days: Annotated[int, Field(ge=1, le=366)] = 90


@router.get("/tokens", response=Page[TokenOut])
def my_tokens(request: HttpRequest) -> dict[str, object]:
    """One's own keys that still open something, the newest first."""
    return whole_list(tokens.mine(current_actor(request)))


@router.post("/tokens", response={201: NewTokenOut}, auth=in_person)
def make_token(request: HttpRequest, body: TokenIn) -> Status[NewTokenOut]:
    """Make a key, of ten at most. Its secret is shown this one time. A key cannot make another."""
    token, secret = api_keys.make(user_of(request), body.label, timedelta(days=body.days))
    return Status(201, NewTokenOut.model_validate(asdict(token) | {"secret": secret}))


@router.delete("/tokens/{token}", response={204: None})
def forget_token(request: HttpRequest, token: Id) -> Status[None]:
    """End a key: it opens nothing any more."""
    api_keys.end(current_actor(request), token)
    return Status(204, None)
