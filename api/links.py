"""Pasted links: a learner points at a post."""

from typing import Annotated
from urllib.parse import urlsplit

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.entering import signed_in, user_of, who
from api.paging import Page, Paging, after, page
from api.quota import spend
from api.values import Id, In, Moment, Out, Slug, Text
from mooc.store import links

router = Router(tags=["links"], auth=signed_in)

LINKS_A_DAY = 100


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and "\\" not in text
    except ValueError:
        fits = False
    if not fits or any(char.isspace() for char in text):
        raise PydanticCustomError("not_a_link", "A link that begins with https:// is expected.")
    return text


class LinkIn(In):
    """A post, for a challenge."""

    challenge: Slug
    url: Annotated[Text, Field(max_length=500), AfterValidator(_web_address)]


class LinkOut(Out):
    """A pasted link. ``answer``: what came of it, as a sentence's name; empty while it is looked at."""

    id: int
    challenge: str
    url: str
    pasted_at: Moment
    answer: str


@router.get("/members/{member}/links", response=Page[LinkOut])
def links_of(request: HttpRequest, member: Id, paging: Query[Paging]) -> dict[str, object]:
    """The links that a member has pasted, by id."""
    return page(request, paging, links.listed(who(request), member, after(request, paging), paging.limit + 1))


@router.post("/members/{member}/links", response={201: LinkOut})
def paste(request: HttpRequest, member: Id, body: LinkIn) -> Status[links.Link]:
    """Point at a post that one wrote, for a challenge."""
    links.may_paste(who(request), member)
    spend("links", user_of(request), LINKS_A_DAY)
    return Status(201, links.paste(who(request), member, body.challenge, body.url))
