"""How far a watch has seen completely, and for whom a look changes that."""

from collections.abc import Sequence
from typing import NamedTuple

from mooc.core.facts.needs import Scope
from mooc.core.planning.plan import continues_span
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.log.activities import AccountKey
from mooc.store.log.answers import WatchAnswer


class Extended(NamedTuple):
    """All that was completely seen ``old_spans`` a look, and all that is ``new_spans`` it, by time."""

    old_spans: tuple[Span, ...] = ()
    new_spans: tuple[Span, ...] = ()

    def is_felt_in(self, window: Span) -> bool:
        """Whether a gap opened or was closed, a first look was made, or the first moment of the window or its last has
        now been seen."""
        if [span.start for span in self.old_spans] != [span.start for span in self.new_spans]:
            return True
        grown = [
            Span(old.end, new.end) for old, new in zip(self.old_spans, self.new_spans, strict=True) if old.end < new.end
        ]
        return any(new.start <= edge <= new.end for new in grown for edge in window)


def rows_of(watch: int) -> list[models.Coverage]:
    """The spans that the watch has seen, by time. One query."""
    return list(models.Coverage.objects.filter(watch=watch).order_by("start"))


def extend(answer: WatchAnswer, coverages: Sequence[models.Coverage]) -> Extended:
    """Note what is now completely seen. ``coverages``: what was so far.

    Spans that touch become one; of a STATE there is one, but where an end may have been missed: there looks that lie
    too far apart stay apart.
    """
    spans, new = tuple(_span(row) for row in coverages), answer.reading.completeness.covered
    if new is None or (answer.read.scope is Scope.STREAM and new.start >= new.end):
        return Extended(spans, spans)
    joined = [row for row in coverages if continues_span(answer.read, _span(row), new)]
    start, end = min([new.start, *(row.start for row in joined)]), max([new.end, *(row.end for row in joined)])
    row = joined[0] if joined else models.Coverage(watch_id=answer.watch)
    separate = [_span(coverage) for coverage in coverages if coverage not in joined]
    row.start, row.end = start, end
    row.save()
    if len(joined) > 1:
        models.Coverage.objects.filter(pk__in=[coverage.pk for coverage in joined[1:]]).delete()
    return Extended(spans, tuple(sorted([Span(start, end), *separate])))


def first_seen(answer: WatchAnswer, extended: Extended) -> set[AccountKey]:
    """The accounts that were linked since the last complete look, which this one is the first to speak for."""
    if answer.read.scope is not Scope.STATE or not extended.old_spans or not extended.new_spans:
        return set()
    new = Span(extended.old_spans[-1].end, extended.new_spans[-1].end)
    network = answer.question.network
    return {(network, account) for account, since in answer.linked.items() if new.start < since <= new.end}


def _span(row: models.Coverage) -> Span:
    return Span(row.start, row.end)
