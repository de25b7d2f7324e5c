"""What one can link here: one offer for each network that this installation reads."""

from typing import NamedTuple

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from mooc.flow import linking_x, networks
from mooc.web.forms import ConsentForm, HandleForm


class Offer(NamedTuple):
    """A network on which one can link an account."""

    network: str
    words: str
    action: str
    button: str
    form: forms.Form


def offers(bluesky: HandleForm | None = None, x: ConsentForm | None = None) -> list[Offer]:
    """The offers there are, with empty forms where none was sent."""
    found = [_bluesky(bluesky or HandleForm())] if "bluesky" in networks.configured() else []
    return [*found, _x(x or x_form())] if is_x_offered() else found


def is_x_offered() -> bool:
    """Whether X accounts can be linked here, and would be read."""
    return linking_x.is_set_up() and "x" in networks.configured()


def x_form(sent: QueryDict | None = None) -> ConsentForm:
    """The form of X; its fields have ids of their own, for Bluesky's stands on the same page."""
    return ConsentForm(sent, auto_id="id_x_%s")


def _bluesky(form: HandleForm) -> Offer:
    return Offer(
        "bluesky",
        _("No password: you show a code on your profile, and that proves that the account is yours."),
        reverse("begin-bluesky"),
        _("Give me a code"),
        form,
    )


def _x(form: ConsentForm) -> Offer:
    return Offer(
        "x",
        _("You sign in there, not here: X asks you whether we may know which account is yours. We keep no key to it."),
        reverse("begin-x"),
        _("Go to X"),
        form,
    )
