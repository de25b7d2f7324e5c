"""Rows of matrix.yaml: an operation, what it is sent, and the answer to each of the ten roles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpResponse
from django.test import Client

from tests.cast import ROLES, Cast

COLUMNS = ("AN", *ROLES)
PREFIX = "/api/v1"
FAR_AWAY = "203.0.113.9"


@dataclass(frozen=True)
class Operation:
    """``expects``: column → status. ``params`` replace those of the cast."""

    method: str
    route: str
    expects: Mapping[str, int]
    body: Any
    params: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def is_unsafe(self) -> bool:
        return self.method not in ("GET", "HEAD")

    def path(self, cast: Cast, **changes: object) -> str:
        values = params(cast) | {name: params(cast)[value] for name, value in self.params.items()} | changes
        return self.route.format(**values)

    def payload(self, cast: Cast) -> Any:
        """The body, with ``$name`` filled in."""
        return _filled(self.body, params(cast))


def params(cast: Cast) -> dict[str, object]:
    """What stands for each placeholder: Ada's things, in the cohort of the north."""
    return {
        "course": "first-steps",
        "cohort": cast.north.id,
        "open": cast.open.id,
        "member": cast.members["ada"],
        "challenge": "post",
        "twinome": cast.twinome,
        "mentoring": cast.mentoring,
        "confirmation": cast.confirmation,
        "review": cast.review,
        "account": cast.account,
        "token": cast.token,
        "invitation": cast.invitation,
        "invitation_row": cast.invitation_row,
        "bluesky": "bluesky",
        "network": "bluesky",
        "x": "x",
        "mentor": cast.members["max"],
        "learner": cast.members["bea"],
    }


def _filled(value: Any, values: Mapping[str, object]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return values[value[1:]]
    if isinstance(value, dict):
        return {name: _filled(one, values) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    return value


def operations(file: Path) -> list[Operation]:
    rows: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text())
    found = []
    for name, row in rows.items():
        method, route = name.split(" ", 1)
        expects = dict(zip(COLUMNS, map(int, row["answers"].split()), strict=True))
        found.append(Operation(method, route, expects, row.get("body"), row.get("params", {})))
    return found


def send(client: Client, operation: Operation, path: str, body: Any, **headers: str) -> HttpResponse:
    """Send it as a program would."""
    where = path if path in ("/healthz", "/readyz") else PREFIX + path
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return client.generic(operation.method, where, REMOTE_ADDR=FAR_AWAY, headers=headers, **data)


def client_of(cast: Cast, column: str, **options: Any) -> Client:
    """A browser in which the person of that column is signed in."""
    client = Client(raise_request_exception=True, **options)
    if column != "AN":
        client.force_login(_user(cast, column))
    return client


def _user(cast: Cast, column: str) -> Any:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 the registry is not ready while tests are collected

    return get_user_model()._default_manager.get(pk=cast.people[ROLES[column]].id)
