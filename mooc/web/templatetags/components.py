"""Components of pages: markup that is the same wherever it stands, with parameters by name.

Their markup stands in ``web/components/``; of those that fill in one line, here. They see what they are given, and
nothing else of the page.
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mooc.web.templatetags.showing import mark

register = template.Library()


@register.simple_block_tag
def card(content: str, *, id: str, title: str, look: str = "") -> SafeString:
    """A part of a page, with its title, by which it is named. ``look``: a class besides."""
    html = '<section class="card{}" aria-labelledby="{}"><h2 id="{}">{}</h2>{}</section>'
    return format_html(html, f" {look}", id, id, title, content)


@register.simple_block_tag
def evidence_line(content: str, sign: str) -> SafeString:
    """A line of a list of what was seen. ``sign``: one of ``showing.MARKS``; read aloud as words."""
    line = mark_safe(content.strip())  # noqa: S308  # a template's own, escaped where it was filled in
    return format_html('<li class="{}">{}<span>{}</span></li>', sign, mark(sign), line)


@register.simple_tag
def outside_link(url: str, *, text: str, spoken: str | int = "") -> SafeString:
    """A link to what somebody has posted elsewhere: nothing of ours goes along, and it is no recommendation.
    ``spoken``: what is read aloud after the text.
    """
    spoken_html = format_html('<span class="sr"> {}</span>', spoken) if spoken else ""
    return format_html('<a href="{}" rel="nofollow noopener noreferrer ugc">{}{}</a>', url, text, spoken_html)


@register.inclusion_tag("web/components/post_form.html")
def post_form(*, form: Any, button: str, action: str = "", look: str = "") -> dict[str, Any]:
    """A form that is sent. ``button``: its words; ``action``: where it goes, else to this page; ``look``: a class."""
    return {"form": form, "button": button, "action": action, "look": look}


@register.inclusion_tag("web/components/post_button.html")
def post_button(
    *, button: str, action: str = "", look: str = "", spoken: str = "", name: str = "", value: str | int = ""
) -> dict[str, str]:
    """A button that does something. As ``post_form``; ``look``: a class of the button; ``spoken``: what is read aloud
    after its words; ``name`` and ``value``: what it sends.
    """
    return {"button": button, "action": action, "look": look, "spoken": spoken, "name": name, "value": str(value)}


@register.inclusion_tag("web/components/pager.html")
def pager(*, first_url: str, next_url: str, next_words: str) -> dict[str, str]:
    """The way to other pages of a list; where both addresses are empty, nothing. ``next_words``: what comes next."""
    return {"first_url": first_url, "next_url": next_url, "next_words": next_words}


@register.inclusion_tag("web/components/search_field.html")
def search_field(*, value: str) -> dict[str, str]:
    """The field in which people are looked for. ``value``: what was looked for."""
    return {"value": value}


@register.inclusion_tag("web/components/copy_box.html")
def copy_box(*, id: str, text: str, look: str = "") -> dict[str, str]:
    """Something to copy, with a button that does so. ``id``: of the element that holds it; ``look``: a class."""
    return {"id": id, "text": text, "look": look}
