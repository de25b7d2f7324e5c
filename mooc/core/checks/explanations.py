"""How a check judges, in sentences: what it asks for, before anything was looked at."""

from typing import NamedTuple

from mooc.core.evidence.verdict import Line, Mark, Scalar


class CheckSentences(NamedTuple):
    """The sentences of a check, the first of them ``CHECK.how``; then its parts, if it is made of others."""

    said: tuple[Line, ...]
    parts: tuple["CheckSentences", ...] = ()


def requirement(word: str, **values: Scalar) -> Line:
    """One sentence of what is asked for."""
    return Line(Mark.SUMMARY, word, values)
