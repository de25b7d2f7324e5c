"""Who looks after learners: the facilitator's grid, the mentor's list, one learner's challenge."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooc.core.evidence.verdict import Answer
from mooc.core.judging.attention import AttentionReason, NeedsAttention
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.learner_counts import LearnerCounts, learner_counts
from mooc.store.courses.mapping import UnreadableCohort
from mooc.store.operations import health
from mooc.store.progress import cohort_progress, progress
from mooc.store.spending import ratelimit
from mooc.web.facilitator import grids, operations
from mooc.web.facilitator.grids import GridQuery
from mooc.web.facilitator.mentors import unmentored_words
from mooc.web.learner import challenge_cards, documents
from mooc.web.learner.challenges import challenge_page
from mooc.web.site.context import CohortContext, cohort_context
from mooc.web.site.pages import personal
from mooc.web.templatetags.showing import in_language


@personal
def grid(request: HttpRequest, name: str) -> HttpResponse:
    """The cohort: learners by challenges, what is watched, and what a facilitator does here."""
    context, query = cohort_context(request, name, "facilitator"), grids.grid_query(request)
    totals, answer_counts = learner_counts(context.cohort.id), progress.counts(context.cohort.id)
    met = {challenge: counts[Answer.MET] for challenge, counts in answer_counts.items()}
    try:
        page = _page(request, context, query, met) | {"documents": documents.document_views(context.cohort)}
    except UnreadableCohort:  # what is wrong stands on this very page
        page = {"cohort": context.cohort, "tabs": context.tabs, "is_broken": True}
    return render(request, "web/mentor/grid.html", page | {"crowd": totals} | _tools(context, totals))


@personal
def learners(request: HttpRequest, name: str) -> HttpResponse:
    """All the learners for whom this mentor answers, by challenges."""
    context, query = cohort_context(request, name, "mentor"), grids.grid_query(request)
    return render(request, "web/mentor/learners.html", _page(request, context, query, None))


def _page(
    request: HttpRequest, context: CohortContext, query: GridQuery, met: Mapping[str, int] | None
) -> dict[str, Any]:
    grid = cohort_progress.grid_of(context.actor, context.cohort, query.after, grids.PAGE, query.part)
    table = grids.grid_context(request.path, query, cohorts.course_of(context.cohort), grid, met)
    return {"table": table, "cohort": context.cohort, "tabs": context.tabs}


def _tools(context: CohortContext, totals: LearnerCounts) -> dict[str, Any]:
    watches, next_look = health.failing_watches(context.cohort.id)
    failing = [
        {
            "network": watch.network,
            "says": challenge_cards.trouble_words(watch.trouble, _("a learner")),
            "since": watch.since,
            "next": watch.next_look,
        }
        for watch in watches
    ]
    pairing_words = ngettext("There is %(n)s twinome.", "There are %(n)s twinomes.", totals.twinomes)
    pairing_words %= {"n": localize(totals.twinomes)}
    if unplaced := totals.learners - totals.placed:
        unplaced_words = ngettext("%(n)s learner has none yet.", "%(n)s learners have none yet.", unplaced)
        pairing_words = f"{pairing_words} {unplaced_words % {'n': localize(unplaced)}}"
    return {
        "without_mentor": unmentored_words(totals.learners - totals.mentored),
        "pairing_words": pairing_words,
        "health": {
            "failing": failing,
            "undone": operations.of_cohort(context.cohort.id),
            "shut": ratelimit.closed_buckets(context.cohort.networks) if failing else [],
            "next_look": next_look,
        },
    }


@personal
def waiting(request: HttpRequest, name: str) -> HttpResponse:
    """Who needs this mentor, the longest wait first."""
    context = cohort_context(request, name, "mentor")
    course = cohorts.course_of(context.cohort)
    titles = {challenge.challenge: in_language(challenge.title) for challenge in course.challenges()}
    learners = []
    for attention_need in cohort_progress.needs_of(context.actor, context.cohort):
        member, need, url = attention_need.member, attention_need.waiting, ""
        if need.challenge and need.why is AttentionReason.REVIEW:
            url = reverse("reviews", args=[context.cohort.name])
        elif need.challenge:
            url = reverse("learner", args=[context.cohort.name, need.member, need.challenge])
        learners.append(
            {
                "name": member.name,
                "since": need.since,
                "why": _reason_words(need, titles.get(need.challenge, "")),
                "trouble": challenge_cards.trouble_words(need.trouble, member.name) if need.trouble else "",
                "until": need.until,
                "url": url,
            }
        )
    page = {"waiting": learners, "tabs": context.tabs, "cohort": context.cohort}
    return render(request, "web/mentor/waiting.html", page)


def _reason_words(need: NeedsAttention, title: str) -> str:
    words = {
        AttentionReason.NO_ACCOUNT: _(
            "No account is linked, so nothing can be seen. A word on how to link one may be all it takes."
        ),
        AttentionReason.CANT_TELL: _("We can’t tell whether “%(title)s” is met."),
        AttentionReason.CLOSING: _("“%(title)s” is about to close, and is not met yet."),
        AttentionReason.REVIEW: _("“%(title)s” is met, and waits to be looked at."),
        AttentionReason.SILENT: _("Nothing has been seen for a week or more. Is all well?"),
    }
    return words[need.why] % {"title": title}


@personal
def learner(request: HttpRequest, name: str, member: int, challenge: str) -> HttpResponse:
    """One challenge of a learner of the cohort, for those who look after him or her."""
    context = cohort_context(request, name, "facilitator", "mentor")
    page, words = ("grid", _("Cohort")) if "facilitator" in context.roles else ("waiting", _("Who needs me"))
    return challenge_page(request, context, member, challenge, (reverse(page, args=[name]), words))
