"""Posts that a watch goes among: up to when each has been seen."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q

from mooc.core.facts.network import Reading
from mooc.store import models


def known(watch: models.Watch, reading: Reading) -> dict[str, datetime | None]:
    """Post → up to when it had been seen before this reading, of the posts that it speaks of."""
    told = {*reading.seen, *(reading.listed or ()), *(edge.target for edge in reading.edges)}
    return dict(watch.items.filter(key__in=told).values_list("key", "seen_until"))


def note(watch: models.Watch, reading: Reading, before: Mapping[str, datetime | None]) -> set[tuple[str, str]]:
    """Note what has been seen; returns the authors of the posts that never were before."""
    if reading.moment is None or not reading.seen:
        return set()
    older = Q(seen_until__isnull=True) | Q(seen_until__lt=reading.moment)
    watch.items.filter(older, key__in=reading.seen).update(seen_until=reading.moment)
    first = [key for key in reading.seen if before.get(key) is None]
    authors = watch.items.filter(key__in=first).values_list("author", flat=True)
    return {(watch.network, author) for author in authors}


def came_meanwhile(watch: models.Watch, asked: Collection[str]) -> bool:
    """Whether there are posts now that were not there when the question was put."""
    unseen = watch.items.filter(seen_until__isnull=True).values_list("key", flat=True)
    return not set(unseen) <= set(asked)
