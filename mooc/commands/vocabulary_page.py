"""``docs/lesson-words.md``: the words of lesson files, and how each can be judged on each network.

``python -m mooc.commands.vocabulary_page FILE`` writes it.
"""

import sys
from pathlib import Path

from mooc.lessonfiles.reference import page
from mooc.networks import ADAPTERS, tariff


def words_page() -> str:
    """The whole page."""
    return page([tariff(name) for name in ADAPTERS])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(words_page(), encoding="utf-8")
