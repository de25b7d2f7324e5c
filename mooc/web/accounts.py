"""Linking one's own accounts: what is agreed to, the code that proves it, and letting go again."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mooc.flow import linking
from mooc.linking.refusal import CannotLink, Refusal
from mooc.store import accounts
from mooc.store.accounts import AccountTaken
from mooc.web.forms import ConsentForm, HandleForm
from mooc.web.offers import offers
from mooc.web.pages import actor_of, person, personal
from mooc.web.places import tabs


def _real_now() -> datetime:
    """Codes grow old by the real clock, whatever the course plays."""
    return datetime.now(UTC)


def _refusal(error: CannotLink) -> str:
    words = {
        Refusal.NO_ACCOUNT: _("Nobody has this handle on Bluesky. Look at your profile: it is the name after the @."),
        Refusal.NOT_SHOWN: _("The network does not show this account: it is suspended, deactivated or gone."),
        Refusal.HANDLE_MISMATCH: _("This account does not say of itself that it has this handle."),
        Refusal.UNSUPPORTED_IDENTITY: _("The identity of this account is kept in a way that we cannot look up."),
        Refusal.CODE_MISSING: _(
            "The code is not in your profile, nor in a recent post. Save it there, then try again."
        ),
        Refusal.CODE_EXPIRED: _("The code is too old. Begin again: you get a new one."),
        Refusal.NETWORK_TROUBLE: _(
            "The network could not be asked just now. Your code stays good: try again in a minute."
        ),
    }
    return words[error.key]


def accounts_page(
    request: HttpRequest, *, bluesky: HandleForm | None = None, x: ConsentForm | None = None, status: int = 200
) -> HttpResponse:
    """The accounts of the one who asks, and what can be linked. A form that was sent stands there with its errors."""
    shown: dict[str, Any] = {
        "accounts": accounts.mine(actor_of(request)),
        "attempt": linking.waiting(person(request).pk, _real_now()),
        "offers": offers(bluesky, x),
        "tabs": tabs(request),
    }
    return render(request, "web/accounts/list.html", shown, status=status)


@personal
def mine(request: HttpRequest) -> HttpResponse:
    """The accounts that are linked, and how to link another."""
    return accounts_page(request)


@require_POST
@personal
def begin_bluesky(request: HttpRequest) -> HttpResponse:
    """Name the account and agree: the answer is a code."""
    form = HandleForm(request.POST)
    if form.is_valid():
        try:
            linking.begin(person(request).pk, form.cleaned_data["handle"], linking.CONSENT)
        except CannotLink as error:
            form.add_error("handle", _refusal(error))
        else:
            return redirect("accounts")
    return accounts_page(request, bluesky=form, status=422)


@require_POST
@personal
def confirm_bluesky(request: HttpRequest) -> HttpResponse:
    """The code is on the profile: look there."""
    try:
        account = linking.confirm(person(request).pk, actor_of(request).now, _real_now())
    except CannotLink as error:
        messages.error(request, _refusal(error))
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
    linking.unlink(actor_of(request), account)
    messages.success(request, _("The account is no longer linked. What you have met stays yours."))
    return redirect("accounts")


@require_POST
@personal
def share(request: HttpRequest, account: int) -> HttpResponse:
    """Show an account to one's twinome, or stop to."""
    linking.share(actor_of(request), account, request.POST.get("shared") == "yes")
    return redirect("accounts")
