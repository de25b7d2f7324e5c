"""Linked accounts: showing that one is yours, showing it to your twinome, letting it go."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Status
from pydantic import Field

from api.site.auth import anybody, current_actor, signed_in, user_of
from api.site.paging import Page, whole_list
from api.site.quota import spend_quota
from api.site.values import Id, In, KnownNetwork, Language, LinkProof, MaybeTrouble, Moment, Network, Out, Text
from mooc.core.facts.profiles import AccountStatus
from mooc.linking.codes import CODE_LIFETIME
from mooc.services.accounts import account_linking, consent, oauth_linking
from mooc.store.accounts import accounts

router = Router(tags=["accounts"], auth=signed_in)

TRIES_A_DAY = 50


class AccountOut(Out):
    """A linked account."""

    id: int
    network: Network
    external_id: str
    handle: str
    standing: AccountStatus
    linked_at: Moment


class OwnAccountOut(AccountOut):
    """An account of one's own: how it was proven, what one has agreed to, whether the twinome sees it."""

    proof: LinkProof
    consent: str
    shared_with_twinome: bool


class ShareIn(In):
    """Whether one's twinome sees the account."""

    shared_with_twinome: bool


class CodeIn(In):
    """The handle to link, as the network writes it (with its server, where it has many), and the version of the consent
    text that one agrees to."""

    handle: Annotated[Text, Field(max_length=500)]
    consent: Annotated[Text, Field(max_length=20)]


class SignInIn(In):
    """The version of the consent text that one agrees to; on a network of many servers, which one is to be asked."""

    consent: Annotated[Text, Field(max_length=20)]
    server: Annotated[Text, Field(max_length=500)] = ""


class SignInOut(Out):
    """Open ``url`` in a browser and agree there, before ``expires_at`` (real time). The browser comes back to us:
    it is done if one is signed in there; else send what stands behind the ? of the address then."""

    network: Network
    url: str
    expires_at: Moment


class BackIn(In):
    """What stands behind the ? of the address that the network sent the browser back to."""

    query: Text


class ConsentOut(Out):
    """What one agrees to, in each language, sentence by sentence. ``consent``: the version of the text."""

    consent: str
    sentences: dict[Language, list[str]]


class CodeOut(Out):
    """Write ``link_code`` into the account's profile, or post it, before ``expires_at`` (real time).

    ``trouble``: why the network could not be asked whether there is such an account, if so; it is looked for with the
    code then.
    """

    handle: str
    link_code: str
    expires_at: Moment
    trouble: MaybeTrouble


@router.get("/accounts", response=Page[OwnAccountOut])
def my_accounts(request: HttpRequest) -> dict[str, Any]:
    """The accounts that one has linked."""
    return whole_list(accounts.mine(current_actor(request)))


@router.patch("/accounts/{account}", response=OwnAccountOut)
def share(request: HttpRequest, account: Id, body: ShareIn) -> accounts.LinkedAccount:
    """Show an account of one's own to one's twinome, or stop to."""
    return account_linking.share(current_actor(request), account, body.shared_with_twinome)


@router.delete("/accounts/{account}", response={204: None})
def unlink(request: HttpRequest, account: Id) -> Status[None]:
    """Let go of an account of one's own. What was credited stays."""
    account_linking.unlink(current_actor(request), account)
    return Status(204, None)


@router.get("/members/{member}/accounts", response=Page[AccountOut])
def accounts_of(request: HttpRequest, member: Id) -> dict[str, Any]:
    """A member's accounts, as far as one may see them."""
    return whole_list(accounts.of_member(current_actor(request), member))


@router.get("/consent", response=ConsentOut, auth=anybody)
def consent_text(request: HttpRequest) -> ConsentOut:
    """What one agrees to when one links an account, on whatever network."""
    sentences = {lang: list(text) for lang, text in consent.TEXT.items()}
    return ConsentOut(consent=consent.VERSION, sentences=sentences)


@router.post("/accounts/{network}/code", response={201: CodeOut})
def begin_code(request: HttpRequest, network: KnownNetwork, body: CodeIn) -> Status[CodeOut]:
    """Begin to link an account by a code that is to be shown on it. For a handle that nobody has, there is none."""
    attempt = account_linking.begin(user_of(request), network, body.handle, body.consent)
    expires_at = attempt.created_at + CODE_LIFETIME
    return Status(
        201, CodeOut(handle=attempt.handle, link_code=attempt.code, expires_at=expires_at, trouble=attempt.trouble)
    )


@router.post("/accounts/{network}/confirm", response={201: OwnAccountOut})
def confirm(request: HttpRequest, network: KnownNetwork) -> Status[accounts.LinkedAccount]:
    """Look for the code on the account, and link it if it is there."""
    spend_quota("confirm", user_of(request), TRIES_A_DAY)
    return Status(
        201, account_linking.confirm(user_of(request), network, current_actor(request).now, datetime.now(UTC))
    )


@router.post("/accounts/{network}/begin", response={201: SignInOut})
def begin_sign_in(request: HttpRequest, network: KnownNetwork, body: SignInIn) -> Status[SignInOut]:
    """Begin to link an account by signing in on its network."""
    back = request.build_absolute_uri(reverse("back-from-sign-in", args=[network]))
    url = oauth_linking.begin(user_of(request), network, back, body.consent, body.server)
    return Status(201, SignInOut(network=network, url=url, expires_at=datetime.now(UTC) + oauth_linking.LIFE))


@router.post("/accounts/{network}/finish", response={201: OwnAccountOut})
def finish_sign_in(request: HttpRequest, network: KnownNetwork, body: BackIn) -> Status[accounts.LinkedAccount]:
    """Link the account with which one came back."""
    account = oauth_linking.finish(user_of(request), network, body.query, current_actor(request).now, datetime.now(UTC))
    return Status(201, account)
