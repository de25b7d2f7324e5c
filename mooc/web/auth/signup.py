"""Coming in by an invitation: a link in a mail shows whose address it is; without a mail server one signs in at once.

Either way the pages say the same to somebody who is registered and to somebody who is not.
"""

from http import HTTPStatus
from typing import Any

from allauth.account.fields import EmailField, SetPasswordField
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, load_backend, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooc.runtime import clocks
from mooc.services.cohorts.cohorts import accept_invitation
from mooc.services.people import profile, signup
from mooc.store.cohorts import invitations, members
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.cohorts.invitations import NotInvited
from mooc.store.people import people
from mooc.web.auth.known_browsers import remember
from mooc.web.site.context import tabs
from mooc.web.site.errors import too_many_requests
from mooc.web.site.forms import NameForm
from mooc.web.site.pages import actor_of, current_user, language_of, personal, remember_language
from mooc.web.site.preferences import ZoneField, zone_or_empty

JOIN, MESSAGE = "web/auth/join.html", "web/auth/message.html"


class AddressForm(forms.Form):
    """Where to write to."""

    email = EmailField()


class FinishForm(NameForm):
    """A new account, of an address that is known: a pseudonym, a password. ``email``: the address."""

    password1 = SetPasswordField(label=gettext_lazy("Password"))
    zone = ZoneField()

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = {"email": email or self.data.get("email", ""), "name": self.data.get("name", "")}
        self.fields["password1"].user = get_user_model()(**typed)  # type: ignore[attr-defined]


class JoinForm(FinishForm):
    """A new account: a pseudonym, an address, a password."""

    email = EmailField()
    field_order = ("name", "email", "password1")


@rate_limit(action="signup")  # type: ignore[untyped-decorator]
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of a cohort."""
    try:
        cohort, role = invitations.invited(secret, request.user.pk)
    except NotInvited:
        return _invitation_ended(request)
    if request.user.is_authenticated:
        return _join_signed_in(request, secret)
    if settings.MAIL == "smtp":
        return _join_by_mail(request, secret, cohort)
    return _join_at_once(request, secret, cohort, role)


def _invitation_ended(request: HttpRequest) -> HttpResponse:
    words = _("This link no longer lets anybody in. Ask your facilitator for a new one.")
    return render(
        request, MESSAGE, {"title": _("This link no longer works"), "words": words}, status=HTTPStatus.NOT_FOUND
    )


def _form_page(
    request: HttpRequest, form: forms.Form, cohort: CohortDetails, secret: str, **words: str
) -> HttpResponse:
    title = _("Join “%(cohort)s”") % {"cohort": cohort.title}
    context = {"form": form, "title": title, "back": reverse("join", args=[secret]), **words}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, JOIN, context, status=status)


def _join_by_mail(request: HttpRequest, secret: str, cohort: CohortDetails) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        words = _("You are invited. Write your e-mail address: we send you a link with which you come in.")
        return _form_page(request, form, cohort, secret, words=words, button=_("Send me a link"))
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="join_mail", key=email):
        return too_many_requests(request)
    site = request.build_absolute_uri("/").rstrip("/")
    if not signup.send_letter(email, secret, cohort, site, language_of(request)):
        words = _("The mail could not be sent just now. Try again in a minute.")
        return render(request, MESSAGE, {"title": _("No mail was sent"), "words": words}, status=503)
    words = _(
        "A link is on its way to you: open it, and you are in. If nothing comes within a few minutes, look among the "
        "unwanted mail."
    )
    return render(request, MESSAGE, {"title": _("Look at your mail"), "words": words})


def _join_at_once(request: HttpRequest, secret: str, cohort: CohortDetails, role: str) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None, cohort=_learner_cohort(cohort, role))
    if not form.is_valid():
        words = _("You are invited. Make an account, and you are in.")
        return _form_page(request, form, cohort, secret, words=words, button=_("Join"))
    try:
        newcomer = _register(request, form.cleaned_data["email"], form.cleaned_data, cohort)
        accept_invitation(people.actor(newcomer.id, clocks.now()), secret)
    except people.EmailTaken:
        pass  # whose address it is, is not told; the owner signs in and joins
    messages.info(request, _("Now sign in with this address and its password, and you are in."))
    return redirect(f"{reverse('account_login')}?next={reverse('join', args=[secret])}")


def _learner_cohort(cohort: CohortDetails, role: str) -> int | None:
    return cohort.id if role == "learner" else None


def _register(request: HttpRequest, email: str, typed: dict[str, Any], cohort: CohortDetails) -> people.UserProfile:
    language, zone = language_of(request), typed.get("zone") or cohort.zone
    return signup.register(email, typed["name"], typed["password1"], language=language, zone=zone)


@rate_limit(action="signup")  # type: ignore[untyped-decorator]
def finish(request: HttpRequest, secret: str, token: str) -> HttpResponse:
    """The link in the mail: whoever opens it has shown that the address is theirs."""
    email = signup.email_of_token(token, secret)
    try:
        cohort, role = invitations.invited(secret)
    except NotInvited:
        return _invitation_ended(request)
    if email is None:
        return _invitation_ended(request)
    form = FinishForm(
        request.POST if request.method == "POST" else None, cohort=_learner_cohort(cohort, role), email=email
    )
    if people.by_email(email) is not None:
        return _has_account(request, secret)
    if not form.is_valid():
        words = _("Your address is %(email)s. Choose a name and a password, and you are in.") % {"email": email}
        return _form_page(request, form, cohort, secret, words=words, button=_("Join"))
    try:
        newcomer = _register(request, email, form.cleaned_data, cohort)
    except people.EmailTaken:
        return _has_account(request, secret)
    backend = settings.AUTHENTICATION_BACKENDS[0]
    login(request, load_backend(backend).get_user(newcomer.id), backend=backend)
    accept_invitation(actor_of(request), secret)
    return remember(request, remember_language(redirect("home"), newcomer.language), newcomer.id)


def _has_account(request: HttpRequest, secret: str) -> HttpResponse:
    context = {
        "title": _("You have an account already"),
        "words": _("Sign in with its password, and join."),
        "next_url": f"{reverse('account_login')}?next={reverse('join', args=[secret])}",
        "next_words": _("Sign in"),
    }
    return render(request, MESSAGE, context)


@personal
def _join_signed_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Who is signed in joins with one button; with another name, if somebody who looks after the cohort has theirs."""
    actor, form = actor_of(request), None
    cohort, role = invitations.invited(secret, actor.user)
    if any((member.cohort, member.role) == (cohort.id, role) for _cohort, member in members.mine(actor)):
        return redirect("home")
    if request.method == "POST":
        typed = {"name": request.POST.get("name", current_user(request).name)}
        form = NameForm(typed, cohort=_learner_cohort(cohort, role), user=actor.user)
        if form.is_valid():
            profile.settle_zone(current_user(request).pk, zone_or_empty(request.POST.get("zone", "")))
            profile.change(current_user(request).pk, name=form.cleaned_data["name"])
            accept_invitation(actor, secret)
            return redirect("home")
    context = {"cohort": cohort, "name": current_user(request).name, "form": form, "tabs": tabs(request)}
    return render(request, "web/auth/joining.html", context, status=422 if form else 200)
