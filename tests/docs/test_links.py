"""The index of the docs: it names every page, and no link of any page leads nowhere."""

import re
from pathlib import Path

import pytest

from mooc.environment import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_MARKUP = re.compile(r"[`*_]|\[|\]\([^)]*\)")


def links(page: Path) -> list[str]:
    """Where the links of the page lead, but for those into the web."""
    return [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if not re.match(r"https?://", link)]


def anchors(page: Path) -> set[str]:
    """The names of its headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", _MARKUP.sub("", title).lower()).replace(" ", "-") for title in titles}


def test_the_index_names_every_page() -> None:
    named = {(DOCS / link).resolve() for link in links(DOCS / "README.md")}
    assert set(PAGES) - named == {DOCS / "README.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
