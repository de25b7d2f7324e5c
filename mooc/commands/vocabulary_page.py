"""``docs/lesson-words.md``: the words of lesson files, and how each can be judged on each network.

``make generate`` writes it.
"""

from mooc.lessonfiles.reference import page
from mooc.networks import ADAPTERS, tariff


def words_page() -> str:
    """The whole page."""
    return page([tariff(name) for name in ADAPTERS])
