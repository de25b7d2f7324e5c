"""A learner's pages: this week, and one challenge with its evidence."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mooc.core.pairing import explain
from mooc.core.values.span import Span
from mooc.services.watching import profiles
from mooc.store.accounts import accounts
from mooc.store.accounts.accounts import LinkedAccount
from mooc.store.progress import learner_progress, progress
from mooc.store.progress.learner_progress import ChallengeProgress, ChallengeView, CourseProgress
from mooc.store.progress.progress import StoredReceipt
from mooc.store.twinomes import twinomes
from mooc.web.learner import challenge_cards, confirmations, documents, pasted_links, polling
from mooc.web.learner.challenge_cards import Card
from mooc.web.learner.polling import NO_NEWS
from mooc.web.site.context import CohortContext, place
from mooc.web.site.forms import PasteForm
from mooc.web.site.pages import personal
from mooc.web.templatetags.showing import in_language
from mooc.web.text import markdown
from mooc.web.text.typesetting import typeset

POLL = 5 if getattr(settings, "MOOC_DEMO", False) else 30
"""Seconds after which a page asks whether there is news."""
POLL_BESIDE_NEWS = 120
"""The same, for a page that asks for news of its verdict by itself (``mooc.web.learner.polling``)."""


class Section(NamedTuple):
    """The challenges of one week."""

    title: str
    note: str
    cards: list[Card]


class Peer(NamedTuple):
    """Somebody of one's twinome, with the accounts that he or she shows."""

    name: str
    accounts: list[LinkedAccount]


@personal
def week(request: HttpRequest, name: str) -> HttpResponse:
    """What to do now, and how it stands; then the other weeks."""
    here = place(request, name, "learner")
    found = learner_progress.course_progress_of(here.cohort, here.roles["learner"], here.actor.now)
    sections = _sections(here, found, progress.receipt_times(found.member.id))
    linked = bool(found.linked)
    mark = challenge_cards.seen(sections, linked, found.badges)
    if request.GET.get("seen") == mark and request.headers.get("HX-Request"):
        return HttpResponse(status=NO_NEWS)
    met = sum(item.answer == "met" for item in found.items)
    shown = {
        "heading": in_language(found.unit.title) if found.unit else here.cohort.title,
        "sections": [
            (title, note, [(card, challenge_cards.face(card, here.cohort.zone)) for card in those])
            for title, note, those in sections
        ],
        "progress": {"met": met, "total": len(found.items), "points": found.member.points},
        "badges": [(in_language(badge.title), has) for badge, has in found.badges],
        "papers": documents.listed(here.cohort),
        "twinome": _twinome(here),
        "mentor": here.roles["learner"].mentor,
        "hosts": found.hosts,
        "linked": linked,
    }
    return render(request, "web/learner/week.html", shown | _frame(here, mark))


def _frame(here: CohortContext, mark: str) -> dict[str, Any]:
    return {"tabs": here.tabs, "cohort": here.cohort, "seen": mark, "poll": POLL}


def _sections(here: CohortContext, found: CourseProgress, kept: dict[str, datetime]) -> list[Section]:
    """This week first, then the weeks to come, then those that are over."""
    items = {item.challenge.challenge: item for item in found.items}
    now = here.actor.now
    sections = []
    for unit in found.course.units:
        those = [items[challenge.challenge] for challenge in unit.challenges]
        shown = [
            challenge_cards.card(item, _url(here, item), now, kept.get(item.challenge.challenge)) for item in those
        ]
        order = 0 if unit == found.unit else 1 if those[0].window.start > now else 2
        title = _("This week") if order == 0 else in_language(unit.title)
        sections.append((order, Section(title, _days(item.window for item in those), shown)))
    return [section for _order, section in sorted(sections, key=lambda pair: pair[0])]


def _url(here: CohortContext, item: ChallengeProgress) -> str:
    return reverse("challenge", args=[here.cohort.name, item.challenge.challenge])


