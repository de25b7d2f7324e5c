"""The files of the repository that are made from other ones: ``make generate`` writes them, a test compares.

Each stands here once. To make one more: a line in ``GENERATED``.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from mooc.commands.settings import example
from mooc.commands.vocabulary_page import words_page
from mooc.lessonfiles.schema import SCHEMA_FILE, schema_text
from mooc.networks import registry
from tests import plan_tables
from tests.web.catalogues import compiled

ROOT = Path(__file__).parents[1]
LOCALE = "mooc/locale/{}/LC_MESSAGES/django"


def _catalogue(language: str) -> bytes:
    return compiled(ROOT / f"{LOCALE.format(language)}.po")


def _plan() -> bytes:
    """The page is written by hand, its tables are not."""
    return plan_tables.filled((ROOT / "docs" / "plan.md").read_text(encoding="utf-8")).encode()


GENERATED: Mapping[str, Callable[[], bytes]] = {
    ".env.example": lambda: example().encode(),
    "docs/lesson-words.md": lambda: words_page().encode(),
    "docs/plan.md": _plan,
    f"lessons/{SCHEMA_FILE}": lambda: schema_text(registry.names()).encode(),
    f"{LOCALE.format('en')}.mo": lambda: _catalogue("en"),
    f"{LOCALE.format('fr')}.mo": lambda: _catalogue("fr"),
}
"""Path from the root of the repository → what is to stand there. None of them needs a database or a tool."""


def write(root: Path = ROOT) -> list[str]:
    """Write those that are not as they should be; their paths."""
    written = []
    for path, make in GENERATED.items():
        file, content = root / path, make()
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            written.append(path)
    return written


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in write())
