"""Whatever asks a network, asks for a permit first: what suspends it for one purpose, and what does not."""

import ast
from pathlib import Path

import pytest
from django.db.models import F

from mooc import services
from mooc.core.facts.troubles import TroubleKind
from mooc.core.spending.budget import CEILINGS, STEP_AFTER, Purpose
from mooc.core.spending.gate import Bucket
from mooc.services.spending import permits
from mooc.services.spending.permits import RULES, SpendRequest, permit
from mooc.store import models
from mooc.store.spending import provider_suspensions

pytestmark = pytest.mark.django_db
PLANNED = {Purpose.REGULAR, Purpose.CLOSING, Purpose.LINK, Purpose.TEXTS}
ASKS_THE_STORE = {"provider_suspensions", "ratelimit", "reservations"}
"""What only permits may ask whether a network is asked."""


def refused(purpose: Purpose) -> TroubleKind | None:
    given = permit(SpendRequest("x", purpose)).refused
    return given.kind if given else None


def test_every_purpose_has_a_rule() -> None:
    assert set(RULES) == set(Purpose)
    assert set(CEILINGS) == set(STEP_AFTER) == PLANNED


@pytest.mark.parametrize("purpose", Purpose)
def test_all_is_well(purpose: Purpose) -> None:
    assert refused(purpose) is None


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.SIGN_IN])
def test_a_network_without_credit_is_asked_nothing(purpose: Purpose) -> None:
    permits.suspend("x")
    assert refused(purpose) is TroubleKind.OUT_OF_CREDITS
    assert permit(SpendRequest("bluesky", purpose)).refused is None, "another network is"


def test_who_signs_in_pays_nothing_and_is_not_refused() -> None:
    permits.suspend("x")
    assert refused(Purpose.SIGN_IN) is None


@pytest.mark.parametrize("purpose", Purpose)
def test_the_one_try_is_for_what_is_planned(purpose: Purpose) -> None:
    permits.suspend("x")
    models.Suspension.objects.update(until=F("until") - 2 * provider_suspensions.PROBE)
    first, second = permit(SpendRequest("x", purpose)), permit(SpendRequest("x", purpose))
    assert first.is_probe == (purpose in PLANNED)
    assert (second.refused is not None) == (purpose is not Purpose.SIGN_IN)


def test_too_many_tries_are_refused_until_the_hour_is_over() -> None:
    bucket = Bucket("linking", "", "begin", 2, 3600, "user 1")
    given = [permit(SpendRequest("linking", Purpose.SIGN_IN, bucket=bucket)).refused for _ in range(3)]
    assert given[:2] == [None, None]
    assert given[2] is not None
    assert given[2].kind is TroubleKind.RATE_LIMITED
    assert given[2].until is not None


def test_nobody_else_asks_whether_a_network_may_be_asked() -> None:
    found = {
        path.stem: names
        for path in sorted(Path(services.__path__[0]).rglob("*.py"))
        if (names := _imported_from_the_store(path) & ASKS_THE_STORE)
    }
    assert found == {"permits": {"provider_suspensions", "reservations"}, "ratelimit": {"ratelimit"}}


def _imported_from_the_store(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    of_the_store = [node for node in froms if node.module and node.module.startswith("mooc.store")]
    modules = {(node.module or "").rpartition(".")[2] for node in of_the_store}
    return modules | {alias.name for node in of_the_store for alias in node.names}