def _days(windows: Iterable[Span]) -> str:
    spans = list(windows)
    end = max(span.end for span in spans) - timedelta(microseconds=1)  # what ends at midnight ends on the day before
    first, last = (_day(moment) for moment in (min(span.start for span in spans), end))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), pgettext("day, Django date format", "D j M"))


def _twinome(here: CohortContext) -> dict[str, Any] | None:
    mine = here.roles["learner"].id
    found = twinomes.of(here.actor, mine)
    if found is None:
        return None
    names = {str(pk): name for pk, name in found.people.items()}
    others = {pk: name for pk, name in found.people.items() if pk != mine}
    shown = accounts.of_members(here.actor, others.keys())
    peers = [Peer(name, shown.get(pk, [])) for pk, name in others.items()]
    return {
        "peers": peers,
        "why": [typeset(explain(reason, challenge_cards.language(), names)) for reason in found.why],
    }


def challenge(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """One challenge of one's own."""
    return polling.no_news(request, name, challenge) or _challenge(request, name, challenge)


@personal
def _challenge(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    here = place(request, name, "learner")
    back = (reverse("week", args=[name]), _("This week"))
    return challenge_page(request, here, here.roles["learner"].id, challenge, back)


def challenge_page(
    request: HttpRequest, here: CohortContext, member: int, challenge: str, back: tuple[str, str]
) -> HttpResponse:
    """One challenge of a learner whom the reader may see: what to do, what was seen, what follows from it."""
    is_own = "learner" in here.roles and here.roles["learner"].id == member
    stamp = polling.of(here, challenge) if is_own else ""
    if is_own:  # it is known who asks, and where
        found = learner_progress.challenge_view_of(here.cohort, here.roles["learner"], challenge)
    else:
        found = learner_progress.challenge_view(here.actor, member, challenge)
    receipt = next(iter(progress.receipts(here.actor, member, challenge)), None)
    about = "" if is_own else found.member.name
    card = challenge_cards.card(found.item, request.path, here.actor.now, receipt.made_at if receipt else None, about)
    pasted = pasted_links.shown(here.actor, member, challenge, about)
    mark = challenge_cards.seen(card, found.history, pasted)
    if request.GET.get("seen") == mark and request.headers.get("HX-Request"):
        return HttpResponse(status=NO_NEWS)
    is_open = card.answer != "met" and not card.is_ahead and not card.is_over
    if is_own and is_open and not request.headers.get("HX-Request"):
        profiles.look_now(here.cohort, found.item, here.actor.now)
    shown = _evidence(found, card, receipt, about) | {
        "how": challenge_cards.how(found.item.challenge.check.how(here.cohort.hashtag), about),
        "whom": challenge_cards.whom(found.item.whom),
        "back_url": back[0],
        "back_words": back[1],
        "is_own": is_own,
        **(_news(here, stamp, found) if stamp and is_open else {}),
        "links": pasted,
        "review": found.item.review,
        **confirmations.section(here, member, found.item.challenge),
        "paste": PasteForm() if is_own and not card.is_ahead and card.answer != "met" else None,
    }
    return render(request, "web/learner/challenge.html", _frame(here, mark) | shown)


def _news(here: CohortContext, stamp: str, found: ChallengeView) -> dict[str, Any]:
    """How the page asks whether there is news, in seconds."""
    times = {"quick": polling.QUICK, "patience": polling.PATIENCE, "slow": polling.slow(here, found.item.challenge)}
    return {"news": times, "stamp": stamp, "poll": POLL_BESIDE_NEWS}


def _evidence(found: ChallengeView, card: Card, receipt: StoredReceipt | None, about: str) -> dict[str, Any]:
    check = found.item.challenge.check.model_dump(mode="json", exclude_defaults=True)
    return {
        "card": card,
        "learner": found.member.name,
        "brief": markdown.brief(in_language(found.item.challenge.briefs)),
        "lines": challenge_cards.evidence(found.item, about),
        "receipt": challenge_cards.proof(receipt) if receipt else None,
        "history": challenge_cards.steps(found.history, about),
        "rule_text": json.dumps(check, ensure_ascii=False, indent=2),
    }
