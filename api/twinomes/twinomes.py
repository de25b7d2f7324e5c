"""Twinomes: who is with whom, and why these people."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from api.site.auth import current_actor, current_profile, signed_in
from api.site.paging import Page, Paging, id_after, page
from api.site.values import Id, In, Moment, Out
from mooc.core.pairing import explain
from mooc.core.values.authored import Lang
from mooc.services.twinomes import pairing
from mooc.store.twinomes import twinomes

router = Router(tags=["twinomes"], auth=signed_in)


class SeatOut(Out):
    """Somebody in a twinome, by pseudonym."""

    member: int
    name: str


class ReasonOut(Out):
    """One reason, and the same in the reader's language."""

    message_id: str
    values: Mapping[str, str | int]
    text: str


class TwinomeOut(Out):
    """A group, and why these people."""

    id: int
    cohort: int
    created_at: Moment
    dissolved_at: Moment | None
    people: list[SeatOut]
    reasons: list[ReasonOut]


class PairingIn(In):
    """``anew``: everybody into a new group; else only those without one, once there are groups."""

    size: Annotated[int, Field(ge=2, le=5)] = 3
    anew: bool = False


def _in_words(twinome: twinomes.TwinomeDetails, lang: Lang) -> dict[str, Any]:
    """The twinome, with its reasons in that language."""
    names = {str(member): name for member, name in twinome.people.items()}
    return {
        "id": twinome.id,
        "cohort": twinome.cohort,
        "created_at": twinome.made_at,
        "dissolved_at": twinome.dissolved_at,
        "people": [{"member": member, "name": name} for member, name in twinome.people.items()],
        "reasons": [
            {"message_id": reason.word, "values": reason.values, "text": explain(reason, lang, names)}
            for reason in twinome.why
        ],
    }


@router.get("/cohorts/{cohort}/twinomes", response=Page[TwinomeOut])
def twinomes_in(request: HttpRequest, cohort: Id, paging: Query[Paging]) -> dict[str, Any]:
    """The twinomes of a cohort that one may see, by id."""
    visible = twinomes.listed(current_actor(request), cohort, id_after(request, paging), paging.limit + 1)
    lang = current_profile(request).lang
    part = page(request, paging, visible)
    return part | {"items": [_in_words(twinome, lang) for twinome in part["items"]]}


@router.post("/cohorts/{cohort}/twinomes", response={204: None})
def pair(request: HttpRequest, cohort: Id, body: PairingIn) -> Status[None]:
    """Put the learners of a cohort that one facilitates into groups."""
    pairing.pair_as(current_actor(request), cohort, secrets.randbelow(2**31), body.size, anew=body.anew)
    return Status(204, None)


@router.get("/twinomes/{twinome}", response=TwinomeOut)
def one_twinome(request: HttpRequest, twinome: Id) -> dict[str, Any]:
    """A twinome."""
    return _in_words(twinomes.get(current_actor(request), twinome), current_profile(request).lang)


@router.get("/members/{member}/twinome", response=TwinomeOut | None)
def twinome_of(request: HttpRequest, member: Id) -> dict[str, Any] | None:
    """A member's twinome; null before there is one."""
    twinome = twinomes.of_member(current_actor(request), member)
    return None if twinome is None else _in_words(twinome, current_profile(request).lang)
