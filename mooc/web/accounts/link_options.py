"""What one can link here: an option for each network that this installation reads."""

from typing import NamedTuple

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from mooc.networks import registry
from mooc.services import networks
from mooc.services.accounts import oauth_linking
from mooc.store.accounts.accounts import LinkingAttempt
from mooc.web.site.forms import ConsentForm, HandleForm, ServerForm


class LinkMethod(NamedTuple):
    """One way to link an account. ``form`` stands there with its errors if it was sent."""

    words: str
    action: str
    button: str
    form: forms.Form


class LinkOption(NamedTuple):
    """A network on which one can link an account: by signing in there, by a code, or as one likes."""

    network: str
    sign_in: LinkMethod | None
    code: LinkMethod


class PendingCode(NamedTuple):
    """A code that is to be shown on the account. ``address``: the profile, if it is known where that is."""

    network: str
    handle: str
    code: str
    address: str


def link_options(sent: forms.Form | None = None) -> list[LinkOption]:
    """One for each network that is read here, with empty forms where none was ``usage``."""
    words = _("No password: you show a code on your profile, and that proves that the account is yours.")
    options = []
    for name in networks.configured():
        form = _sent_or_empty(sent, code_form(name))
        by_code = LinkMethod(words, reverse("begin-code", args=[name]), _("Give me a code"), form)
        options.append(LinkOption(name, _by_sign_in(name, sent), by_code))
    return options


def sign_in_form(network: str, sent: QueryDict | None = None) -> ConsentForm:
    """The form of signing in there; its fields have ids of their own, as several forms stand on the page."""
    server = registry.server_example(network)
    if server:
        return ServerForm(sent, example=server, auto_id=f"id_{network}_%s")
    return ConsentForm(sent, auto_id=f"id_{network}_%s")


def code_form(network: str, sent: QueryDict | None = None) -> HandleForm:
    """The form of the code."""
    return HandleForm(sent, network=network, auto_id=f"id_code_{network}_%s")


def pending_code(attempt: LinkingAttempt) -> PendingCode:
    """The attempt as the page shows it."""
    address = registry.SPECS[attempt.network].addresses.profile(attempt.handle)
    return PendingCode(attempt.network, attempt.handle, attempt.code, address)


def _by_sign_in(network: str, sent: forms.Form | None) -> LinkMethod | None:
    if network not in oauth_linking.offered():
        return None
    words = _(
        "You sign in there, not here: %(network)s asks you whether we may know which account is yours. We keep no key "
        "to it."
    )
    values = {"network": registry.label(network)}
    to_network = _("Go to %(network)s") % values
    button = _("Go to my server") if registry.server_example(network) else to_network
    form = _sent_or_empty(sent, sign_in_form(network))
    return LinkMethod(words % values, reverse("begin-sign-in", args=[network]), button, form)


def _sent_or_empty(sent: forms.Form | None, empty: forms.Form) -> forms.Form:
    """The form that was sent, where it is this one."""
    return sent if sent is not None and sent.auto_id == empty.auto_id else empty
