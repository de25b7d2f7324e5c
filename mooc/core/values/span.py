"""Spans of time: half-open, in UTC."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Span(NamedTuple):
    """From ``start`` (included) to ``end`` (left out), both aware datetimes in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, datetime) and self.start <= moment < self.end

    def touches(self, span: "Span") -> bool:
        """Whether the two overlap or meet end to end."""
        return self.start <= span.end and span.start <= self.end


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as ``spans``, sorted, with what touches joined into one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and out[-1].touches(span):
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)
