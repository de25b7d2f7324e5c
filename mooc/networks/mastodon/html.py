"""Posts are HTML: the words in it, and the links that the server has marked as neither mention nor hashtag.

https://docs.joinmastodon.org/spec/activitypub/#sanitization: what a server lets pass is ``p``, ``br``, ``span``, ``a``
with classes, and a few more. What others send is read all the same: any element is a space or nothing.
"""

from html.parser import HTMLParser

_BREAKS = frozenset({"p", "br", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_LINKS = frozenset({"mention", "hashtag", "u-url"})
_UNSEEN = frozenset({"script", "style"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.pieces.append("\n")
        if tag == "a":
            attributes = dict(attrs)
            href, marks = attributes.get("href") or "", (attributes.get("class") or "").split()
            rel = (attributes.get("rel") or "").split()
            if href.startswith(("https://", "http://")) and not _NOT_LINKS & {*marks} and "tag" not in rel:
                self.links.append(href)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def plain_text(html: str) -> str:
    """The text as people read it, a line for each paragraph.

    >>> plain_text("<p>Hello <span class='h-card'><a>@<span>ada</span></a></span>&nbsp;!</p><p>Bye<br>now</p>")
    'Hello @ada\\xa0!\\nBye\\nnow'
    """
    lines = "".join(_read(html).pieces).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def links(html: str) -> tuple[str, ...]:
    """Where its links lead, in order.

    >>> links('<a href="https://a.org/tags/x" class="mention hashtag" rel="tag">#x</a> <a href="https://b.org">b</a>')
    ('https://b.org',)
    """
    return tuple(dict.fromkeys(_read(html).links))


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader
