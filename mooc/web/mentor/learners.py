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
from mooc.store.courses.mapping import BrokenCohort
from mooc.store.operations import health
from mooc.store.progress import cohort_progress, progress
from mooc.store.spending import ratelimit
from mooc.web.facilitator import grids, operations
from mooc.web.facilitator.grids import GridQuery
from mooc.web.facilitator.mentors import without_words
from mooc.web.learner import challenge_cards, documents
from mooc.web.learner.challenges import challenge_page
from mooc.web.site.context import CohortContext, place
from mooc.web.site.pages import personal
from mooc.web.templatetags.showing import in_language


@personal
def grid(request: HttpRequest, name: str) -> HttpResponse:
    """The cohort: learners by challenges, what is watched, and what a facilitator does here."""
    context, query = place(request, name, "facilitator"), grids.asked(request)
    crowd, counted = learner_counts(context.cohort.id), progress.counts(context.cohort.id)
    met = {challenge: answers[Answer.MET] for challenge, answers in counted.items()}
    try:
        table = _table(context, query, met) | {"papers": documents.listed(context.cohort)}
    except BrokenCohort:  # what is wrong stands on this very page
        table = {"cohort": context.cohort, "tabs": context.tabs, "is_broken": True}
    return render(request, "web/cohort/grid.html", table | {"crowd": crowd} | _tools(context, crowd))


@personal
def learners(request: HttpRequest, name: str) -> HttpResponse:
    """All the learners for whom this mentor answers, by challenges."""
    context, query = place(request, name, "mentor"), grids.asked(request)
    return render(request, "web/mentor/learners.html", _table(context, query, None))


def _table(context: CohortContext, query: GridQuery, met: Mapping[str, int] | None) -> dict[str, Any]:
    found = cohort_progress.grid_of(context.actor, context.cohort, query.after, grids.PAGE, query.part)
    shown = grids.shown(query, cohorts.course_of(context.cohort), found, met)
    return shown | {"cohort": context.cohort, "tabs": context.tabs}


def _tools(context: CohortContext, crowd: LearnerCounts) -> dict[str, Any]:
    watches, next_look = health.watching(context.cohort.id)
    failing = [
        {
            "network": one.network,
            "says": challenge_cards.trouble_words(one.trouble, _("a learner")),
            "since": one.since,
            "next": one.next_look,
        }
        for one in watches
    ]
    return {
        "without_mentor": without_words(crowd.learners - crowd.mentored),
        "pairing_words": _pairing(crowd.twinomes, crowd.learners - crowd.placed),
        "failing": failing,
        "undone": operations.of_cohort(context.cohort.id),
        "shut": ratelimit.shut(context.cohort.networks) if failing else [],
        "next_look": next_look,
    }


def _pairing(groups: int, without: int) -> str:
    made = ngettext("There is %(n)s twinome.", "There are %(n)s twinomes.", groups) % {"n": localize(groups)}
    left = ngettext("%(n)s learner has none yet.", "%(n)s learners have none yet.", without)
    left = left % {"n": localize(without)}
    return f"{made} {left}" if without else made


@personal
def waiting(request: HttpRequest, name: str) -> HttpResponse:
    """Who needs this mentor, the longest wait first."""
    context = place(request, name, "mentor")
    titles = {each.challenge: in_language(each.title) for each in cohorts.course_of(context.cohort).challenges()}
    found = [
        {
            "name": need.member.name,
            "since": need.waiting.since,
            "why": _why(need.waiting, titles.get(need.waiting.challenge, "")),
            "trouble": challenge_cards.trouble_words(need.waiting.trouble, need.member.name)
            if need.waiting.trouble
            else "",
            "until": need.waiting.until,
            "url": _evidence_url(context, need.waiting),
        }
        for need in cohort_progress.needs_of(context.actor, context.cohort)
    ]
    return render(
        request, "web/mentor/waiting.html", {"waiting": found, "tabs": context.tabs, "cohort": context.cohort}
    )


def _why(waiting: NeedsAttention, title: str) -> str:
    said = {
        AttentionReason.NO_ACCOUNT: _(
            "No account is linked, so nothing can be seen. A word on how to link one may be all it takes."
        ),
        AttentionReason.CANT_TELL: _("We can’t tell whether “%(title)s” is met."),
        AttentionReason.CLOSING: _("“%(title)s” is about to close, and is not met yet."),
        AttentionReason.REVIEW: _("“%(title)s” is met, and waits to be looked at."),
        AttentionReason.SILENT: _("Nothing has been seen for a week or more. Is all well?"),
    }
    return said[waiting.why] % {"title": title}


def _evidence_url(context: CohortContext, waiting: NeedsAttention) -> str:
    if not waiting.challenge:
        return ""
    if waiting.why is AttentionReason.REVIEW:
        return reverse("reviews", args=[context.cohort.name])
    return reverse("learner", args=[context.cohort.name, waiting.member, waiting.challenge])


@personal
def learner(request: HttpRequest, name: str, member: int, challenge: str) -> HttpResponse:
    """One challenge of a learner of the cohort, for those who look after him or her."""
    context = place(request, name, "facilitator", "mentor")
    page, words = ("grid", _("Cohort")) if "facilitator" in context.roles else ("waiting", _("Who needs me"))
    return challenge_page(request, context, member, challenge, (reverse(page, args=[name]), words))
