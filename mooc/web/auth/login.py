"""Coming in: sign-in by e-mail and password (django-allauth), demo links, the language of the pages."""

from typing import Any, ClassVar

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth import load_backend, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from mooc.services.people import profile
from mooc.services.people.demo_login import user_of_token
from mooc.web.auth.known_browsers import remember
from mooc.web.site.pages import current_user, language_of, remember_language
from mooc.web.site.preferences import zone_or_empty

FORM = "web/auth/form.html"
MESSAGE = "web/auth/message.html"
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


class Login(allauth.LoginView):  # type: ignore[misc]
    """Sign in; from then on the pages speak the language that the person chose."""

    template_name = "web/auth/login.html"
    extra_context = {"title": _("Sign in"), "button": _("Sign in")}

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, keep the language, and know the browser again; it names the zone of who has said none."""
        response: HttpResponse = super().form_valid(form)
        if not self.request.user.is_authenticated:
            return response
        reader = current_user(self.request)
        profile.settle_zone(reader.pk, zone_or_empty(self.request.POST.get("zone", "")))
        return remember(self.request, remember_language(response, reader.language), reader.pk)


def _message_page(title: Any, words: Any, next_url: Any = "", next_words: Any = "") -> dict[str, Any]:
    return {
        "template_name": MESSAGE,
        "extra_context": {"title": title, "words": words, "next_url": next_url, "next_words": next_words},
    }


def _form_page(title: Any, button: Any, words: Any = "", template: str = FORM) -> dict[str, Any]:
    return {"template_name": template, "extra_context": {"title": title, "button": button, "words": words}}


logout = allauth.LogoutView.as_view(template_name="web/auth/logout.html")
confirm_email = allauth.ConfirmEmailView.as_view(template_name="web/auth/confirm.html")
inactive = allauth.AccountInactiveView.as_view(
    **_message_page(_("This account is closed"), _("If that is a mistake, write to your facilitator."))
)
password_change = allauth.PasswordChangeView.as_view(
    success_url=reverse_lazy("home"), **_form_page(_("Change your password"), _("Change it"))
)


class PasswordReset(allauth.PasswordResetView):  # type: ignore[misc]
    """Ask for a link by mail; where no mail is sent, be told who has one."""

    template_name = FORM
    extra_context: ClassVar[dict[str, Any]] = {
        "title": _("A new password"),
        "button": _("Send me a link"),
        "words": _("We send you a link with which you choose a new one."),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form, or what to do instead."""
        if settings.MAIL != "none":
            return super().dispatch(request, *args, **kwargs)
        words = _(
            "This site sends no mail. Ask your facilitator: whoever runs the site can make a link for you, with which "
            "you choose a new password."
        )
        return render(request, MESSAGE, {"title": _("A new password"), "words": words})


password_reset_done = allauth.PasswordResetDoneView.as_view(
    **_message_page(
        _("Look at your mail"),
        _(
            "If there is an account with this address, a link is on its way. "
            "If nothing comes within a few minutes, look among the unwanted mail."
        ),
    )
)
password_reset_key = allauth.PasswordResetFromKeyView.as_view(
    **_form_page(_("Choose a new password"), _("Keep this password"), template="web/auth/key.html")
)
password_reset_key_done = allauth.PasswordResetFromKeyDoneView.as_view(
    **_message_page(
        _("Your password is changed"), _("You can sign in with it now."), reverse_lazy("account_login"), _("Sign in")
    )
)


def by_invitation(request: HttpRequest) -> HttpResponse:
    """Where others have a sign-up form: one comes in through the link of a cohort."""
    words = _(
        "You come in through the link of a cohort. Ask your facilitator for it, and open it: the rest takes a minute."
    )
    return render(request, MESSAGE, {"title": _("By invitation"), "words": words})


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """A demo's sign-in link. This address exists only where ``MOOC_DEMO`` is set. The pages speak the language of the
    browser: that of the cast was chosen by nobody who looks."""
    backend = settings.AUTHENTICATION_BACKENDS[0]
    key = user_of_token(token)
    user = None if key is None else load_backend(backend).get_user(key)
    if user is None or not user.is_active:
        raise Http404
    login(request, user, backend=backend)
    browser_language = language_of(request)
    profile.change(current_user(request).pk, language=browser_language)
    return remember_language(redirect("home"), browser_language)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language, and stay on the page."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if chosen not in LANGUAGES:
        return response
    if request.user.is_authenticated:
        profile.change(current_user(request).pk, language=chosen)
    return remember_language(response, chosen)
