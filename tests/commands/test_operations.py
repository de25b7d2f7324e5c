"""``mooc operations``: what is parked, failing or overdue is listed, released, dropped; what is not there refused."""

import json

import pytest
from typer.testing import CliRunner, Result

from mooc.commands.operations import app
from mooc.store import models
from tests.building.cast import NOW, Cast, enter

LONG_AGO = NOW.replace(year=2025)


@pytest.fixture
def watch(db: None) -> models.Watch:
    cast: Cast = enter()
    assert cast
    models.Cohort.objects.update(advance_at=None)
    broken = {"parked_at": LONG_AGO, "broken_since": LONG_AGO, "reason": "KeyError", "attempts": 4}
    return models.Watch.objects.create(network="x", read="tag", since=NOW, until=NOW, **broken)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def listed() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run("--json").stdout)
    return rows


def test_what_is_parked_is_listed(watch: models.Watch) -> None:
    assert listed() == [
        {
            "kind": "watches",
            "id": watch.pk,
            "state": "parked",
            "attempts": 4,
            "since": LONG_AGO.isoformat(),
            "reason": "KeyError",
        }
    ]
    words = run().stdout.split()
    assert words[:6] == ["kind", "id", "state", "since", "tries", "reason"]
    assert words[6:9] == ["watches", str(watch.pk), "parked"]


@pytest.mark.parametrize("ids", [True, False])
def test_what_is_released_is_due_again(watch: models.Watch, ids: bool) -> None:
    done = run("release", "watches", *([str(watch.pk)] if ids else []))
    assert (done.exit_code, done.stdout) == (0, "1 released.\n")
    row = models.Watch.objects.get()
    assert (row.parked_at, row.attempts, row.reason) == (None, 0, "")
    assert row.due_at is not None
    assert "Nothing is parked" in run().stdout


def test_what_is_dropped_is_due_no_more(watch: models.Watch) -> None:
    done = run("drop", "watches", str(watch.pk))
    assert (done.exit_code, done.stdout) == (0, f"watches {watch.pk} dropped.\n")
    assert models.Watch.objects.get().due_at is None
    assert listed() == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("release", "watches", "999"), 1, "nothing is wrong with watches 999"),
        (("drop", "watches", "999"), 1, "nothing is wrong with watches 999"),
        (("release", "links"), 1, "of links nothing is parked or failing"),
        (("release", "pigeons"), 2, "one of cohorts, verdicts"),
        (("drop", "pigeons", "1"), 2, "one of cohorts, verdicts"),
    ],
)
def test_what_cannot_be_done_is_refused(watch: models.Watch, words: tuple[str, ...], code: int, says: str) -> None:
    done = run(*words)
    assert done.exit_code == code
    assert says in " ".join(done.stderr.replace("│", " ").split())
    assert models.Watch.objects.get().parked_at
