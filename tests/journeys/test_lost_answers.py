"""What was asked is paid, whatever becomes of the answer: by the sandbox's own bill, for all that asks."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.db.models import F, Sum

from mooc.networks.asker import BaseAsker
from mooc.services import checking, ingest
from mooc.services.pasted_links import pasted_links
from mooc.services.retention import retention
from mooc.store import models
from mooc.store.database.leases import attempt
from mooc.store.pasted_links import outcomes
from mooc.store.retention import retention as texts
from mooc.store.spending import ledger
from mooc.store.spending.budgets import HOLD_LIFE
from mooc.store.watching import watch_cursor
from tests.building.budget_env import HOUR, Scene, a_stage, book, capped, posts, scenes
from tests.building.classes import START, Stage

pytestmark = pytest.mark.django_db
Ask = Callable[[Scene, Stage], object]


def ask_watch(here: Scene, stage: Stage) -> None:
    checking.collect(models.Watch.objects.get(read="search_tag").pk, here.now)


def ask_link(here: Scene, stage: Stage) -> None:
    url = f"https://x.com/ada/status/{here.sandbox.world.post_id('ada-020000-0')}"
    pasted_links.paste(stage.actor("ada", here.now), stage.learners["ada"], "c1", url)


def ask_texts(here: Scene, stage: Stage) -> None:
    (text,) = models.Text.objects.values_list("pk", flat=True)
    retention.look(text, here.now)


ASKS: dict[str, Ask] = {"watch": ask_watch, "link": ask_link, "texts": ask_texts}
STORES: dict[str, tuple[Any, str]] = {
    "watch": (watch_cursor, "release"),
    "link": (outcomes, "note_reading"),
    "texts": (texts, "settle"),
}


class Crash:
    """Stands in for a function that cannot do its work."""

    def __init__(self, error: type[Exception] = ArithmeticError) -> None:
        self.error, self.fired = error, 0

    def __call__(self, *_: object, **__: object) -> NoReturn:
        self.fired += 1
        raise self.error


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


@pytest.fixture(params=ASKS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def prepared(make: Callable[..., Scene], kind: str) -> tuple[Scene, Stage]:
    """A class under a cap, in which a watch, a link or a text is due to be asked for, and nothing was lost yet."""
    here = make(*posts(1, START, timedelta(0), "ada"))
    stage = a_stage()
    capped(stage, "5", requests=100)
    here.work(START)
    here.now = START + HOUR
    if kind == "texts":
        here.work(here.now)
        models.Text.objects.update(due_at=here.now)
    else:
        models.Watch.objects.filter(read="search_tag").update(due_at=START, not_before=None)
    assert not models.Poll.objects.filter(trouble=ledger.LOST).exists()
    return here, stage


def is_all_entered(here: Scene, stage: Stage) -> bool:
    """Whether the ledger has all that the sandbox was asked, the cohort has paid it, and nothing is held any more."""
    total = models.Poll.objects.aggregate(requests=Sum("requests"), usd=Sum("usd"))
    spent = book(stage).spent
    assert (total["requests"], total["usd"]) == (here.asked, here.bill) == tuple(spent)
    return not models.Reservation.objects.exists()


def test_what_an_adapter_sent_before_it_crashed(
    scene: Callable[..., Scene], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, stage = prepared(scene, kind)
    asked, crash = here.asked, Crash(KeyError)
    monkeypatch.setattr(BaseAsker, "reading", crash)
    with attempt():
        ASKS[kind](here, stage)
    assert (crash.fired, here.asked - asked) == (1, 1)
    assert models.Poll.objects.filter(trouble=ledger.LOST, requests=1).count() == 1
    assert is_all_entered(here, stage)


def test_an_answer_that_cannot_be_stored(
    scene: Callable[..., Scene], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, stage = prepared(scene, kind)
    asked, facts, crash = here.asked, models.Activity.objects.count(), Crash()
    monkeypatch.setattr(*STORES[kind], crash)
    with attempt():
        ASKS[kind](here, stage)
    assert (crash.fired, here.asked - asked) == (1, 1)
    assert models.Activity.objects.count() == facts, "the log is as it was"
    assert models.Poll.objects.filter(trouble=ledger.LOST, requests=1).count() == 1
    assert is_all_entered(here, stage)


@pytest.mark.parametrize(("kind", "model"), [("watch", models.Watch), ("link", models.PastedLink)])
def test_an_answer_that_comes_when_another_worker_has_the_row(
    scene: Callable[..., Scene], kind: str, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, stage = prepared(scene, kind)
    asked, facts, ask = here.asked, models.Activity.objects.count(), ingest.ask

    def slow(*args: Any) -> object:
        reading = ask(*args)
        assert model.objects.filter(lease_token__isnull=False).update(lease_token=uuid4()) == 1
        return reading

    monkeypatch.setattr(ingest, "ask", slow)
    ASKS[kind](here, stage)
    assert here.asked - asked == 1
    assert models.Activity.objects.count() == facts
    assert models.Poll.objects.filter(trouble=ledger.LOST, requests=1).count() == 1
    assert is_all_entered(here, stage)


def test_what_cannot_even_be_entered_stands_in_our_log(
    scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here, stage = prepared(scene, "watch")
    crash = Crash(DatabaseError)
    monkeypatch.setattr(ledger, "record", crash)
    with suppress(DatabaseError), attempt():
        ask_watch(here, stage)
    assert crash.fired == 2, "once with the answer, once without"
    assert "x: 1 requests for $0.005" in caplog.text
    assert models.Watch.objects.get(read="search_tag").reason == "DatabaseError"


def test_what_a_dead_worker_held_runs_out(scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    here, stage = prepared(scene, "link")

    class Killed(BaseException):
        pass

    with monkeypatch.context() as dying, pytest.raises(Killed):
        dying.setattr(BaseAsker, "reading", Crash(Killed))  # type: ignore[arg-type]
        ask_link(here, stage)
    assert book(stage).held.requests == 2
    aged = models.Reservation.objects.update(made_at=F("made_at") - HOLD_LIFE)
    assert aged == 1
    assert book(stage).held.requests == 0
    ask_watch(here, stage)
    assert not models.Reservation.objects.exists(), "who holds something back lets go of what has run out"
