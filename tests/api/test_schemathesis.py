"""schemathesis, inside the process: whatever the schema allows, and some that it does not; never a 5xx.

Half of the ids that it makes up are replaced by ones that exist: a run of 401 and 404 alone would prove nothing.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from api.app import api
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.http import guard
from mooc.linking.refusal import CannotLink, Refusal
from mooc.services.accounts import account_linking
from tests.api.operations import client_of, params
from tests.building.cast import ROLES, Cast

EXAMPLES = 15


@pytest.fixture(scope="module")
def schema() -> Any:
    return schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing outside is asked: the network does not answer."""

    def silent(*_: Any, **__: Any) -> None:
        raise CannotLink(Refusal.CODE_MISSING, Trouble(TroubleKind.UNREACHABLE))

    def unknown(name: str) -> list[str]:
        raise OSError("no name is looked up here")

    session = guard.session
    monkeypatch.setattr(account_linking.code_proof, "prove_by_code", silent)
    monkeypatch.setattr(guard, "session", lambda **_: session(resolve=unknown))
    monkeypatch.setattr("mooc.services.cohorts.account_lookup._account_ids", lambda network, handles: [])


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The end of a request does not end the transaction of the test, as in Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("no_network", "one_connection")
@pytest.mark.parametrize("column", ["AN", "ME", "FA"])
def test_no_request_breaks_the_server(schema: Any, cast: Cast, column: str) -> None:
    schema.app = get_wsgi_application()
    headers = {"Authorization": f"Bearer {cast.keys[ROLES[column]]}"} if column != "AN" else {}
    answers: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        in_person = operation.path.endswith("/tokens") and column != "AN"
        _try(operation, _in_person(cast, column) if in_person else {"headers": headers}, params(cast), answers)
    expected = {401} if column == "AN" else {200, 201, 404, 422}
    assert expected <= answers.keys(), answers
    assert column == "AN" or sum(answers[status] for status in (200, 201, 202, 204)) > sum(answers.values()) / 10


def _in_person(cast: Cast, column: str) -> dict[str, dict[str, str]]:
    """What a browser sends; a key makes no keys."""
    cookies = {name: one.value for name, one in client_of(cast, column).cookies.items()}
    return {"headers": {"X-CSRFToken": "a" * 32}, "cookies": cookies | {"csrf": "a" * 32}}


def _try(operation: Any, sent: dict[str, dict[str, str]], known: dict[str, object], answers: Counter[int]) -> None:
    """Send made-up requests to one operation, and count what is answered."""

    @settings(
        max_examples=EXAMPLES, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def tried(case: Any, real: bool) -> None:
        if real and case.path_parameters:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        if "cookies" in sent and case.headers:
            case.headers.pop("Authorization", None)  # made up from the schema; a session is not asked beside a key
        checks = [not_a_server_error, response_schema_conformance]
        response = case.call_and_validate(checks=checks, **sent)
        answers[response.status_code] += 1

    tried()
