"""Language and time zone: what the browser said when one came in, and what one says oneself."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooc.core.values.time_zones import is_zone, place_of, zones_by_area
from mooc.services.people import profile
from mooc.web.site.context import tabs
from mooc.web.site.pages import current_user, personal, remember_language

FROM_BROWSER = {"data-zone": ""}
"""Marks a field into which the browser writes its zone, where it stands empty and scripts run."""


class ZoneField(forms.CharField):
    """A hidden field for the zone that the browser names; what is no zone is as good as nothing."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(attrs=FROM_BROWSER))

    def clean(self, value: object) -> str:
        """The name of a zone, or nothing."""
        return zone_or_empty(str(value or ""))


def zone_or_empty(name: str) -> str:
    """The zone of that name, if there is one; else nothing."""
    return name if is_zone(name) else ""


class PreferencesForm(forms.Form):
    """How the pages speak to somebody, and by which clock."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("fr", "Français"), ("en", "English")],
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("Choose the place whose clocks show the time that yours do."),
        widget=forms.Select,
        error_messages={"required": gettext_lazy("Choose your time zone.")},
    )

    def __init__(self, *args: object, zone: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        groups = [(area, [(name, name) for name in names]) for area, names in zones_by_area().items()]
        is_unlisted = zone and not any(zone in names for names in zones_by_area().values())
        first = [(zone, place_of(zone))] if is_unlisted else [] if zone else [("", "—")]
        self.fields["zone"].widget.choices = [*first, *groups]

    def clean_zone(self) -> str:
        """A zone that exists."""
        zone: str = self.cleaned_data["zone"]
        if not is_zone(zone):
            raise ValidationError(_("There is no such time zone. Europe/Paris or America/Montreal are examples."))
        return zone


@personal
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages and one's time zone."""
    reader = current_user(request)
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, zone=reader.zone, initial={"language": reader.language, "zone": reader.zone})
    if form.is_valid():
        language = form.cleaned_data["language"]
        profile.change(reader.pk, language=language, zone=form.cleaned_data["zone"])
        with translation.override(language):
            messages.success(request, _("Noted."))
        return remember_language(redirect("preferences"), language)
    context = {"form": form, "tabs": tabs(request)}
    return render(request, "web/site/preferences.html", context, status=422 if form.is_bound else 200)
