"""Who asks: sessions with their CSRF token, keys, closed accounts, quotas."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.accounts.accounts import AccountTaken
from mooc.store.people import tokens
from tests.api.operations import client_of
from tests.building.cast import Cast

ME = "/api/v1/me"


def test_a_session_with_its_csrf_token(cast: Cast) -> None:
    client = client_of(cast, "ME", enforce_csrf_checks=True)
    token = "a" * 32
    client.cookies["csrf"] = token
    headers = {"X-CSRFToken": token}
    response = client.patch(ME, {"name": "New"}, content_type="application/json", headers=headers)
    assert response.status_code == 200


def _with_key(key: str, method: str = "GET", body: Any = None) -> Any:
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {key}"}
    return client.generic(method, ME, json.dumps(body) if body else b"", "application/json", headers=headers)


def test_a_key_needs_no_csrf_token(cast: Cast) -> None:
    response = _with_key(cast.keys["ada"], "PATCH", {"name": "New"})
    assert (response.status_code, response.json()["name"]) == (200, "New")


def test_a_key_is_kept_as_its_hash_alone(cast: Cast) -> None:
    row = models.ApiToken.objects.get(pk=cast.token)
    assert cast.keys["ada"] not in str(vars(row))
    assert row.digest == tokens.digest(cast.keys["ada"])


def test_a_key_that_is_too_old(cast: Cast) -> None:
    models.ApiToken.objects.filter(pk=cast.token).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _with_key(cast.keys["ada"]).status_code == 401


def test_a_key_that_was_forgotten(cast: Cast) -> None:
    client_of(cast, "ME").delete(f"/api/v1/tokens/{cast.token}")
    assert _with_key(cast.keys["ada"]).status_code == 401


@pytest.mark.parametrize("header", ["Bearer nothing", "Bearer", "Basic YTpi", "Bearer \ud800", ""])
def test_a_wrong_key_is_not_helped_by_a_session(cast: Cast, header: str) -> None:
    response = client_of(cast, "ME").get(ME, headers={"Authorization": header})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


def test_a_closed_account_asks_as_nobody(cast: Cast) -> None:
    client = client_of(cast, "ME")
    models.User.objects.filter(pk=cast.people["ada"].id).update(is_active=False)
    assert client.get(ME).status_code == 401
    assert _with_key(cast.keys["ada"]).status_code == 401


def test_a_new_key_is_shown_once(cast: Cast) -> None:
    client = client_of(cast, "ME")
    made = client.post("/api/v1/tokens", {"label": "script"}, content_type="application/json").json()
    assert _with_key(made["secret"]).status_code == 200
    assert made["secret"] not in client.get("/api/v1/tokens").content.decode()


def test_an_invitation_is_good_for_its_time_only(cast: Cast) -> None:
    client = client_of(cast, "OC")
    models.Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.post("/api/v1/join", {"secret": cast.invitation}, content_type="application/json")
    assert response.status_code == 404


def test_ten_rechecks_a_day(cast: Cast) -> None:
    client = client_of(cast, "ME")
    path = f"/api/v1/members/{cast.members['ada']}/verdicts/post/recheck"
    assert [client.post(path).status_code for _ in range(11)] == [202] * 10 + [429]


def test_a_recheck_asks_the_engine_once(cast: Cast) -> None:
    client = client_of(cast, "ME")
    path = f"/api/v1/members/{cast.members['ada']}/verdicts/post/recheck"
    client.post(path)
    client.post(path)
    row = models.Verdict.objects.get(member=cast.members["ada"], challenge="post")
    assert row.input_version == row.judged_version + 1


def test_somebody_elses_account_is_refused_without_saying_whose(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: Any) -> None:
        raise AccountTaken

    monkeypatch.setattr("api.accounts.accounts.account_linking.confirm", taken)
    response = client_of(cast, "PE").post("/api/v1/accounts/bluesky/confirm")
    assert (response.status_code, response.json()["code"]) == (409, "account_taken")
    assert "ada" not in response.content.decode()


def test_linking_needs_the_consent_to_the_text_as_it_is_now(cast: Cast) -> None:
    body = {"handle": "ada.example", "consent": "2020-01"}
    response = client_of(cast, "ME").post("/api/v1/accounts/bluesky/code", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (422, "consent_needed")
    assert accounts.attempt_of(cast.people["ada"].id, "bluesky") is None
