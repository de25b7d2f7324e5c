"""That somebody has linked no account is told to themselves and to those who look after them, not to peers."""

import json
from typing import Any

import pytest

from mooc.store import models
from mooc.store.policy.policy import Forbidden, NotVisible
from mooc.store.twinomes import twinomes
from tests.api.operations import client_of
from tests.building.cast import Cast, enter

SHARED = {"word": "language.shared", "values": {"language": "fr"}}


@pytest.fixture
def cast(db: None) -> Cast:
    """Max mentors Ada; of her and of Bea, in her twinome, it was noted that they had linked nothing."""
    cast = enter()
    why = [SHARED, *({"word": "network.unsaid", "values": {"who": str(cast.members[name])}} for name in ("ada", "bea"))]
    models.Twinome.objects.filter(pk=cast.twinome).update(why=why)
    return cast


def _about(cast: Cast, why: Any) -> set[str]:
    told = [reason for reason in why if reason["message_id"] == "network.unsaid"]
    assert len(told) < len(why), "the other reasons are told to whoever sees the twinome"
    return {name for name, pk in cast.members.items() for reason in told if reason["values"]["who"] == str(pk)}


@pytest.mark.parametrize(
    ("column", "about"),
    [("ME", {"ada"}), ("TW", {"bea"}), ("M+", {"ada"}), ("FA", {"ada", "bea"}), ("AD", set())],
)
def test_who_is_told_by_the_api(cast: Cast, column: str, about: set[str]) -> None:
    client = client_of(cast, column)
    one = client.get(f"/api/v1/twinomes/{cast.twinome}").json()
    hers = client.get(f"/api/v1/members/{cast.members['ada']}/twinome").json()
    (listed,) = [
        each
        for each in client.get(f"/api/v1/cohorts/{cast.north.id}/twinomes").json()["items"]
        if each["id"] == cast.twinome
    ]
    assert [_about(cast, found["reasons"]) for found in (one, hers, listed)] == [about] * 3
    for name in {"ada", "bea"} - about:
        assert f"cnry-{name} has not linked" not in json.dumps([one, hers, listed])


@pytest.mark.parametrize(("name", "about"), [("ada", {"ada"}), ("bea", {"bea"}), ("cleo", set())])
def test_who_is_told_on_the_page(cast: Cast, name: str, about: set[str]) -> None:
    found = twinomes.of(cast.actor(name), cast.members[name])
    assert found is not None
    assert _about(cast, [{"message_id": reason.word, "values": reason.values} for reason in found.why]) == about


@pytest.mark.parametrize("name", ["dan", "nina", "oscar", "fred"])
def test_strangers_see_no_twinome_at_all(cast: Cast, name: str) -> None:
    with pytest.raises((NotVisible, Forbidden)):
        twinomes.get(cast.actor(name), cast.twinome)


def test_what_is_not_told_is_kept(cast: Cast) -> None:
    (kept,) = [group for pk, group in twinomes.living(cast.north.id).items() if pk == cast.twinome]
    assert [reason.word for reason in kept.why].count("network.unsaid") == 2
