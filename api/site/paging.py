"""Pages of a list, by a cursor that only the one who got it can use, in the list where it was got."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, Protocol, TypeVar

from django.core import signing
from django.http import HttpRequest
from pydantic import Field

from api.site.auth import current_actor
from api.site.problems import field_problem
from api.site.values import In, Out, Text
from mooc.core.values.name_search import LONGEST

SALT = "api.site.paging"


class HasId(Protocol):
    """Something that is listed by id."""

    @property
    def id(self) -> int:
        """By this the list is sorted."""


Item = TypeVar("Item")
Place = TypeVar("Place", int, list[Any])


class Page(Out, Generic[Item]):
    """A part of a list, or all of it. ``next``: the cursor of the part that follows; null at the end."""

    items: list[Item]
    next: str | None


def whole_list(items: Iterable[Any]) -> dict[str, Any]:
    """A list that is answered in one part, however long it is."""
    return {"items": list(items), "next": None}


class Paging(In):
    """Which part of a list is wanted."""

    cursor: Text = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Search(Paging):
    """``q``: a part of a pseudonym, or of a handle that one may see; case and accents do not matter."""

    q: Annotated[Text, Field(max_length=LONGEST)] = ""


def _signer(request: HttpRequest) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}:{current_actor(request).user}:{request.path}")


def id_after(request: HttpRequest, paging: Paging) -> int:
    """The id after which the wanted part begins. Raises Problem for a cursor that was not made for this."""
    return _last_seen(request, paging, int) or 0


def _last_seen(request: HttpRequest, paging: Paging, kind: type[Place]) -> Place | None:
    """What the cursor holds; None for none. Raises Problem."""
    if not paging.cursor:
        return None
    try:
        place = _signer(request).unsign_object(paging.cursor)
    except (signing.BadSignature, ValueError):
        place = None
    if not isinstance(place, kind):
        raise field_problem("query.cursor", "bad_cursor", "The cursor of this very list is expected.")
    return place


def cursor(request: HttpRequest, last: int | list[str | int] | None) -> str | None:
    """The cursor that leads on after the item with the id ``last``, or that is sorted by it."""
    return None if last is None else _signer(request).sign_object(last)


def page(request: HttpRequest, paging: Paging, items: Sequence[HasId]) -> dict[str, Any]:
    """The page, out of ``items``: one more than it holds, where there are so many."""
    part = items[: paging.limit]
    last = part[-1].id if len(items) > paging.limit else None
    return {"items": list(part), "next": cursor(request, last)}


def sorted_page(
    request: HttpRequest, paging: Paging, items: Iterable[Item], place: Callable[[Item], list[str | int]]
) -> dict[str, Any]:
    """The page, out of all ``items``, which are sorted by ``place`` and have it each for itself."""
    last = _last_seen(request, paging, list)
    rest = [item for item in items if last is None or place(item) > last]
    part = rest[: paging.limit]
    return {"items": part, "next": cursor(request, place(part[-1]) if len(rest) > len(part) else None)}
