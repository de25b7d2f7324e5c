"""A watch is due at once for somebody who waits: but not again and again, and not while it fails."""

from datetime import timedelta

import pytest

from mooc.core.planning.plan import Want, WatchKey
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.watching import watches
from tests.building.classes import START, Stage, a_course

MINUTE = timedelta(minutes=1)
NOW = START + 90 * MINUTE
KEY = WatchKey("mastodon", "profile", "https://school.example/users/ada")
WANT = Want(KEY, "c1", Span(START, NOW))


@pytest.fixture
def watch(db: None) -> models.Watch:
    """Planned to the end of the week, looked at an hour ago, and not due for five hours."""
    stage = Stage(a_course({"profile": {"min_words": 3}}), network="mastodon")
    watches.ensure(stage.cohort.pk, {WANT._replace(window=Span(START, START + timedelta(days=7)))}, START)
    models.Watch.objects.update(due_at=NOW + 300 * MINUTE, looked_at=NOW - 60 * MINUTE)
    return models.Watch.objects.get()


def _look_now(watch: models.Watch, rest: timedelta = MINUTE) -> tuple[bool, bool]:
    """Whether it says that it will be looked at, and whether it is due now."""
    said = watches.look_now(watch.uses.get().cohort_id, WANT, rest, NOW)
    row = models.Watch.objects.get()
    assert row.until == START + timedelta(days=7), "its plan stays"
    return said, row.due_at == NOW


def test_it_is_due_at_once(watch: models.Watch) -> None:
    assert _look_now(watch) == (True, True)


def test_not_within_the_rest_after_its_last_look(watch: models.Watch) -> None:
    assert _look_now(watch, 61 * MINUTE) == (False, False)


def test_not_while_it_fails(watch: models.Watch) -> None:
    models.Watch.objects.update(trouble="unreachable")
    assert _look_now(watch) == (False, False)
