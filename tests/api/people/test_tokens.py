"""Keys of the API: a key makes no key, there are ten at most, and a new password ends them all."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from mooc.store import models
from mooc.store.people import tokens
from tests.api.operations import client_of
from tests.building.cast import Cast

PASSWORD, NEXT = "three circles on paper", "another good one"


def _with_key(key: str, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    data = json.dumps(body) if body is not None else ""
    return Client().generic(method, f"/api/v1{path}", data, content_type="application/json", headers=headers)


def _make(client: Client) -> Any:
    return client.post("/api/v1/tokens", {"label": "script"}, content_type="application/json")


def test_a_key_cannot_make_keys(cast: Cast) -> None:
    before = models.ApiToken.objects.count()
    response = _with_key(cast.keys["ada"], "POST", "/tokens", {"label": "heir"})
    assert (response.status_code, response.json()["code"]) == (403, "not_with_a_key")
    assert models.ApiToken.objects.count() == before
    assert _with_key("twinome_nothing", "POST", "/tokens", {"label": "heir"}).status_code == 401


def test_a_person_has_ten_keys_at_most(cast: Cast) -> None:
    client = client_of(cast, "ME")
    assert [_make(client).status_code for _ in range(10)] == [201] * 9 + [409], "one she had before"
    assert _make(client).json()["code"] == "too_many_keys"
    assert _make(client_of(cast, "PE")).status_code == 201, "others have ten of their own"


def test_keys_that_are_too_old_do_not_count(cast: Cast) -> None:
    client = client_of(cast, "ME")
    for _ in range(9):
        _make(client)
    models.ApiToken.objects.filter(pk=cast.token).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _make(client).status_code == 201


def test_a_key_is_known_by_its_beginning_and_its_last_use(cast: Cast) -> None:
    client = client_of(cast, "ME")
    made = _make(client).json()
    assert (made["beginning"], made["used_at"]) == (made["secret"][:12], None)
    assert _with_key(made["secret"], "GET", "/me").status_code == 200
    (shown,) = [one for one in client.get("/api/v1/tokens").json()["items"] if one["id"] == made["id"]]
    assert shown["used_at"] is not None and shown["beginning"] == made["beginning"]
    assert made["secret"][12:] not in json.dumps(shown)


def test_the_use_of_a_key_is_not_noted_at_each_request(cast: Cast) -> None:
    _with_key(cast.keys["ada"], "GET", "/me")
    first = models.ApiToken.objects.get(pk=cast.token).used_at
    _with_key(cast.keys["ada"], "GET", "/me")
    assert models.ApiToken.objects.get(pk=cast.token).used_at == first is not None
    models.ApiToken.objects.filter(pk=cast.token).update(used_at=timezone.now() - timedelta(hours=2))
    _with_key(cast.keys["ada"], "GET", "/me")
    assert models.ApiToken.objects.get(pk=cast.token).used_at > first


def _owner(cast: Cast) -> Client:
    user = models.User.objects.get(pk=cast.people["ada"].id)
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def _is_ended(cast: Cast) -> None:
    assert tokens.user_of_key(cast.keys["ada"]) is None
    assert tokens.user_of_key(cast.keys["bea"]) is not None, "those of others go on"


def test_a_changed_password_ends_all_keys(cast: Cast) -> None:
    client = _owner(cast)
    assert tokens.user_of_key(cast.keys["ada"]) is not None
    form = {"oldpassword": PASSWORD, "password1": NEXT, "password2": NEXT}
    client.post("/accounts/password/change/", form)
    _is_ended(cast)


def test_a_reset_password_ends_all_keys(cast: Cast) -> None:
    _owner(cast)
    client = Client()
    client.post("/accounts/password/reset/", {"email": "ada@cast.example"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    client.post(client.get(link[1]).headers["Location"], {"password1": NEXT, "password2": NEXT})
    _is_ended(cast)


def test_a_password_that_could_not_be_changed_ends_none(cast: Cast) -> None:
    client = _owner(cast)
    form = {"oldpassword": "not the right one", "password1": NEXT, "password2": NEXT}
    client.post("/accounts/password/change/", form)
    assert tokens.user_of_key(cast.keys["ada"]) is not None


@pytest.mark.parametrize("path", ["/tokens", "/me"])
def test_a_key_still_reads(cast: Cast, path: str) -> None:
    assert _with_key(cast.keys["ada"], "GET", path).status_code == 200
