"""What all networks' requests have in common: how many for one question, and what is said of one that failed."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind

PAGES_AT_MOST = 50
"""Of one question."""

T = TypeVar("T")


def catch_trouble(look: Callable[[], object]) -> Trouble | None:
    """Why the look broke off; None if it did not. A ValueError is an answer that cannot be understood."""
    try:
        look()
    except NetworkTrouble as error:
        return error.trouble
    except ValueError as error:
        return Trouble(TroubleKind.BAD_ANSWER, detail=type(error).__name__)
    return None


def in_batches(elements: Sequence[T], size: int) -> Iterator[list[T]]:
    """The elements, ``size`` at a time."""
    return (list(elements[start : start + size]) for start in range(0, len(elements), size))
