"""Small databases of the states that landed: rows of every table as they stood when a migration was the newest one.

``pytest tests/migrations --write-landed`` writes the one of today's newest migration, from the canary world. From then on
that migration is not changed any more: whoever runs Twinome has it.
"""

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models as fields
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

import mooc.store.migrations
from mooc.store import models

FOLDER = Path(__file__).parent / "landed"
MIGRATIONS = Path(mooc.store.migrations.__file__).parent
APP = "store"
Rows = Mapping[str, list[dict[str, Any]]]
"""Model → its rows, column by column."""


def names() -> list[str]:
    """The states that landed, by the migration that was the newest one then."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def newest() -> str:
    """Today's newest migration."""
    return max(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def read(name: str) -> dict[str, Any]:
    """``digest``: of the migration as it was; ``rows``: as ``Rows``."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def digest(name: str) -> str:
    """Of what a migration does, however it is laid out."""
    source = (MIGRATIONS / f"{name}.py").read_text(encoding="utf-8")
    return hashlib.sha256(ast.dump(ast.parse(source)).encode()).hexdigest()


def write() -> Path:
    """Write what stands in the database as the state of today's newest migration. Tables of the engine that the canary
    world leaves empty get a row."""
    with transaction.atomic():
        _fill(datetime.fromisoformat("2026-11-18T09:30:00+00:00"))
        rows = {model.__name__: list(model._base_manager.order_by("pk").values()) for model in _models()}
        transaction.set_rollback(True)
    path = FOLDER / f"{newest()}.json"
    path.parent.mkdir(exist_ok=True)
    state = {"digest": digest(newest()), "rows": rows}
    path.write_text(json.dumps(state, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _models() -> Iterator[type[fields.Model]]:
    return apps.get_app_config(APP).get_models()


def _fill(now: datetime) -> None:
    cohort = models.Cohort.objects.order_by("pk")[0]
    watch = models.Watch.objects.order_by("pk")[0]
    budget = models.Budget.objects.create(cohort=cohort, network="x", cap_requests=100, cap_usd=2)
    models.Coverage.objects.create(watch=watch, start=now - timedelta(hours=1), end=now)
    poll = models.Poll.objects.create(watch=watch, network="x", at=now, requests=2, rows=3, usd="0.015", found=1)
    models.Sent.objects.create(poll=poll, endpoint="search", requests=2, rows=3, usd="0.015")
    models.Charge.objects.create(poll=poll, budget=budget, requests=2, usd="0.015")
    token = "00000000-0000-4000-8000-000000000000"
    models.Reservation.objects.create(budget=budget, watch=watch, token=token, requests=1, usd=0, made_at=now)
    models.BudgetAlert.objects.create(budget=budget, level=80, at=now)
    models.Suspension.objects.create(network="x", trouble="payment", since=now, until=now + timedelta(hours=1))
    stream = models.Stream.objects.create(network="bluesky", host="jetstream.example", cursor="1")
    models.StreamGap.objects.create(stream=stream, kind="dropped")


def restore(connection: BaseDatabaseWrapper, name: str) -> Rows:
    """Make an empty database what it was when that state landed; returns the rows that stand in it."""
    executor = MigrationExecutor(connection)
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] != APP]
    executor.migrate([*others, (APP, name)])
    historical = executor.loader.project_state([(APP, name)]).apps
    rows: Rows = read(name)["rows"]
    with transaction.atomic(connection.alias):
        for model_name, values in rows.items():
            model = historical.get_model(APP, model_name)
            columns = {field.attname: field for field in model._meta.concrete_fields}
            model._base_manager.using(connection.alias).bulk_create(
                model(**{column: columns[column].to_python(value) for column, value in row.items()}) for row in values
            )
    return rows


def migrate(connection: BaseDatabaseWrapper) -> None:
    """Bring the database to today's state."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
