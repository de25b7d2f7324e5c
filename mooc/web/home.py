"""The first pages: everybody is led to what they came for; an invitation lets people in."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.forms import SignupForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mooc.flow.cohorts import accept
from mooc.store import cohorts, members, people
from mooc.store.members import NotInvited
from mooc.web.forms import no_hidden_characters
from mooc.web.pages import actor_of, person, personal, speak
from mooc.web.places import memberships, tabs
from mooc.web.preferences import ZoneField, known_zone


def home(request: HttpRequest) -> HttpResponse:
    """Who is in one cohort goes there; others choose; who is not signed in is told what this is."""
    if not request.user.is_authenticated:
        return render(request, "web/welcome.html")
    found = memberships(actor_of(request))
    return redirect(found[0].url) if len(found) == 1 else redirect("cohorts")


@personal
def my_cohorts(request: HttpRequest) -> HttpResponse:
    """All cohorts of this person."""
    actor = actor_of(request)
    shown = {"memberships": memberships(actor), "may_create": cohorts.may_create(actor), "tabs": tabs(request)}
    return render(request, "web/cohorts.html", shown)


class JoinForm(SignupForm):  # type: ignore[misc]
    """A new account: a pseudonym, an address, a password."""

    name = forms.CharField(
        label=gettext_lazy("The name that others see"),
        max_length=80,
        help_text=gettext_lazy("A pseudonym is welcome."),
        validators=[no_hidden_characters],
    )
    zone = ZoneField()
    field_order = ("name", "email", "password1")

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        """Note the name before anything is said to the person."""
        super().custom_signup(request, user)
        user.name, language = self.cleaned_data["name"], get_language() or "en"
        people.rename(user.pk, name=user.name, language=language, zone=self.cleaned_data["zone"])


class Join(allauth.SignupView):  # type: ignore[misc]
    """Come in by an invitation: make an account, and be in the cohort."""

    template_name = "web/entering/join.html"
    form_class = JoinForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Somebody who is signed in already joins with one button."""
        try:
            self.cohort, self.role = members.invited(kwargs["secret"])
        except NotInvited:
            words = _("This link no longer lets anybody in. Ask your facilitator for a new one.")
            return render(
                request, "web/entering/said.html", {"title": _("This link no longer works"), "words": words}, status=404
            )
        return _join(request, **kwargs) if request.user.is_authenticated else super().dispatch(request, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the account, sign in, join."""
        response: HttpResponse = super().form_valid(form)
        if not self.request.user.is_authenticated:
            return response
        accept(actor_of(self.request), self.kwargs["secret"])
        return speak(redirect("home"), get_language() or "en")

    def get_context_data(self, **kwargs: Any) -> Any:
        """The cohort that one is about to join."""
        words = {"title": _("Join “%(cohort)s”") % {"cohort": self.cohort.title}, "button": _("Join")}
        return super().get_context_data(**kwargs) | words | {"cohort": self.cohort}


@personal
def _join(request: HttpRequest, secret: str) -> HttpResponse:
    cohort, _role = members.invited(secret)
    if request.method == "POST":
        people.settle_zone(person(request).pk, known_zone(request.POST.get("zone", "")))
        accept(actor_of(request), secret)
        return redirect("home")
    return render(
        request,
        "web/entering/joining.html",
        {"cohort": cohort, "name": person(request).name, "tabs": tabs(request)},
    )
