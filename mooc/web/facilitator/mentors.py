"""Who answers for whom: the page on which a facilitator gives learners to mentors."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mooc.core.values.name_search import LONGEST
from mooc.services.mentoring import mentoring
from mooc.store.cohorts.members import NotInThisCohort
from mooc.store.mentoring import mentors
from mooc.store.mentoring.mentors import NOBODY, MentorFilter
from mooc.web.site.context import CohortContext, cohort_context
from mooc.web.site.forms import typed_number
from mooc.web.site.pages import personal

PAGE = 50
TICKED_AT_MOST = 1000
"""Of so many ticked learners a form speaks at most; with a filter all are given at once."""


class MentorsQuery(NamedTuple):
    """What the address asks for: learners of that ``name``, and of one mentor; ``after`` the learner of this id."""

    name: str
    mentor: int | None
    after: int

    @property
    def part(self) -> MentorFilter:
        """Which learners that is."""
        return MentorFilter(self.name, self.mentor)

    def address(self, last: int = 0) -> str:
        """The query of another page of the same, the one after the learner with the id ``last``; empty for everybody's
        first."""
        parameters = {"q": self.name, "of": "" if self.mentor is None else self.mentor, "after": last or ""}
        query = urlencode({name: value for name, value in parameters.items() if value != ""})
        return f"?{query}" if query else ""


def _mentors_query(parameters: QueryDict) -> MentorsQuery:
    name = " ".join(parameters.get("q", "").replace("\0", " ").split())[:LONGEST]
    mentor = parameters.get("of", "")
    return MentorsQuery(name, typed_number(mentor) if mentor else None, typed_number(parameters.get("after", "0")))


@personal
def overview(request: HttpRequest, name: str) -> HttpResponse:
    """The mentors, and all learners with theirs."""
    context, query = cohort_context(request, name, "facilitator"), _mentors_query(request.GET)
    mentors_overview = mentors.overview(context.actor, context.cohort.id)
    learners = []
    if mentors_overview.mentors:
        learners = mentors.learners(context.actor, context.cohort.id, query.after, PAGE + 1, query.part)
    page: dict[str, Any] = {
        "cohort": context.cohort,
        "tabs": context.tabs,
        "found": mentors_overview,
        "without_words": unmentored_words(mentors_overview.without),
        "table": {
            "path": request.path,
            "wanted": query,
            "mentors": mentors_overview.mentors,
            "rows": learners[:PAGE],
            "first_url": (query.address() or request.path) if query.after else "",
            "next_url": query.address(learners[PAGE - 1].member.id) if len(learners) > PAGE else "",
        },
    }
    return render(request, "web/facilitator/mentors.html", page)


def unmentored_words(learners: int) -> str:
    """How many have no mentor; empty where everybody has one."""
    words = ngettext("%(n)s learner has no mentor.", "%(n)s learners have no mentor.", learners)
    return words % {"n": localize(learners)} if learners else ""


@require_POST
@personal
def give(request: HttpRequest, name: str) -> HttpResponse:
    """Let a mentor answer for those who are ticked, or for all whom the filter finds; or let nobody."""
    context, query = cohort_context(request, name, "facilitator"), _mentors_query(request.POST)
    ticked = [typed_number(learner) for learner in request.POST.getlist("learner")[:TICKED_AT_MOST]]
    mentor = request.POST.get("mentor", "")
    if not mentor:
        messages.error(request, _("Choose a mentor first."))
        return _back(context, query)
    if request.POST.get("whom") != "all" and not ticked:
        messages.error(request, _("Tick the learners first."))
        return _back(context, query)
    learners = query.part if request.POST.get("whom") == "all" else ticked
    try:
        count = mentoring.give(context.actor, context.cohort.id, learners, typed_number(mentor))
    except NotInThisCohort:
        messages.error(request, _("Somebody has left meanwhile. Nothing was changed: look at the list again."))
    else:
        messages.success(request, _given_words(count, is_taken=typed_number(mentor) == NOBODY))
    return _back(context, query)


def _given_words(count: int, *, is_taken: bool) -> str:
    if is_taken:
        words = ngettext("%(n)s learner has no mentor now.", "%(n)s learners have no mentor now.", count)
    else:
        words = ngettext("Given: %(n)s learner.", "Given: %(n)s learners.", count)
    return words % {"n": localize(count)}


def _back(context: CohortContext, query: MentorsQuery) -> HttpResponse:
    return redirect(reverse("mentors", args=[context.cohort.name]) + query.address(query.after))


@require_POST
@personal
def spread(request: HttpRequest, name: str) -> HttpResponse:
    """Give a mentor to everybody who has none, or spread all evenly whom nobody has given by hand."""
    context = cohort_context(request, name, "facilitator")
    count = mentoring.spread(context.actor, context.cohort.id, request.POST.get("evenly") == "yes")
    if count:
        messages.success(request, _given_words(count, is_taken=False))
    else:
        messages.info(request, _("Nobody had to be moved."))
    return redirect("mentors", name)


@require_POST
@personal
def by_hand(request: HttpRequest, name: str) -> HttpResponse:
    """Whether who comes in gets a mentor by itself."""
    context = cohort_context(request, name, "facilitator")
    mentoring.choose_by_hand(context.actor, context.cohort.id, request.POST.get("by_hand") == "yes")
    messages.success(request, _("Noted."))
    return redirect("mentors", name)
