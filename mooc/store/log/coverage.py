"""How far a watch has seen completely, and for whom a look changes that."""

from collections.abc import Sequence
from typing import NamedTuple

from mooc.core.facts.needs import Scope
from mooc.core.planning.watch_progress import extend_spans
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
    """Note what is now completely seen. ``coverages``: what was so far. At most two queries."""
    old_spans = tuple(Span(row.start, row.end) for row in coverages)
    new_spans = extend_spans(answer.read, old_spans, answer.reading.completeness.covered)
    joined = [row for row, span in zip(coverages, old_spans, strict=True) if span not in new_spans]
    for span in set(new_spans).difference(old_spans):
        row = joined.pop(0) if joined else models.Coverage(watch_id=answer.watch)
        row.start, row.end = span
        row.save()
    if joined:
        models.Coverage.objects.filter(pk__in=[row.pk for row in joined]).delete()
    return Extended(old_spans, new_spans)


def first_seen(answer: WatchAnswer, extended: Extended) -> set[AccountKey]:
    """The accounts that were linked since the last complete look, which this one is the first to speak for."""
    if answer.read.scope is not Scope.STATE or not extended.old_spans or not extended.new_spans:
        return set()
    new = Span(extended.old_spans[-1].end, extended.new_spans[-1].end)
    network = answer.question.network
    return {(network, account) for account, since in answer.linked.items() if new.start < since <= new.end}
