"""Pages of a list, by a cursor that only the one who got it can use, in the list where it was got."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Generic, Protocol, TypeVar

from django.core import signing
from django.http import HttpRequest
from pydantic import Field

from api.entering import current_actor
from api.problems import field_problem
from api.values import In, Out, Text
from mooc.core.values.name_search import LONGEST

SALT = "api.paging"


class HasId(Protocol):
    """Something that is listed by id."""

    @property
    def id(self) -> int:
        """By this the list is sorted."""


Item = TypeVar("Item")


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
    if not paging.cursor:
        return 0
    try:
        last_id = _signer(request).unsign_object(paging.cursor)
    except (signing.BadSignature, ValueError):
        last_id = None
    if not isinstance(last_id, int):
        raise field_problem("query.cursor", "bad_cursor", "The cursor of this very list is expected.")
    return last_id


def cursor(request: HttpRequest, last: int | None) -> str | None:
    """The cursor that leads on after the item with the id ``last``."""
    return None if last is None else _signer(request).sign_object(last)


def page(request: HttpRequest, paging: Paging, items: Sequence[HasId]) -> dict[str, Any]:
    """The page, out of ``items``: one more than it holds, where there are so many."""
    part = items[: paging.limit]
    last = part[-1].id if len(items) > paging.limit else None
    return {"items": list(part), "next": cursor(request, last)}
