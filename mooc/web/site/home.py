"""The first pages: everybody is led to what they came for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mooc.store.cohorts import cohorts
from mooc.web.site.context import memberships, tabs
from mooc.web.site.pages import actor_of, personal


def home(request: HttpRequest) -> HttpResponse:
    """Who is in one cohort goes there; others choose; who is not signed in is told what this is."""
    if not request.user.is_authenticated:
        return render(request, "web/site/welcome.html")
    roles = memberships(actor_of(request))
    return redirect(roles[0].url) if len(roles) == 1 else redirect("cohorts")


@personal
def my_cohorts(request: HttpRequest) -> HttpResponse:
    """All cohorts of this person."""
    actor = actor_of(request)
    context = {"memberships": memberships(actor), "may_create": cohorts.may_create(actor), "tabs": tabs(request)}
    return render(request, "web/site/cohorts.html", context)
