"""Whether there is news for a challenge's page. Asked often, so answered from the session and one row."""

from http import HTTPStatus

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from mooc.core.course.course import Challenge
from mooc.runtime import clocks
from mooc.services.watching import streams
from mooc.store.progress import etags, progress
from mooc.web.site.context import CohortContext

QUICK, SLOW = 0.7, 15.0
"""Seconds between two questions of a page: while something is expected; and when nothing has come for long."""
PATIENCE = 20.0
"""Seconds for which something is expected, of a page that was opened or come back to."""
QUESTIONS_A_SECOND = 250
"""Questions a second of one cohort in an event, where everybody expects something all the time."""
NOT_MODIFIED = HTTPStatus.NO_CONTENT
"""What htmx leaves a page as it is for."""
EXPECTED = "X-Expected"


def not_modified(request: HttpRequest, cohort: str, challenge: str) -> HttpResponse | None:
    """204 where the etag in the question still holds; None for anything else, which goes the usual way.

    Two queries: the session, and the etag with the person. So whoever has lost the session or the place in the cohort
    is told nothing here. A header says whether something is being looked at.
    """
    etag = request.GET.get("stamp")
    user = request.session.get(SESSION_KEY) if etag and request.headers.get("HX-Request") else None
    if not user:
        return None
    current = etags.etag_state(int(user), cohort, challenge, clocks.now())
    if current is None or current.text != etag:
        return None
    if not constant_time_compare(request.session.get(HASH_SESSION_KEY, ""), current.proof):
        return None
    response = HttpResponse(status=NOT_MODIFIED, headers={EXPECTED: str(int(current.expected))})
    add_never_cache_headers(response)
    return response


def etag_of(context: CohortContext, challenge: str) -> str:
    """The etag that one's own page asks with; empty where no network tells us at once what people do."""
    if not streams.has_streams():
        return ""
    current = etags.etag_state(context.roles["learner"].user, context.cohort.name, challenge, context.actor.now)
    return current.text if current else ""


def slowest_interval(context: CohortContext, challenge: Challenge) -> float:
    """Seconds between two questions at the most: in an event, as few as the number of learners allows."""
    if challenge.window is None:
        return SLOW
    return max(QUICK, min(SLOW, progress.learners(context.cohort.id) / QUESTIONS_A_SECOND))
