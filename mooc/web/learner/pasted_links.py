"""Pasted links on a challenge's page: pointing at a post, and what came of it."""

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooc.services.pasted_links import pasted_links
from mooc.store.pasted_links import link_answers
from mooc.store.pasted_links.pasted_links import LinkStatus, TooManyLinks, listed
from mooc.store.policy.relations import Actor
from mooc.web.learner import challenge_cards
from mooc.web.site.context import cohort_context
from mooc.web.site.forms import PasteForm
from mooc.web.site.pages import personal
from mooc.web.text.typesetting import typeset

LINKS_AT_MOST = 1000
"""So many pasted links of its challenge a page shows at most."""
_GOOD = ("link.counts", "link.already", "link.met")


class PastedLinkView(NamedTuple):
    """A link, and what came of it in words. ``href``: where a browser can open it; empty where it cannot."""

    url: str
    href: str
    pasted_at: datetime
    says: str


@require_POST
@personal
def paste(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """Point at a post of one's own, for a challenge; the answer is on the page that follows."""
    context = cohort_context(request, name, "learner")
    form = PasteForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["url"])))
        return redirect("challenge", name, challenge)
    try:
        link = pasted_links.paste(context.actor, context.roles["learner"].id, challenge, form.cleaned_data["url"])
    except TooManyLinks:
        messages.error(request, _("That is a lot of links for one day. Try again tomorrow."))
        return redirect("challenge", name, challenge)
    tell = messages.success if link.answer in _GOOD else messages.info
    tell(request, _sentences([link])[0])
    return redirect("challenge", name, challenge)


def pasted_link_views(actor: Actor, member: int, challenge: str, about: str = "") -> list[PastedLinkView]:
    """The links that the member has pasted for the challenge; ``about``: the pseudonym, where the reader is somebody
    else. Raises NotVisible, Forbidden."""
    links = listed(actor, member, 0, LINKS_AT_MOST, challenge)
    sentences = _sentences(links, about) if links else []
    return [
        PastedLinkView(link.url, link.url if link.url.startswith("http") else "", link.pasted_at, says)
        for link, says in zip(links, sentences, strict=True)
    ]


def _sentences(links: list[LinkStatus], about: str = "") -> list[str]:
    sentences = link_answers.sentences(links, challenge_cards.language(), timezone.get_current_timezone(), about)
    return [typeset(text) for text in sentences]
