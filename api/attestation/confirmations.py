"""Confirmations: a peer of the twinome says to have seen what a challenge asks for."""

from http import HTTPStatus

from django.http import HttpRequest
from ninja import Query, Router, Status

from api.pasted_links.links import Address
from api.site.auth import current_actor, signed_in
from api.site.paging import Page, Paging, id_after, page
from api.site.problems import Problem
from api.site.values import Id, In, Moment, Out, Slug
from mooc.services.attestation import attesting
from mooc.store.attestation import confirmations
from mooc.store.attestation.confirmations import ConfirmationDetails, ConfirmedAlready

router = Router(tags=["confirmations"], auth=signed_in)


class ConfirmationIn(In):
    """What was seen; ``url``: where, if there is an address of it."""

    challenge: Slug
    url: Address | None = None


class ConfirmationOut(Out):
    """A peer's word. It makes a pass where the network and links cannot, and stays in the list when withdrawn."""

    id: int
    member: int
    by: int
    by_name: str
    challenge: str
    url: str
    at: Moment
    withdrawn_at: Moment | None


@router.get("/members/{member}/confirmations", response=Page[ConfirmationOut])
def confirmations_of(request: HttpRequest, member: Id, paging: Query[Paging]) -> dict[str, object]:
    """What the peers of a member have said, by id."""
    return page(
        request,
        paging,
        confirmations.listed(current_actor(request), member, id_after(request, paging), paging.limit + 1),
    )


@router.post("/members/{member}/confirmations", response={201: ConfirmationOut})
def confirm(request: HttpRequest, member: Id, body: ConfirmationIn) -> Status[ConfirmationDetails]:
    """Say that somebody of one's own twinome did what a challenge asks for."""
    try:
        return Status(201, attesting.attest(current_actor(request), member, body.challenge, body.url or ""))
    except ConfirmedAlready:
        raise Problem(HTTPStatus.CONFLICT, "confirmed_already") from None


@router.delete("/confirmations/{confirmation}", response={204: None})
def withdraw(request: HttpRequest, confirmation: Id) -> Status[None]:
    """Take back what one has said. A pass that was made meanwhile stays."""
    attesting.withdraw(current_actor(request), confirmation)
    return Status(204, None)
