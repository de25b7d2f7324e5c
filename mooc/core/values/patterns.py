"""Patterns that an author may write: a part of regular expressions in which no text can make the search slow.

Left out is all that lets a backtracking search explode: repeats of groups, a second open-ended repeat, many
alternatives one after the other, looking around, looking back. What is left takes at most ``MOST_PATHS`` times the
square of the text's length: search the first thousand characters.
"""

import re
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

LONGEST = 100
MOST_PATHS = 64

_TOKEN = re.compile(
    r"""(?P<set>\[\^?(?:\\[wWdDsS]|\\[^\w]|(?!--)[^\[\]\\&|~])+\])
      | (?P<escape>\\[wWdDsSbB]|\\[^\w])
      | (?P<open>\((?:\?:)?(?!\?))
      | (?P<close>\))
      | (?P<either>\|)
      | (?P<repeat>[*+?]|\{\d{1,3}(?:,\d{0,3})?\})
      | (?P<edge>[$^])
      | (?P<plain>[^\\\[\](){}|*+?])""",
    re.VERBOSE,
)
_OPEN_ENDED = 0


def pattern_fault(pattern: str) -> str | None:
    """Why it is refused: ``too_long``, ``not_known``, ``nested_repeat`` or ``too_many_paths``; None if it is not."""
    if len(pattern) > LONGEST:
        return "too_long"
    tokens: list[tuple[str, str]] = []
    """Kind and text of each."""
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if not token:
            return "not_known"
        tokens.append((str(token.lastgroup), token.group()))
        at = token.end()
    if not tokens:
        return "not_known"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return "not_known"
    return _repeat_fault(tokens) or _path_fault(tokens)


def _choices(repeat: str) -> int:
    """How many lengths a repeat may have; ``_OPEN_ENDED`` if there is no end."""
    if repeat in "*+":
        return _OPEN_ENDED
    if repeat == "?":
        return 2
    low, comma, high = repeat.strip("{}").partition(",")
    if not comma:
        return 1
    return int(high) - int(low) + 1 if high else _OPEN_ENDED


def _repeat_fault(tokens: list[tuple[str, str]]) -> str | None:
    """Only single characters may be repeated, and only one repeat may be without end."""
    open_ended = 0
    for (repeated, _), (kind, repeat) in pairwise(tokens):
        if kind != "repeat":
            continue
        if repeated == "repeat" or (repeated == "close" and repeat != "?"):
            return "nested_repeat"
        open_ended += _choices(repeat) == _OPEN_ENDED
    return "too_many_paths" if open_ended > 1 else None


def _path_fault(tokens: list[tuple[str, str]]) -> str | None:
    """Multiply the choices along a sequence and add those of alternatives: the ways that a search may have to try."""
    stack: list[tuple[int, int]] = []
    done, paths, last = 0, 1, 1
    for kind, text in tokens:
        if kind == "open":
            stack.append((done, paths))
            done, paths, last = 0, 1, 1
        elif kind == "close":
            last = done + paths
            done, paths = stack.pop()
            paths *= last
        elif kind == "either":
            done, paths, last = done + paths, 1, 1
        elif kind == "repeat":
            paths = paths // last * (last + 1) if last > 1 else paths * max(_choices(text), 1)
            last = 1
        else:
            last = 1
        if done + paths > MOST_PATHS:
            return "too_many_paths"
    return None


def _checked(pattern: str) -> str:
    reason = pattern_fault(pattern)
    if reason:
        raise PydanticCustomError("pattern_refused", "this pattern is refused: {reason}", {"reason": reason})
    return pattern


SafePattern = Annotated[str, AfterValidator(_checked)]
"""A regular expression of the safe part, for a field of a pydantic model."""
