"""Who reads changes nothing: every address of the API and of the pages that answers GET, on a connection that refuses
to write.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse

from mooc.store import models
from mooc.store.courses import courses
from mooc.web.urls import account_urls, cohort_urls
from tests.api.operations import client_of, params, payload, send
from tests.building.cast import COURSE, Cast
from tests.rights.matrix import Row

COUNTERS = frozenset({"django_session", "cache"})
"""Tables that may be written while somebody reads: who is signed in, and how often somebody came."""
COLUMNS = ("ME", "M+", "FA", "AD")
PAGES = {pattern.name: pattern for pattern in (*account_urls, *cohort_urls)}
CALLED_BACK = "back-from-sign-in"
"""The network sends people here, and the account is linked: the one GET that changes something."""


class Written(AssertionError):
    """A statement that changes something was about to be sent."""


def _refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    verb, _, after = sql.lstrip().partition(" ")
    locks = "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql
    if (verb.upper() in ("INSERT", "UPDATE", "DELETE") or locks) and not any(f'"{one}"' in after for one in COUNTERS):
        raise Written(sql)
    return execute(sql, *rest)


@contextmanager
def reading_only() -> Iterator[None]:
    """Within it no statement changes anything."""
    with connection.execute_wrapper(_refuse):
        yield


def test_the_connection_refuses_what_changes_something(cast: Cast) -> None:
    rows = models.User.objects.filter(pk=cast.people["ada"].id)
    with reading_only():
        assert rows.exists()
        for change in (
            lambda: rows.update(name="x"),
            lambda: rows.delete(),
            lambda: models.User.objects.create(email="x@example.org"),
        ):
            with pytest.raises(Written), transaction.atomic():
                change()


def test_an_operation_that_reads_changes_nothing(operation: Row, request: pytest.FixtureRequest) -> None:
    if operation.is_unsafe or not operation.route.startswith("/") or operation.route in ("/healthz", "/readyz"):
        return
    cast: Cast = request.getfixturevalue("cast")
    for column in (column for column in COLUMNS if operation.expects[column] == "200"):
        client = client_of(cast, column)
        with reading_only():
            assert send(client, operation, cast, payload(operation, cast)).status_code == 200, column


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_read_changes_nothing(cast: Cast, name: str) -> None:
    texts = {"charter": {"en": "We help each other."}, "welcome": {"en": "Good that you are here."}}
    course = courses.keep(COURSE.model_copy(update={"texts": texts, "version": "4ead" * 16}))
    models.Cohort.objects.filter(pk=cast.north.id).update(course=course)
    path = reverse(name, kwargs=_given(PAGES[name], cast))
    statuses = {column: _status(client_of(cast, column), path, name) for column in COLUMNS}
    assert set(statuses.values()) == {405} or 200 in statuses.values() or name == CALLED_BACK, statuses


def _status(client: Client, path: str, name: str) -> int:
    if name == CALLED_BACK:
        return client.get(path).status_code
    with reading_only():
        return client.get(path, REMOTE_ADDR="203.0.113.9").status_code


def _given(pattern: URLPattern, cast: Cast) -> dict[str, Any]:
    named = params(cast) | {"name": cast.north.name, "key": cast.token, "what": "charter", "network": "x"}
    named |= {"challenge": "follow", "invitation": cast.invitation_row}
    return {kwarg: named[kwarg] for kwarg in pattern.pattern.converters}
