"""What is refused before it is sent waits in its row, the same for a watch, a link and a text, and wakes in time."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from fixtures.sandbox import Fault
from mooc.core.facts.troubles import UNPAID
from mooc.core.judging.pasted_links import WAITING
from mooc.services.pasted_links import pasted_links
from mooc.services.retention import retention
from mooc.services.spending import permits
from mooc.services.spending.waking import wake
from mooc.store import models
from mooc.store.spending.budgets import WAIT
from tests.building.budget_env import HOUR, Scene, capped, scenes
from tests.building.classes import START, Stage
from tests.journeys.test_lost_answers import ASKS, ask_link, prepared

pytestmark = pytest.mark.django_db
MODELS: dict[str, Any] = {"watch": models.Watch, "link": models.PastedLink, "texts": models.Text}


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


def waiting_row(model: Any) -> Any:
    """The one row that waits, with the database's ``clock``."""
    return model.objects.annotate(clock=Now()).get(not_before__isnull=False)


@pytest.mark.parametrize("kind", ASKS)
def test_while_others_hold_the_rest_of_the_budget(scene: Callable[..., Scene], kind: str) -> None:
    here, stage = prepared(scene, kind)
    asked, budget = here.asked, models.Budget.objects.get()
    models.Reservation.objects.create(budget=budget, token=uuid4(), requests=100)
    ASKS[kind](here, stage)
    row = waiting_row(MODELS[kind])
    assert here.asked == asked
    assert timedelta(0) < row.not_before - row.clock <= WAIT
    assert row.due_at <= here.now, "it stays due"
    assert (row.attempts, row.lease_token, getattr(row, "look_count", 0)) == (0, None, 0)
    models.Reservation.objects.all().delete()
    MODELS[kind].objects.update(not_before=None)
    ASKS[kind](here, stage)
    assert here.asked == asked + 1


def link_that_waits(make: Callable[..., Scene]) -> tuple[Scene, Stage]:
    """X is out of credit, and a link was pasted."""
    here, stage = prepared(make, "link")
    here.sandbox.faults.add("*", Fault.NO_CREDITS, times=1)
    ask_link(here, stage)
    assert here.sandbox.faults.total == 1, "the fault fired"
    assert models.PastedLink.objects.get().answer == WAITING
    return here, stage


def test_a_link_waits_for_as_long_as_its_network_does(scene: Callable[..., Scene]) -> None:
    here, _ = link_that_waits(scene)
    row = waiting_row(models.PastedLink)
    assert row.not_before == models.Suspension.objects.get().until
    for minutes in range(1, 180):
        assert pasted_links.due(here.now + timedelta(minutes=minutes)) == []


def test_a_link_wakes_once_somebody_has_paid(scene: Callable[..., Scene]) -> None:
    here, _ = link_that_waits(scene)
    assert permits.resume("x")
    (link,) = pasted_links.due(here.now)
    pasted_links.look(link, here.now)
    assert models.PastedLink.objects.get().answer == "link.counts"


def test_a_text_wakes_with_another_cap(scene: Callable[..., Scene]) -> None:
    here, stage = prepared(scene, "texts")
    evening = START + 23 * HOUR
    models.Text.objects.update(due_at=evening)
    models.Budget.objects.update(spent_requests=100)
    here.now = evening
    ASKS["texts"](here, stage)
    assert models.Text.objects.get().due_at == evening + 6 * HOUR, "it is put off"
    capped(stage, "5", requests=1000)
    assert models.Text.objects.get().due_at == evening
    assert len(retention.due(evening)) == 1


def test_what_is_not_put_off_is_not_woken(scene: Callable[..., Scene]) -> None:
    prepared(scene, "texts")
    evening = START + 23 * HOUR
    models.Text.objects.update(due_at=evening)
    wake("x", UNPAID)
    assert models.Text.objects.get().due_at == evening
