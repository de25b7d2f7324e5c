"""Linking an account by signing in on its network: off to the network's own page, and back."""

import logging
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mooc.linking.refusal import CannotLink
from mooc.networks import registry
from mooc.services.accounts import oauth_linking
from mooc.services.accounts.account_linking import NotOffered
from mooc.store.accounts.accounts import AccountTaken
from mooc.web.accounts.link_options import sign_in_form
from mooc.web.accounts.linked_accounts import accounts_page, real_now
from mooc.web.site.context import tabs
from mooc.web.site.pages import actor_of, current_user, personal
from mooc.web.site.refusals import refusal_words

_logger = logging.getLogger(__name__)


@require_POST
@personal
def begin(request: HttpRequest, network: str) -> HttpResponse:
    """Agree: the answer is a page that goes on to the network.

    A page, not a redirect: ``form-action`` would hold for every redirect that the network makes in its turn.
    """
    if network not in oauth_linking.offered():
        raise Http404
    form = sign_in_form(network, request.POST)
    if not form.is_valid():
        return accounts_page(request, sent=form, status=422)
    version, server = form.cleaned_data["version"], form.cleaned_data.get("server", "")
    back = request.build_absolute_uri(reverse("back-from-sign-in", args=[network]))
    try:
        address = oauth_linking.begin(current_user(request).pk, network, back, version, server)
    except CannotLink as error:
        _logger.info("not linked: %s", error)
        form.add_error("server" if "server" in form.fields else None, refusal_words(error, network))
        return accounts_page(request, sent=form, status=422)
    place = urlsplit(address).netloc if registry.server_example(network) else registry.label(network)
    return render(request, "web/accounts/leaving.html", {"address": address, "place": place, "tabs": tabs(request)})


@require_GET
@personal
def back(request: HttpRequest, network: str) -> HttpResponse:
    """The network sends the person back: whose account is it?"""
    query = request.META.get("QUERY_STRING", "")
    try:
        account = oauth_linking.finish(current_user(request).pk, network, query, actor_of(request).now, real_now())
    except CannotLink as error:
        _logger.info("not linked: %s", error)
        messages.error(request, refusal_words(error, network))
    except AccountTaken:
        messages.error(request, _("This account is linked already, by somebody else."))
    except NotOffered:
        raise Http404 from None
    else:
        words = _("@%(handle)s is linked. The key that %(network)s gave us is ended.")
        messages.success(request, words % {"handle": account.handle, "network": registry.label(network)})
    return redirect("accounts")
