"""Passes that somebody looks at: what waits for one's eyes, and what was said of one's own."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooc.services.attestation import reviewing
from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import AGAIN, APPROVED, AnsweredAlready, CommentMissing, NothingToAsk
from mooc.store.cohorts import cohorts
from mooc.web.site.context import cohort_context
from mooc.web.site.pages import personal
from mooc.web.templatetags.showing import in_language
from mooc.web.text import markdown

LONGEST = 2000
"""Characters of a comment."""


@personal
def waiting(request: HttpRequest, name: str) -> HttpResponse:
    """What waits for the reader's eyes, the longest wait first."""
    context = cohort_context(request, name)
    challenges = {challenge.challenge: challenge for challenge in cohorts.course_of(context.cohort).challenges()}
    rounds = []
    for review in reviews.waiting(context.actor, context.cohort.id):
        challenge = challenges.get(review.challenge)
        title = in_language(challenge.title) if challenge else review.challenge
        brief = markdown.brief(in_language(challenge.briefs)) if challenge else ""
        rounds.append({"review": review, "title": title, "brief": brief})
    return render(
        request, "web/mentor/reviews.html", {"waiting": rounds, "tabs": context.tabs, "cohort": context.cohort}
    )


@require_POST
@personal
def answer(request: HttpRequest, name: str, review: int) -> HttpResponse:
    """Approve a pass, or ask for another try."""
    context = cohort_context(request, name)
    decision = request.POST.get("answer", "")
    if decision not in (APPROVED, AGAIN):
        raise Http404
    try:
        reviewing.answer(context.actor, review, decision, request.POST.get("comment", "")[:LONGEST])
    except AnsweredAlready:
        messages.info(request, _("Somebody has answered this already."))
    except CommentMissing:
        messages.error(request, _("Say in a word or two what another try should have."))
    else:
        messages.success(request, _("Thank you. It is noted, and shown to the learner."))
    return redirect("reviews", name)


@require_POST
@personal
def again(request: HttpRequest, name: str, challenge: str) -> HttpResponse:
    """The learner has tried again."""
    context = cohort_context(request, name, "learner")
    note = request.POST.get("note", "")[:LONGEST]
    try:
        reviewing.ask_again(context.actor, context.roles["learner"].id, challenge, note)
    except NothingToAsk:
        messages.info(request, _("It waits to be looked at already."))
    else:
        messages.success(request, _("It waits to be looked at."))
    return redirect("challenge", name, challenge)
