"""What a course gives to read: its charters, its code of conduct, its letters."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooc.core.course.schedule import units_with_letters
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.web.site.context import cohort_context
from mooc.web.site.pages import personal
from mooc.web.templatetags.showing import in_language
from mooc.web.text.markdown import rendered

TITLES = {
    "charter": gettext_lazy("Charter of the twinome"),
    "reciprocity": gettext_lazy("Charter of reciprocity"),
    "conduct": gettext_lazy("Code of conduct"),
}
"""Text of a course → what its page is called."""


class DocumentView(NamedTuple):
    """Something to read."""

    url: str
    words: str


def document_views(cohort: CohortDetails) -> list[DocumentView]:
    """What there is to read in this cohort."""
    course = cohorts.course_of(cohort)
    views = [
        DocumentView(reverse("document", args=[cohort.name, text]), str(title))
        for text, title in TITLES.items()
        if text in course.texts
    ]
    if "welcome" in course.texts or any(unit.letters for unit in course.units):
        views.insert(0, DocumentView(reverse("letters", args=[cohort.name]), _("Letters")))
    return views


@personal
def document(request: HttpRequest, name: str, what: str) -> HttpResponse:
    """A charter, or the code of conduct."""
    context = cohort_context(request, name)
    texts = cohorts.course_of(context.cohort).texts
    if what not in TITLES or what not in texts:
        raise Http404
    parts = [{"title": "", "text": rendered(in_language(texts[what]))}]
    return _page(request, context.cohort, str(TITLES[what]), parts, context.tabs)


@personal
def letters(request: HttpRequest, name: str) -> HttpResponse:
    """The letters so far, the newest first; the one that welcomes comes last."""
    context = cohort_context(request, name)
    course = cohorts.course_of(context.cohort)
    units = units_with_letters(course, context.cohort.run, context.actor.now)
    parts = [{"title": in_language(unit.title), "text": rendered(in_language(unit.letters))} for unit in units][::-1]
    if "welcome" in course.texts:
        parts.append({"title": _("Welcome"), "text": rendered(in_language(course.texts["welcome"]))})
    if not document_views(context.cohort):
        raise Http404
    return _page(request, context.cohort, _("Letters"), parts, context.tabs)


def _page(
    request: HttpRequest, cohort: CohortDetails, title: str, parts: list[dict[str, str]], tabs: object
) -> HttpResponse:
    return render(
        request, "web/learner/documents.html", {"title": title, "shown": parts, "cohort": cohort, "tabs": tabs}
    )
