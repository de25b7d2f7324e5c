"""Linking an X account: off to X's own page, and back. State and verifier wait in the session, and serve once."""

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mooc.flow import linking, linking_x
from mooc.linking.x import LinkingError, Pending
from mooc.store.accounts import AccountTaken
from mooc.web.accounts import accounts_page
from mooc.web.offers import is_x_offered, x_form
from mooc.web.pages import actor_of, person, personal
from mooc.web.places import tabs

PENDING = "linking.x"
"""The key of the session."""

_logger = logging.getLogger(__name__)


def _refusal(error: LinkingError) -> str:
    words = {
        "linking.x.denied": _("You said no over there, so nothing is linked. You can begin again whenever you like."),
        "linking.x.expired": _("This answer of X is too old, or belongs to another attempt. Begin again."),
        "linking.x.scopes": _(
            "X granted other rights than those we ask for, so nothing is linked. Begin again, and leave all as it is."
        ),
    }
    return words.get(error.key, _("X could not be asked just now. Nothing is linked: try again in a minute."))


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("back-from-x"))


@require_POST
@personal
def begin(request: HttpRequest) -> HttpResponse:
    """Agree: the answer is a page that goes on to X.

    A page, not a redirect: ``form-action`` would hold for every redirect that X makes in its turn.
    """
    if not is_x_offered():
        raise Http404
    form = x_form(request.POST)
    if not form.is_valid():
        return accounts_page(request, x=form, status=422)
    address, pending = linking_x.begin(_back(request), linking.CONSENT)
    request.session[PENDING] = list(pending)
    return render(request, "web/accounts/leaving.html", {"address": address, "tabs": tabs(request)})


@require_GET
@personal
def back(request: HttpRequest) -> HttpResponse:
    """X sends the person back: whose account is it?"""
    try:
        handle = _linked(request)
    except LinkingError as error:
        _logger.info("not linked: %s", error)
        messages.error(request, _refusal(error))
    except AccountTaken:
        messages.error(request, _("This account is linked already, by somebody else."))
    else:
        messages.success(request, _("@%(handle)s is linked. The key that X gave us is ended.") % {"handle": handle})
    return redirect("accounts")


def _linked(request: HttpRequest) -> str:
    """The handle of the account that is linked now. Whatever comes of it, what was pending is no longer."""
    pending = request.session.pop(PENDING, None)
    if pending is None or not is_x_offered():
        raise LinkingError("linking.x.expired", "nothing is pending")
    query = request.META.get("QUERY_STRING", "")
    account = linking_x.finish(person(request).pk, _back(request), Pending(*pending), query, actor_of(request).now)
    return account.handle
