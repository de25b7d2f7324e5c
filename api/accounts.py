"""Linked accounts: showing that one is yours, showing it to your twinome, letting it go."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from api.entering import signed_in, user_of, who
from api.problems import wrong
from api.quota import spend
from api.values import Id, In, Moment, Out, Text
from mooc.core.network import Standing
from mooc.flow import linking
from mooc.linking.codes import LIFE
from mooc.store import accounts

router = Router(tags=["accounts"], auth=signed_in)

TRIES_A_DAY = 50


class AccountOut(Out):
    """A linked account."""

    id: int
    network: str
    external_id: str
    handle: str
    standing: Standing
    linked_at: Moment


class OwnAccountOut(AccountOut):
    """An account of one's own: how it was proven, what one has agreed to, whether the twinome sees it."""

    proof: str
    consent: str
    shared_with_twinome: bool


class ShareIn(In):
    """Whether one's twinome sees the account."""

    shared_with_twinome: bool


class BlueskyIn(In):
    """The handle to link, and the version of the consent text that one agrees to."""

    handle: Annotated[Text, Field(max_length=500)]
    consent: Annotated[Text, Field(max_length=20)]


class CodeOut(Out):
    """Write ``code`` into the account's profile, or post it, before ``good_until`` (real time)."""

    handle: str
    code: str
    good_until: Moment


@router.get("/accounts", response=list[OwnAccountOut])
def my_accounts(request: HttpRequest) -> list[accounts.Account]:
    """The accounts that one has linked."""
    return accounts.mine(who(request))


@router.patch("/accounts/{account}", response=OwnAccountOut)
def share(request: HttpRequest, account: Id, body: ShareIn) -> accounts.Account:
    """Show an account of one's own to one's twinome, or stop to."""
    return linking.share(who(request), account, body.shared_with_twinome)


@router.delete("/accounts/{account}", response={204: None})
def unlink(request: HttpRequest, account: Id) -> Status[None]:
    """Let go of an account of one's own. What was credited stays."""
    linking.unlink(who(request), account)
    return Status(204, None)


@router.get("/members/{member}/accounts", response=list[AccountOut])
def accounts_of(request: HttpRequest, member: Id) -> list[accounts.Account]:
    """A member's accounts, as far as one may see them."""
    return accounts.of_member(who(request), member)


@router.post("/accounts/bluesky/code", response={201: CodeOut})
def begin(request: HttpRequest, body: BlueskyIn) -> Status[CodeOut]:
    """Begin to link a Bluesky account: a code to be shown on it."""
    try:
        attempt = linking.begin(user_of(request), body.handle, body.consent)
    except linking.ConsentNeeded:
        raise wrong("body.consent", "consent_needed", f"The version {linking.CONSENT} is expected.") from None
    return Status(201, CodeOut(handle=attempt.handle, code=attempt.code, good_until=attempt.created_at + LIFE))


@router.post("/accounts/bluesky/confirm", response={201: OwnAccountOut})
def confirm(request: HttpRequest) -> Status[accounts.Account]:
    """Look for the code on the account, and link it if it is there."""
    spend("confirm", user_of(request), TRIES_A_DAY)
    return Status(201, linking.confirm(user_of(request), who(request).now, datetime.now(UTC)))
