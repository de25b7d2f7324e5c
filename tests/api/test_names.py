"""The names of things: the API refuses what the pages refuse."""

import json
from typing import Any

import pytest
from django.test import Client

from mooc.services.cohorts.cohorts import invite
from mooc.store import models
from mooc.web.site.forms import NameForm
from tests.api.operations import client_of
from tests.building.cast import Cast

ME = "/api/v1/me"
REFUSED = {
    "A\u200bda": "hidden_character",
    "Ada\u202egnp.exe": "hidden_character",
    "\u0410da": "mixed_scripts",
    "Facilitator": "reserved_name",
    "cnry-fay": "name_of_staff",
    "CNRY MAX": "name_of_staff",
}


def _rename(client: Client, name: str) -> Any:
    return client.patch(ME, json.dumps({"name": name}), content_type="application/json")


@pytest.mark.parametrize("name", REFUSED)
def test_a_pseudonym_that_pages_refuse(cast: Cast, name: str) -> None:
    response = _rename(client_of(cast, "ME"), name)
    told = response.json()
    assert (response.status_code, told["code"]) == (422, REFUSED[name])
    assert [one["path"] for one in told["errors"]] == ["body.name"]
    assert models.User.objects.get(pk=cast.people["ada"].id).name == "cnry-ada"
    assert not NameForm({"name": name}, cohort=cast.north.id).is_valid()


def test_one_keeps_one_s_own_name_and_takes_that_of_nobody(cast: Cast) -> None:
    for column in ("ME", "FA", "M+"):
        assert _rename(client_of(cast, column), client_of(cast, column).get(ME).json()["name"]).status_code == 200
    assert _rename(client_of(cast, "OC"), "cnry-fay").status_code == 200, "she looks after another cohort"
    assert _rename(client_of(cast, "ME"), "  Ada of the north ").json()["name"] == "Ada of the north"


def test_who_has_the_name_of_staff_does_not_join_by_it(cast: Cast) -> None:
    _rename(client_of(cast, "OC"), "cnry-fay")
    secret = invite(cast.actor("fay"), cast.north.id)
    client = client_of(cast, "OC")
    answer = client.post("/api/v1/join", {"secret": secret}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "name_of_staff")
    assert client.post(f"/join/{secret}/").status_code == 422
    assert client.post(f"/join/{secret}/", {"name": "Oscar"}).status_code == 302
    member = models.Member.objects.get(cohort=cast.north.id, user=cast.people["oscar"].id)
    assert member.user.name == "Oscar"
    assert models.Invitation.objects.get(digest__isnull=False, used=1).used == 1


@pytest.mark.parametrize("title", ["Spring\u202e2026", "Spr\u200bing", "Spring\x07"])
def test_a_title_that_pages_refuse(cast: Cast, title: str) -> None:
    path = f"/api/v1/cohorts/{cast.north.id}/settings"
    response = client_of(cast, "FA").patch(path, json.dumps({"title": title}), content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (422, "hidden_character")
    assert models.Cohort.objects.get(pk=cast.north.id).title == "cnry-north"


def test_a_key_has_a_name_that_can_be_seen(cast: Cast) -> None:
    response = client_of(cast, "ME").post("/api/v1/tokens", {"label": "k\u202ey"}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (422, "hidden_character")
