"""Nothing of ours is imported under another name: who reads a name finds the thing by it."""

import ast
from collections.abc import Iterator

from mooc.environment import ROOT

PACKAGES = ("mooc", "api", "workers", "demo", "bench", "fixtures")


def aliases(source: str) -> Iterator[str]:
    """The names under which a module imports something of these packages that is called otherwise, or so already."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            for imported in node.names:
                origin = imported.name if isinstance(node, ast.Import) else node.module or ""
                if imported.asname and origin.partition(".")[0] in PACKAGES:
                    yield imported.asname


def test_nothing_of_ours_has_two_names() -> None:
    aliased = {
        str(path.relative_to(ROOT)): names
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (names := set(aliases(path.read_text(encoding="utf-8"))))
    }
    assert aliased == {}, "import it by its name"


def test_aliases_are_seen() -> None:
    source = """
from django.utils.translation import gettext as _
from mooc.store import log as store, events
import mooc.core.engine as core
def late() -> None:
    from api.app import api as api
"""
    assert list(aliases(source)) == ["store", "core", "api"]
