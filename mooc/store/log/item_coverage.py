"""Posts that a watch goes among: up to when each has been seen."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from mooc.store import models
from mooc.store.log.activities import AccountKey
from mooc.store.log.answers import WatchAnswer


def seen_before(answer: WatchAnswer) -> dict[str, datetime | None]:
    """Post → up to when it had been seen when this reading began, of the posts that it speaks of."""
    reading = answer.reading
    keys = {*reading.completeness.items, *(reading.completeness.listed or ()), *(edge.target for edge in reading.edges)}
    return dict(_items(answer).filter(key__in=keys).values_list("key", "seen_until"))


def extend(answer: WatchAnswer, seen_until: Mapping[str, datetime | None]) -> set[AccountKey]:
    """Note what has been seen; returns the authors of the posts that never were before. ``seen_until``: of each post,
    as ``seen_before`` says."""
    reading = answer.reading
    if reading.completeness.moment is None or not reading.completeness.items:
        return set()
    older = Q(seen_until__isnull=True) | Q(seen_until__lt=reading.completeness.moment)
    _items(answer).filter(older, key__in=reading.completeness.items).update(seen_until=reading.completeness.moment)
    first_seen = [key for key in reading.completeness.items if seen_until.get(key) is None]
    authors = _items(answer).filter(key__in=first_seen).values_list("author", flat=True)
    return {(answer.question.network, author) for author in authors}


def unseen(watch: int) -> Collection[str]:
    """The posts that it goes among now and that have not been seen at all."""
    return models.WatchItem.objects.filter(watch=watch, seen_until__isnull=True).values_list("key", flat=True)


def _items(answer: WatchAnswer) -> QuerySet[models.WatchItem]:
    return models.WatchItem.objects.filter(watch=answer.watch)
