"""`mooc cohort history`: who did what, about whom, when; words for people, ids for programs."""

import json

import pytest
from typer.testing import CliRunner, Result

from mooc.commands.cohort import history
from mooc.commands.cohort.command import app
from mooc.services.attestation import attesting
from mooc.store import models
from tests.building import cast as casting
from tests.building.cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    cast = casting.enter()
    attesting.attest(cast.actor("bea"), cast.members["ada"], "follow")
    return cast


def told(*args: str) -> Result:
    return CliRunner().invoke(app, ["history", *args])


def test_people_are_named_in_the_table(cast: Cast) -> None:
    last = told("north").stdout.splitlines()[-1]
    assert " ".join(last.split()) == ("2026-11-18 10:30 cnry-bea attestation given cnry-ada challenge follow as: peer")


def test_who_is_erased_is_a_number(cast: Cast) -> None:
    bea = cast.people["bea"].id
    models.User.objects.filter(pk=bea).delete()
    assert f"user {bea}" in told("north").stdout
    assert "cnry-bea" not in told("north").stdout


def test_json_holds_ids_and_no_names(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 3)
    answer = told("north", "--json").stdout
    data = json.loads(answer)
    assert (data["cohort"], len(data["events"])) == (
        "north",
        models.AuditEntry.objects.filter(cohort=cast.north.id).count(),
    )
    last = data["events"][-1]
    assert last["actor"] == cast.people["bea"].id
    assert last["subject"] == cast.people["ada"].id
    assert (last["kind"], last["at"]) == ("attestation_given", "2026-11-18T09:30:00+00:00")
    assert (last["object"], last["details"]) == ({"kind": "challenge", "id": "follow"}, {"as": "peer"})
    assert "cnry" not in answer


def test_a_cohort_that_there_is_not(cast: Cast) -> None:
    result = told("nowhere")
    assert result.exit_code == 2
    assert "there is no cohort 'nowhere'" in result.output
