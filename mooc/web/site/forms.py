"""What people type, and what is said when it cannot be. Rules of the course live elsewhere: here is only form."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mooc.core.facts.audience import HOST
from mooc.core.judging.pasted_links import is_address
from mooc.core.values.pseudonyms import NameFault, NameRefused, has_hidden
from mooc.core.values.time_zones import is_zone
from mooc.linking.refusal import CannotLink
from mooc.networks import registry
from mooc.services.accounts import account_linking
from mooc.store.people import people
from mooc.web.site.refusals import refusal_words

_TYPED = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


_HIDDEN = _("There is a character in it that cannot be shown. Type it again by hand.")
_NAMES = {
    NameFault.BLANK: _("Write a name."),
    NameFault.TOO_LONG: _("The name is too long: 80 characters are the most."),
    NameFault.HIDDEN: _HIDDEN,
    NameFault.MIXED: _("There are letters of two alphabets in one word. Use those of one."),
    NameFault.OFFICE: _("That is the name of an office, not of a person. Choose another one."),
    NameFault.STAFF: _("Somebody who looks after this cohort has that name. Add something to yours, such as a letter."),
}


def typed_number(text: str) -> int:
    """The id or place that an address or a form of ours names. Raises Http404 for what none of them would."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Http404
    return int(text)


def no_hidden_characters(text: str) -> None:
    """Refuse what no database stores or no eye sees."""
    if has_hidden(text):
        raise ValidationError(_HIDDEN)


