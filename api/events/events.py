"""What happened among people: ids, kinds and moments, and no words."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from api.site.auth import current_actor, signed_in
from api.site.paging import Page, Paging, id_after, page
from api.site.values import Id, Moment, Out
from mooc.core.audit import EventKind, ObjectKind
from mooc.store import events

router = Router(tags=["events"], auth=signed_in)


class EventOut(Out):
    """``by``: who did it; ``member``: whom it is about, by the ids of their memberships in that cohort. Null for
    who is no member of it: the engine, an admin; where there is no cohort, also oneself. ``object``, ``object_id``: the
    thing that it is about besides people, as other operations know it.
    """

    id: int
    event: EventKind
    at: Moment
    cohort: int | None
    by: int | None
    member: int | None
    object: ObjectKind | None
    object_id: str | None


@router.get("/me/events", response=Page[EventOut])
def own_events(request: HttpRequest, paging: Annotated[Paging, Query()]) -> dict[str, Any]:
    """What one has done and what is about oneself, as far as one may see it, oldest first."""
    actor = current_actor(request)
    return page(request, paging, events.of_oneself(actor, id_after(request, paging), paging.limit + 1))


@router.get("/cohorts/{cohort}/events", response=Page[EventOut])
def cohort_events(request: HttpRequest, cohort: Id, paging: Annotated[Paging, Query()]) -> dict[str, Any]:
    """What happened among the people of a cohort that one facilitates, oldest first."""
    actor = current_actor(request)
    return page(request, paging, events.of_cohort(actor, cohort, id_after(request, paging), paging.limit + 1))
