"""Appending a reading against bare bulk_create of the same rows."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from bench.ground import START, Figure, cohort, posts, ratio, read_named, scaled
from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.values.span import Span
from mooc.services import ingest
from mooc.store import models
from mooc.store.watching import watches

ROWS = scaled(5_000)
TEXT = "a text of some eight words, as people write"


def figures() -> Iterator[Figure]:
    """One figure: rows a second, ours over bare."""
    row = cohort(500, 4)
    read = read_named("search_tag")
    watch = models.Watch.objects.create(
        network="x", read=read.name, subject="mooc", since=START, until=START + timedelta(days=28), due_at=START
    )
    models.WatchUse.objects.create(watch=watch, cohort=row, challenge="c2", since=START, until=watch.until)
    numbers = count()

    def ours() -> None:
        number = next(numbers)
        models.Watch.objects.update(due_at=START)
        claimed = watches.claim(watch.pk, START)
        assert claimed
        facts = tuple(posts(ROWS, 500, number * ROWS))
        texts = {fact.key: TEXT for fact in facts}
        covered = Span(START, START + timedelta(minutes=number + 1))
        ingest.store_watch_reading(
            claimed,
            read,
            Reading(facts, texts=texts, completeness=Completeness(covered), usage=(EndpointUsage("read", 50),)),
            covered.end,
        )

    def bare() -> None:
        number = next(numbers)
        facts = posts(ROWS, 500, number * ROWS)
        unsaved = [
            models.Activity(
                **fact.fields() | {"tags": " ".join(fact.content.tags), "mentions": "", "links": "", "marks": ""}
            )
            for fact in facts
        ]
        saved = models.Activity.objects.bulk_create(unsaved, batch_size=500)
        models.Text.objects.bulk_create(
            [models.Text(activity=activity, body=TEXT, checked_at=START, due_at=START) for activity in saved],
            batch_size=500,
        )

    yield Figure("append a reading / bare bulk_create (rows/s)", 1 / ratio(ours, bare), 0.7, at_most=False)
