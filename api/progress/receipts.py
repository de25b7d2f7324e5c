"""Receipts: passes, frozen with all that proves them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from api.site.auth import current_actor, signed_in
from api.site.paging import Page, whole_list
from api.site.values import Id, Moment, Out
from mooc.store.progress import progress

router = Router(tags=["receipts"], auth=signed_in)


class ReceiptOut(Out):
    """A pass. ``body``: stable ids, links, times and hashes, never a word of the posts; ``digest`` its SHA-256."""

    id: int
    challenge: str
    created_at: Moment = Field(validation_alias="made_at")
    points: int
    digest: str
    body: dict[str, Any]


@router.get("/members/{member}/receipts", response=Page[ReceiptOut])
def receipts_of(request: HttpRequest, member: Id) -> dict[str, Any]:
    """A member's receipts, oldest first."""
    return whole_list(progress.receipts(current_actor(request), member))
