"""How values are shown: moments in the reader's zone, the three answers, texts in the reader's language."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache

from django import template
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from mooc.core.course.cohort_lists import ListedAccount
from mooc.core.values.authored import Texts
from mooc.core.values.time_zones import is_same_clock, place_of, zone_of
from mooc.networks import registry
from mooc.services import networks
from mooc.store.accounts.accounts import LinkedAccount
from mooc.web.text.typesetting import typeset

register = template.Library()

SIGNS = {"met": "✓", "not_yet": "⋯", "cant_tell": "?"}
WORDS = {"met": _("Met"), "not_yet": _("Not yet"), "cant_tell": _("Can’t tell yet")}
MARKS = {
    "counts": ("✓", _("Counts:")),
    "does_not_count": ("✗", _("Does not count:")),
    "unknown": ("?", _("Not known:")),
    "summary": ("=", _("In all:")),
}
LEVELS = {"easy": _("easy"), "medium": _("medium"), "hard": _("hard")}


def _time(moment: datetime, form: str) -> SafeString:
    return _time_element(moment, form, timezone.get_current_timezone(), get_language())


@lru_cache(maxsize=4096)
def _time_element(moment: datetime, form: str, zone: tzinfo, language: str | None) -> SafeString:
    """The moment in that zone and in the language that is on. A page says the same few moments again and again."""
    local = timezone.localtime(moment, zone)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), date_format(local, form))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A day and a time of this year, in the reader's zone and language."""
    return _time(value, pgettext("moment, Django date format", "D j M, H:i")) if value else ""


@register.filter
def deadline(value: datetime | None, zone: str) -> SafeString | str:
    """A moment that is due, for the reader; with the clock of ``zone``, the cohort's, beside where it shows another."""
    if value is None or is_same_clock(timezone.get_current_timezone_name(), zone, value):
        return moment(value)
    with timezone.override(zone_of(zone)):
        in_zone = moment(value)
    words = _("%(at)s (%(place)s: %(there)s)")
    return SafeString(escape(str(words)) % {"at": moment(value), "place": escape(place_of(zone)), "there": in_zone})


@register.filter
def full_moment(value: datetime | None) -> SafeString | str:
    """A moment with its year and zone, as for a receipt."""
    return _time(value, pgettext("full moment, Django date format", "l j F Y, H:i (T)")) if value else ""


@register.filter
def day(value: datetime | None) -> SafeString | str:
    """A day."""
    return _time(value, pgettext("day, Django date format", "D j M")) if value else ""


@register.filter
def in_language(texts: Texts) -> str:
    """The text in the reader's language, else in the first there is."""
    return typeset(texts.get("fr" if get_language() == "fr" else "en") or next(iter(texts.values()), ""))


@register.filter
def network(name: str) -> str:
    """The network's name as people write it."""
    return registry.label(name)


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """Languages by their own names, such as français, English."""
    return ", ".join(LANG_INFO.get(code, {}).get("name_local", code) for code in codes)


@register.filter
def level(name: str) -> str:
    """How hard it is, in a word."""
    return str(LEVELS.get(name, name))


@register.filter
def answer_word(answer: str) -> str:
    """One of the three answers, in words; a dash before anything was judged."""
    return str(WORDS.get(answer, "–"))


@register.filter
def answer_sign(answer: str) -> str:
    """One of the three answers, as a sign."""
    return SIGNS.get(answer, "·")


@register.simple_tag
def profile(account: LinkedAccount | ListedAccount) -> SafeString:
    """The handle, linked to the profile where it is that of the real network."""
    spec = registry.SPECS.get(account.network)
    is_public = spec is not None and spec.adapter.is_public(networks.settings())
    address = spec.addresses.profile(account.handle) if spec and is_public else ""
    if not address:
        return format_html("@{}", account.handle)
    return format_html('<a href="{}" rel="nofollow noopener noreferrer">@{}</a>', address, account.handle)


@register.simple_tag
def answer(value: str) -> SafeString:
    """The badge of one of the three answers: a sign, a word and a look."""
    if value not in WORDS:
        return SafeString("")
    html = '<span class="answer {}"><span class="sign" aria-hidden="true">{}</span>{}</span>'
    return format_html(html, value, SIGNS[value], WORDS[value])


@register.simple_tag
def mark(value: str) -> SafeString:
    """The sign in front of a line of evidence; read aloud as words."""
    sign, words = MARKS.get(value, ("·", ""))
    return format_html('<span class="sign" aria-hidden="true">{}</span><span class="sr">{} </span>', sign, words)
