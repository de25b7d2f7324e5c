"""Pasted links: a learner points at a post."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.site.auth import current_actor, signed_in, user_of
from api.site.paging import Page, Paging, id_after, page
from api.site.problems import Problem
from api.site.quota import spend_quota
from api.site.values import Id, In, Moment, Out, Outcome, Slug, Text
from mooc.core.judging.pasted_links import is_address
from mooc.core.values.time_zones import zone_of
from mooc.networks import registry
from mooc.services.pasted_links import pasted_links
from mooc.store.cohorts import members
from mooc.store.pasted_links import link_answers
from mooc.store.pasted_links.pasted_links import LinkStatus, TooManyLinks, listed, may_paste
from mooc.store.people import people
from mooc.store.policy.policy import Resource

router = Router(tags=["links"], auth=signed_in)


def _address(text: str) -> str:
    if not is_address(text, registry.link_schemes()):
        raise PydanticCustomError("not_a_link", "A link that begins with https:// is expected.")
    return text


Address = Annotated[Text, Field(max_length=500), AfterValidator(_address)]
"""The address of a post."""


class LinkIn(In):
    """A post, for a challenge."""

    challenge: Slug
    url: Address


class LinkOut(Out):
    """A pasted link. ``outcome``: what came of it; null while it is looked at for the first time.
    ``text``: the same in the reader's language. ``next_look``: when it is looked at again; null: that is all."""

    id: int
    challenge: str
    url: str
    pasted_at: Moment
    outcome: Outcome | None
    text: str
    next_look: Moment | None


def _in_words(request: HttpRequest, member: int, links: Iterable[LinkStatus]) -> list[LinkOut]:
    """The member's links, each with what came of it in the reader's language."""
    link_statuses = list(links)
    reader, learner = people.get(user_of(request)), members.get(current_actor(request), member, Resource.LINKS_OF)
    about = "" if learner.user == reader.id else learner.name
    sentences = link_answers.sentences(link_statuses, reader.lang, zone_of(reader.zone), about)
    return [
        LinkOut(
            id=link.id,
            challenge=link.challenge,
            url=link.url,
            pasted_at=link.pasted_at,
            outcome=link.answer or None,
            text=text,
            next_look=link.next_look,
        )
        for link, text in zip(link_statuses, sentences, strict=True)
    ]


@router.get("/members/{member}/links", response=Page[LinkOut])
def links_of(request: HttpRequest, member: Id, paging: Query[Paging]) -> dict[str, object]:
    """The links that a member has pasted, by id."""
    links = listed(current_actor(request), member, id_after(request, paging), paging.limit + 1)
    return page(request, paging, _in_words(request, member, links))


@router.post("/members/{member}/links", response={201: LinkOut})
def paste(request: HttpRequest, member: Id, body: LinkIn) -> Status[LinkOut]:
    """Point at a post that one wrote, for a challenge. It is looked at at once, or else as ``next_look`` says."""
    may_paste(current_actor(request), member)
    spend_quota("links", user_of(request), pasted_links.LINKS_A_DAY)
    try:
        link = pasted_links.paste(current_actor(request), member, body.challenge, body.url)
    except TooManyLinks:
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests") from None
    return Status(201, _in_words(request, member, [link])[0])
