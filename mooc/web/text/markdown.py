"""Briefs: Markdown by course authors, rendered to HTML in which nothing runs, nothing loads from elsewhere."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from nh3 import Cleaner

from mooc.web.text.typesetting import typeset_html

LONGEST = 20_000
"""Characters; what is longer is cut."""
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Controls that turn the direction of a text or hide in it."""
_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "abbr", "b", "code", "em", "i", "img", "s", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_REL = "nofollow noopener noreferrer ugc"
_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def _allowed(tag: str, name: str, value: str) -> str | None:
    """Images of our own static files, links with a scheme or within this site; nothing that points elsewhere unseen."""
    if name == "src":
        return value if value.startswith("/static/") and ".." not in value else None
    if name == "href" and not urlsplit(value).scheme and not re.match(r"[/#](?![/\\])", value):
        return None
    return value


_cleaner = Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "svg", "math", "iframe", "object", "template"},
    attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "abbr": {"title"}, "ol": {"start"}},
    attribute_filter=_allowed,
    url_schemes={"https", "http", "mailto"},
    link_rel=_REL,
)


def clean(html: str) -> str:
    """The HTML without whatever could run, load, frame or mislead. Cleaning twice changes nothing."""
    cleaned = _cleaner.clean(_HIDDEN.sub("", html))
    return re.sub(r"<img(?![^>]*\ssrc=)[^>]*>", "", cleaned)


@lru_cache(maxsize=512)
def rendered(text: str) -> str:
    """A brief as safe HTML. Its headings begin at level 2: the page has its own title."""
    html = _markdown.render(_HIDDEN.sub("", text[:LONGEST]))
    return typeset_html(clean(html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")))


def brief(text: str) -> str:
    """The brief of a challenge as safe HTML, without the heading that it opens with: the page has said its title."""
    first, _, rest = text.lstrip().partition("\n")
    return rendered(rest if first.startswith("# ") else text)


def without_markup(html: str) -> str:
    """The words alone."""
    return nh3.clean(html, tags=set())
