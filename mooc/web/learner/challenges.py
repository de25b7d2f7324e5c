"""A learner's pages: this week, and one challenge with its evidence."""

import json
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
from mooc.store.progress.learner_progress import ChallengeView, CourseProgress
from mooc.store.progress.progress import StoredReceipt
from mooc.store.twinomes import twinomes
from mooc.web.learner import challenge_cards, confirmations, documents, pasted_links, polling
from mooc.web.learner.challenge_cards import Card
from mooc.web.learner.polling import NOT_MODIFIED
from mooc.web.site.context import CohortContext, cohort_context
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
    context = cohort_context(request, name, "learner")
    course_progress = learner_progress.course_progress_of(context.cohort, context.roles["learner"], context.actor.now)
    sections = _sections(context, course_progress, progress.receipt_times(course_progress.member.id))
    linked = bool(course_progress.linked)
    mark = challenge_cards.page_mark(sections, linked, course_progress.badges)
    if request.GET.get("seen") == mark and request.headers.get("HX-Request"):
        return HttpResponse(status=NOT_MODIFIED)
    met = sum(item.answer == "met" for item in course_progress.items)
    page = {
        "heading": in_language(course_progress.unit.title) if course_progress.unit else context.cohort.title,
        "sections": [
            (title, note, [(card, challenge_cards.card_summary(card, context.cohort.zone)) for card in cards])
            for title, note, cards in sections
        ],
        "progress": {"met": met, "total": len(course_progress.items), "points": course_progress.member.points},
        "badges": [(in_language(badge.title), earned) for badge, earned in course_progress.badges],
        "documents": documents.document_views(context.cohort),
        "twinome": _twinome(context),
        "mentor": context.roles["learner"].mentor,
        "hosts": course_progress.hosts,
        "linked": linked,
    }
    return render(request, "web/learner/week.html", page | _frame(context, request.path, mark))


def _frame(context: CohortContext, path: str, mark: str, poll: int = POLL) -> dict[str, Any]:
    return {"tabs": context.tabs, "cohort": context.cohort, "live": {"path": path, "seen": mark, "poll": poll}}


def _sections(
    context: CohortContext, course_progress: CourseProgress, receipt_times: dict[str, datetime]
) -> list[Section]:
    """This week first, then the weeks to come, then those that are over."""
    items = {item.challenge.challenge: item for item in course_progress.items}
    now = context.actor.now
    sections = []
    for unit in course_progress.course.units:
        windows = [items[challenge.challenge].window for challenge in unit.challenges]
        cards = []
        for name in (challenge.challenge for challenge in unit.challenges):
            url = reverse("challenge", args=[context.cohort.name, name])
            cards.append(challenge_cards.card(items[name], url, now, receipt_times.get(name)))
        order = 0 if unit == course_progress.unit else 1 if windows[0].start > now else 2
        title = _("This week") if order == 0 else in_language(unit.title)
        sections.append((order, Section(title, _days(windows), cards)))
    return [section for _order, section in sorted(sections, key=lambda pair: pair[0])]


def _days(windows: list[Span]) -> str:
    start, end = min(window.start for window in windows), max(window.end for window in windows)
    last_moment = end - timedelta(microseconds=1)  # what ends at midnight ends on the day before
    day_format = pgettext("day, Django date format", "D j M")
    first, last = (date_format(localtime(moment), day_format) for moment in (start, last_moment))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _twinome(context: CohortContext) -> dict[str, Any] | None:
    reader = context.roles["learner"].id
    twinome = twinomes.of(context.actor, reader)
    if twinome is None:
        return None
    names = {str(pk): name for pk, name in twinome.people.items()}
    peer_names = {pk: name for pk, name in twinome.people.items() if pk != reader}
    shared_accounts = accounts.of_members(context.actor, peer_names.keys())
    peers = [Peer(name, shared_accounts.get(pk, [])) for pk, name in peer_names.items()]
    return {
        "peers": peers,
        "why": [typeset(explain(reason, challenge_cards.language(), names)) for reason in twinome.why],
    }


def challenge(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """One challenge of one's own."""
    return polling.not_modified(request, name, challenge) or _own_challenge(request, name, challenge)


@personal
def _own_challenge(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    context = cohort_context(request, name, "learner")
    back = (reverse("week", args=[name]), _("This week"))
    return challenge_page(request, context, context.roles["learner"].id, challenge, back)


def challenge_page(
    request: HttpRequest, context: CohortContext, member: int, challenge: str, back: tuple[str, str]
) -> HttpResponse:
    """One challenge of a learner whom the reader may see: what to do, what was seen, what follows from it."""
    is_own = "learner" in context.roles and context.roles["learner"].id == member
    etag = polling.etag_of(context, challenge) if is_own else ""
    if is_own:  # it is known who asks, and where
        challenge_view = learner_progress.challenge_view_of(context.cohort, context.roles["learner"], challenge)
    else:
        challenge_view = learner_progress.challenge_view(context.actor, member, challenge)
    item, now = challenge_view.item, context.actor.now
    receipt = next(iter(progress.receipts(context.actor, member, challenge)), None)
    about = "" if is_own else challenge_view.member.name
    card = challenge_cards.card(item, request.path, now, receipt.made_at if receipt else None, about)
    links = pasted_links.pasted_link_views(context.actor, member, challenge, about)
    mark = challenge_cards.page_mark(card, challenge_view.history, links)
    if request.GET.get("seen") == mark and request.headers.get("HX-Request"):
        return HttpResponse(status=NOT_MODIFIED)
    is_open = card.answer != "met" and not card.is_ahead and not card.is_over
    if is_own and is_open and not request.headers.get("HX-Request"):
        profiles.look_now(context.cohort, item, now)
    news = _polling(context, etag, challenge_view) if etag and is_open else None
    page = _evidence(challenge_view, card, receipt, about) | {
        "how": challenge_cards.rule_view(item.challenge.check.how(context.cohort.hashtag), about),
        "whom": challenge_cards.audience_views(item.whom),
        "back_url": back[0],
        "back_words": back[1],
        "is_own": is_own,
        "news": news,
        "links": links,
        "review": item.review,
        **confirmations.section(context, member, item.challenge),
        "paste": PasteForm() if is_own and not card.is_ahead and card.answer != "met" else None,
    }
    frame = _frame(context, request.path, mark, POLL_BESIDE_NEWS if news else POLL)
    return render(request, "web/learner/challenge.html", frame | page)


def _polling(context: CohortContext, etag: str, challenge_view: ChallengeView) -> dict[str, Any]:
    """How the page asks whether there is news, in seconds."""
    return {
        "quick": polling.QUICK,
        "patience": polling.PATIENCE,
        "slow": polling.slowest_interval(context, challenge_view.item.challenge),
        "etag": etag,
    }


def _evidence(challenge_view: ChallengeView, card: Card, receipt: StoredReceipt | None, about: str) -> dict[str, Any]:
    check = challenge_view.item.challenge.check.model_dump(mode="json", exclude_defaults=True)
    return {
        "card": card,
        "learner": challenge_view.member.name,
        "brief": markdown.brief(in_language(challenge_view.item.challenge.briefs)),
        "lines": challenge_cards.evidence_lines(challenge_view.item, about),
        "receipt": challenge_cards.receipt_view(receipt) if receipt else None,
        "history": challenge_cards.answer_steps(challenge_view.history, about),
        "rule_text": json.dumps(check, ensure_ascii=False, indent=2),
    }
