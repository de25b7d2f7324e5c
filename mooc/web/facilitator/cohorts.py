"""A facilitator opens a cohort, puts twinomes together."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooc.core.course.course import Course
from mooc.core.forecast.outlook import outlook
from mooc.core.values.time_zones import zone_of
from mooc.environment import configured_networks, environment
from mooc.lessonfiles.shelf import read_collection
from mooc.networks import registry
from mooc.services.cohorts.account_lookup import look_up_all
from mooc.services.cohorts.cohorts import WrongField, create_cohort
from mooc.services.twinomes.pairing import pair_as
from mooc.store.cohorts import cohorts
from mooc.store.twinomes.twinomes import PairingConflict
from mooc.web.site.context import cohort_context, tabs
from mooc.web.site.forms import CohortForm
from mooc.web.site.pages import actor_of, current_user, language_of, personal
from mooc.web.templatetags.showing import in_language


def _error_words(error: WrongField) -> str:
    """What would be right, in the reader's language."""
    words = {
        "taken": _("Another cohort has this name: add a word, such as the season."),
        "not_a_slug": _("Letters or digits are expected in the name."),
        "wrong_length": _("1 to 120 characters are expected."),
        "unknown_zone": _("There is no such time zone. Europe/Paris or America/Montreal are examples."),
        "too_far": _("A start within three years is expected."),
        "not_a_hashtag": _("Letters and digits in one word are expected, such as twittmooc."),
        "unknown_handle": _("Nobody has this handle there: %(detail)s") % {"detail": error},
        "account_not_shown": _("The network does not show this account (suspended or deactivated): %(detail)s")
        % {"detail": error},
        "network_trouble": _("The network could not be asked just now. Try again in a minute."),
    }
    return words.get(error.code, str(error))


def _form(course: Course, request: HttpRequest) -> CohortForm:
    networks = {name: registry.label(name) for name in configured_networks(environment())}
    initial = {
        "title": in_language(course.title),
        "zone": current_user(request).zone,
        "hashtag": course.hashtag,
        "networks": list(networks),
    }
    data = request.POST if request.method == "POST" else None
    return CohortForm(data, networks=networks, lists=course.lists, initial=initial)


@personal
def new_cohort(request: HttpRequest) -> HttpResponse:
    """Choose a course, then say when and where it runs."""
    if not cohorts.may_create(actor_of(request)):
        raise PermissionDenied
    shelf = read_collection(environment().courses, registry.grammars())
    course = shelf.courses.get(request.GET.get("course", ""))
    if course is None:
        bad = {
            name: {"line": problems[0].line, "says": problems[0].message[language_of(request)]}
            for name, problems in shelf.problems_by_folder.items()
        }
        context = {"courses": shelf.courses.values(), "bad": bad.items(), "tabs": tabs(request)}
        return render(request, "web/facilitator/courses.html", context)
    form = _form(course, request)
    if form.is_valid() and (name := _create(request, course, form)):
        return redirect("grid", name)
    context = {
        "form": form,
        "course": course,
        "tabs": tabs(request),
        "outlook": outlook(course, configured_networks(environment()), registry.capabilities),
    }
    return render(request, "web/facilitator/new.html", context, status=422 if form.is_bound else 200)


def _create(request: HttpRequest, course: Course, form: CohortForm) -> str:
    """The name of the new cohort; empty if something is wrong, which the form then says."""
    data: Mapping[str, Any] = form.cleaned_data
    actor = actor_of(request)
    try:
        cohort = create_cohort(
            course,
            name=slugify(data["title"])[:60].strip("-"),
            title=data["title"],
            start=data["start"].replace(tzinfo=zone_of(data["zone"])),
            zone=data["zone"],
            networks=data["networks"],
            lists=look_up_all(course, form.people(), data["networks"]),
            hashtag=data["hashtag"],
            facilitator=actor.user,
            now=actor.now,
        )
    except WrongField as error:
        field = {"name": "title", "lists": None}.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, _error_words(error))
        return ""
    return cohort.name


@require_POST
@personal
def pair(request: HttpRequest, name: str) -> HttpResponse:
    """Put twinomes together: the first time for everybody, later for those who have none."""
    context = cohort_context(request, name, "facilitator")
    try:
        pair_as(context.actor, context.cohort.id, seed=secrets.randbelow(2**31))
    except PairingConflict:
        messages.info(request, _("Somebody else has just put twinomes together. Here they are."))
    else:
        messages.success(request, _("Everybody who can be in a twinome now is in one."))
    return redirect("grid", name)
