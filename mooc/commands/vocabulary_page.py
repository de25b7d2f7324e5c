"""``docs/lesson-words.md``: the words of lesson files, and how each can be judged on each network.

``make generate`` writes it.
"""

from mooc.lessonfiles.reference import reference_page
from mooc.networks.registry import capabilities, grammars, names


def words_page() -> str:
    """The whole page."""
    return reference_page(
        [capabilities(name) for name in names()], [grammar.example for grammar in grammars().values()]
    )