class NameForm(forms.Form):
    """The name by which others know somebody. ``cohort``: the one that the person is about to learn in, if
    any; ``user``: who has a name already."""

    name = forms.CharField(
        label=_("The name that others see"), max_length=80, help_text=_("A pseudonym is welcome."), strip=False
    )

    def __init__(self, *args: Any, cohort: int | None = None, user: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cohort, self._user = cohort, user

    def clean_name(self) -> str:
        """A name by which one may go."""
        try:
            return people.checked_name(self.cleaned_data["name"], self._cohort, self._user)
        except NameRefused as error:
            raise ValidationError(_NAMES[error.fault]) from error


class PasteForm(forms.Form):
    """A learner points at a post."""

    url = forms.CharField(
        label=_("Link of your post"),
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": "https://…", "inputmode": "url", "autocomplete": "off"}),
        error_messages={
            "required": _("Paste the link of your post: it begins with https://"),
            "max_length": _("This is not a link. It begins with https://, as in the address bar of your browser."),
        },
    )

    def clean_url(self) -> str:
        """An address that a network may know; people leave out the beginning."""
        url: str = self.cleaned_data["url"]
        url = url if "://" in url else f"https://{url}"
        if not is_address(url, registry.link_schemes()):
            raise ValidationError(
                _("This is not a link. It begins with https://, as in the address bar of your browser.")
            )
        no_hidden_characters(url)
        return url


class ConsentForm(forms.Form):
    """Linking is an express choice. ``version``: of the text that was read."""

    consent = forms.BooleanField(
        label=_("I have read the text above, and agree to it. I can end it at any time."),
        error_messages={"required": _("Without your consent we do not look. Tick the box if you agree.")},
    )
    version = forms.CharField(widget=forms.HiddenInput, initial=account_linking.CONSENT, required=False)

    def clean(self) -> dict[str, Any]:
        """Who has read another text than that of now is shown this one, and asked anew."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("version") != account_linking.CONSENT:
            self.data = {**dict(self.data.items()), "version": account_linking.CONSENT, "consent": ""}
            self.add_error("consent", _("The text has changed meanwhile. Read it again, then agree if you like."))
        return cleaned


class ServerForm(ConsentForm):
    """Whose server asks the person, on a network of many servers."""

    field_order = ("server", "consent")
    server = forms.CharField(
        label=_("Your server"),
        max_length=300,
        widget=forms.TextInput(attrs=_TYPED),
    )

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        server, values = self.fields["server"], {"example": example}
        server.help_text = gettext("As in the address of your profile, such as %(example)s") % values
        server.error_messages["required"] = gettext("Write the name of your server, such as %(example)s") % values


class HandleForm(ConsentForm):
    """Which account, where a code on the profile proves that it is one's own."""

    field_order = ("handle", "consent")
    handle = forms.CharField(label=_("Your handle"), max_length=600, widget=forms.TextInput(attrs=_TYPED))

    def __init__(self, *args: Any, network: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._network = network
        spec = registry.SPECS.get(network)
        example = {"example": spec.handles.example if spec else ""}
        self.fields["handle"].help_text = gettext("As on your profile, such as %(example)s") % example
        self.fields["handle"].error_messages["required"] = gettext("Write your handle, such as %(example)s") % example

    def clean_handle(self) -> str:
        """The handle as the network writes it."""
        try:
            return account_linking.parse_handle(self._network, self.cleaned_data["handle"])
        except CannotLink as error:
            raise ValidationError(refusal_words(error, self._network)) from error


class KeyForm(forms.Form):
    """A key for programs: what it is for, and how long it is good."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        validators=[no_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write what the key is for, so that you know it again.")},
    )
    days = forms.IntegerField(
        label=_("Good for how many days"),
        initial=90,
        min_value=1,
        max_value=366,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), _("1 to 366 days are expected.")),
    )


class InviteForm(forms.Form):
    """For whom a link is, and for how many."""

    role = forms.ChoiceField(
        label=_("For"),
        choices=[("learner", _("learners")), ("mentor", _("mentors")), ("facilitator", _("facilitators"))],
    )
    uses = forms.IntegerField(
        label=_("For how many people"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Left empty: 200 learners, 20 mentors, 1 facilitator."),
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), _("1 to 1000 people are expected.")),
    )


class CohortForm(forms.Form):
    """A run of a course. ``lists`` and ``networks`` say which fields there are for the people of the course."""

    title = forms.CharField(label=_("Name of the cohort"), max_length=120, validators=[no_hidden_characters])
    start = forms.DateTimeField(
        label=_("First day and time"),
        help_text=_("The first week begins then, by the clocks of the time zone below."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("A day and a time are expected, such as 2026-11-30 18:00.")},
    )
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        widget=forms.TextInput(attrs={"data-zone": ""}),
        error_messages={"required": _("Write a time zone, such as Europe/Paris.")},
    )
    hashtag = forms.RegexField(
        r"^#?\w+$",
        label=_("Hashtag"),
        max_length=60,
        help_text=_("People write it in their posts."),
        error_messages={"invalid": _("Letters and digits in one word are expected, such as twittmooc.")},
    )
    networks = forms.MultipleChoiceField(
        label=_("Networks"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one network: the one that your learners use.")},
    )

    def __init__(self, *args: Any, networks: Mapping[str, str], lists: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["networks"].choices = list(networks.items())  # type: ignore[attr-defined]
        for name in lists:
            host = gettext("The course’s own account on %(network)s")
            label = host if name == HOST else gettext("“%(list)s” on %(network)s")
            for network, network_name in networks.items():
                self.fields[f"people-{name}-{network}"] = forms.CharField(
                    label=label % {"list": name, "network": network_name},
                    required=False,
                    help_text=_("Handles, separated by spaces. Leave it empty if the course does without."),
                )

    def clean_zone(self) -> str:
        """A zone that exists."""
        zone: str = self.cleaned_data["zone"].strip()
        if not is_zone(zone):
            raise ValidationError(_("There is no such time zone. Europe/Paris or America/Montreal are examples."))
        return zone

    def clean_hashtag(self) -> str:
        """The tag without its #."""
        return str(self.cleaned_data["hashtag"]).removeprefix("#")

    def people(self) -> dict[str, dict[str, list[str]]]:
        """Network → list → handles, as they were typed."""
        handles_by_network: dict[str, dict[str, list[str]]] = {}
        for field, typed in self.cleaned_data.items():
            if field.startswith("people-") and typed:
                name, network = field.removeprefix("people-").rsplit("-", 1)
                handles = [handle.removeprefix("@") for handle in re.split(r"[\s,;]+", typed) if handle]
                handles_by_network.setdefault(network, {})[name] = handles
        return handles_by_network
