"""Linking one's own accounts: what is agreed to, the code that proves it, and letting go again."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooc.linking import codes
from mooc.linking.refusal import CannotLink
from mooc.services import networks
from mooc.services.accounts import account_linking, consent
from mooc.store.accounts import accounts
from mooc.store.accounts.accounts import AccountTaken
from mooc.web.accounts.link_options import code_form, link_options, pending_code
from mooc.web.site.context import tabs
from mooc.web.site.pages import actor_of, current_user, language_of, personal
from mooc.web.site.refusals import not_looked_words, refusal_words


def real_now() -> datetime:
    """Codes grow old by the real clock, whatever the course plays."""
    return datetime.now(UTC)


def accounts_page(request: HttpRequest, *, sent: forms.Form | None = None, status: int = 200) -> HttpResponse:
    """The accounts of the one who asks, and what can be linked. A form that was sent stands there with its errors."""
    context: dict[str, Any] = {
        "accounts": accounts.mine(actor_of(request)),
        "waiting": [
            pending_code(attempt)
            for attempt in accounts.attempts(current_user(request).pk, real_now() - codes.CODE_LIFETIME)
        ],
        "offers": link_options(sent),
        "consent": consent.TEXT[language_of(request)],
        "version": consent.VERSION,
        "tabs": tabs(request),
    }
    return render(request, "web/accounts/list.html", context, status=status)


@personal
def my_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts that are linked, and how to link another."""
    return accounts_page(request)


@require_POST
@personal
def begin_code(request: HttpRequest, network: str) -> HttpResponse:
    """Name the account and agree: the answer is a code."""
    if network not in networks.configured():
        raise Http404
    form = code_form(network, request.POST)
    if form.is_valid():
        handle, version = form.cleaned_data["handle"], form.cleaned_data["version"]
        try:
            attempt = account_linking.begin(current_user(request).pk, network, handle, version)
        except CannotLink as error:
            form.add_error("handle", refusal_words(error, network))
        except account_linking.NotOffered:
            raise Http404 from None
        else:
            if attempt.trouble:
                messages.warning(request, not_looked_words(network))
            return redirect("accounts")
    return accounts_page(request, sent=form, status=422)


@require_POST
@personal
def confirm_code(request: HttpRequest, network: str) -> HttpResponse:
    """The code is on the profile: look there."""
    try:
        account = account_linking.confirm(current_user(request).pk, network, actor_of(request).now, real_now())
    except CannotLink as error:
        messages.error(request, refusal_words(error, network))
    except AccountTaken:
        messages.error(request, _("This account is linked already, by somebody else."))
    else:
        words = _("@%(handle)s is linked. You can take the code out of your profile again.")
        messages.success(request, words % {"handle": account.handle})
    return redirect("accounts")


@require_POST
@personal
def unlink(request: HttpRequest, account: int) -> HttpResponse:
    """Let go of an account. What was met stays met."""
    account_linking.unlink(actor_of(request), account)
    messages.success(request, _("The account is no longer linked. What you have met stays yours."))
    return redirect("accounts")


@require_POST
@personal
def share(request: HttpRequest, account: int) -> HttpResponse:
    """Show an account to one's twinome, or stop to."""
    account_linking.share(actor_of(request), account, request.POST.get("shared") == "yes")
    return redirect("accounts")
