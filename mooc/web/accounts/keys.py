"""One's own keys for programs: made, seen by their beginning, ended."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mooc.services.people import api_keys
from mooc.store.people import tokens
from mooc.store.people.tokens import TooManyKeys
from mooc.web.site.context import tabs
from mooc.web.site.forms import KeyForm
from mooc.web.site.pages import actor_of, current_user, personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def my_keys(request: HttpRequest) -> HttpResponse:
    """The keys there are. A new one is shown in the answer to the form, and kept nowhere."""
    form, secret = KeyForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        name, good_for = form.cleaned_data["name"], timedelta(days=form.cleaned_data["days"])
        try:
            _token, secret = api_keys.make(current_user(request).pk, name, good_for)
        except TooManyKeys:
            form.add_error(None, _("You have ten keys, and more there cannot be. End one that you no longer need."))
        else:
            form = KeyForm()
    context = {"keys": tokens.mine(actor_of(request)), "secret": secret, "form": form, "tabs": tabs(request)}
    return render(request, "web/accounts/keys.html", context, status=422 if form.is_bound else 200)


@require_POST
@personal
def end(request: HttpRequest, key: int) -> HttpResponse:
    """A key opens nothing any more."""
    api_keys.end(actor_of(request), key)
    return redirect("keys")
