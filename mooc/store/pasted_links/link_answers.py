"""What came of pasted links, in words."""

from collections.abc import Sequence
from datetime import tzinfo

from mooc.core.evidence.verdict import ACCOUNT_VALUES, Line, Mark
from mooc.core.judging import rendering
from mooc.core.values.authored import Lang
from mooc.store.accounts import accounts
from mooc.store.pasted_links.pasted_links import LinkStatus


def sentences(links: Sequence[LinkStatus], lang: Lang, zone: tzinfo, about: str = "") -> list[str]:
    """What came of each of these links, which the reader may see; ``about``: whose they are, where the reader is
    somebody else. One query.
    """
    ids = {str(link.values[name]) for link in links for name in ACCOUNT_VALUES if name in link.values}
    names = accounts.handles(ids)
    lines = []
    for link in links:
        next_look = {"next": link.next_look.isoformat()} if link.answer and link.next_look else {}
        lines.append(Line(Mark.SUMMARY, link.answer or "link.pending", {**link.values, **next_look}))
    return [rendering.render(line, lang, names, zone, about=about) for line in lines]
