"""Who tries too many passwords is stopped, and nobody else is; the counters lie where ``mooc.settings`` puts them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from api.site.problems import Problem
from api.site.quota import spend_quota
from mooc import settings as configured
from tests.web.people import PASSWORD, Cast

WRONG = "not the right one"
MANY = 5000
ONE = "gAWVAwAAAAAAAABLAS4="
"""The number 1, as a database cache keeps it."""
DINA = "ada@example.org"
HOME, AWAY = "198.51.100.7", "203.0.113.9"


@pytest.fixture(autouse=True)
def real_counters(db: None) -> Iterator[None]:
    """The suite counts in memory; here it is counted where the engine counts."""
    with override_settings(CACHES=configured.CACHES):
        call_command("createcachetable", verbosity=0)
        cache.clear()
        yield


def tries(
    address: str = AWAY, password: str = WRONG, email: str = DINA, client: Client | None = None, **more: str
) -> bool:
    """Whether somebody at that address comes in so."""
    form = {"login": email, "password": password}
    return (client or Client()).post("/accounts/login/", form, REMOTE_ADDR=address, **more).status_code == 302


def is_locked(address: str, **more: str) -> bool:
    """Whether even the right password does not let in from there."""
    return not tries(address, PASSWORD, **more)


def _others(expires: datetime, start: str) -> None:
    """What thousands of others have left among the counters."""
    rows = [
        (f":1:{start}:{n:06}", "gAWVAwAAAAAAAABLAS4=", expires.replace(tzinfo=None, microsecond=0)) for n in range(MANY)
    ]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, %s)", rows)


def _rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("start", ["aaa", "zzz"])
def test_a_limit_holds_among_thousands_of_others(cast: Cast, start: str) -> None:
    _others(datetime.now(UTC) + timedelta(hours=1), start)
    assert not any(tries() for _ in range(5))
    for n in range(30):
        tries(f"192.0.2.{n}", email=f"somebody{n}@example.org")
    assert is_locked(AWAY)
    assert _rows() > MANY, "none of the others was forgotten either"


def test_a_quota_holds_among_thousands_of_others(cast: Cast) -> None:
    _others(datetime.now(UTC) + timedelta(hours=1), "zzz")
    for _ in range(10):
        spend_quota("confirm", cast.learner.id, 10)
    for other in range(1000, 1030):
        spend_quota("confirm", other, 10)
    with pytest.raises(Problem):
        spend_quota("confirm", cast.learner.id, 10)


def test_what_has_run_out_is_cleared_away(cast: Cast) -> None:
    _others(datetime.now(UTC) - timedelta(hours=1), "zzz")
    tries()
    assert 0 < _rows() < 20


def test_a_stranger_who_guesses_at_a_name_is_stopped(cast: Cast) -> None:
    assert not any(tries() for _ in range(5))
    assert is_locked(AWAY)


def test_a_stranger_who_guesses_at_a_name_does_not_lock_its_owner_out(cast: Cast) -> None:
    for _ in range(40):
        tries()
    assert is_locked(AWAY)
    assert tries(HOME, PASSWORD)


def test_at_one_address_the_known_browser_is_let_in_while_another_guesses(cast: Cast) -> None:
    own = Client()
    assert tries(AWAY, PASSWORD, client=own)
    own.post("/accounts/logout/")
    for n in range(40):
        tries(AWAY, email=DINA if n % 2 else f"somebody{n}@example.org")
    assert is_locked(AWAY)
    assert tries(AWAY, PASSWORD, client=own)


def _crowd() -> None:
    for n in range(220):
        tries(f"192.0.2.{n}")


def test_many_strangers_together_are_stopped_and_the_known_browser_is_not(cast: Cast) -> None:
    own = Client()
    assert tries(HOME, PASSWORD, client=own)
    own.post("/accounts/logout/")
    _crowd()
    assert is_locked(HOME), "guessing from everywhere is slow too"
    assert tries(HOME, PASSWORD, client=own)


def test_a_known_browser_may_not_guess_without_end_and_not_at_others(cast: Cast) -> None:
    own = Client()
    assert tries(HOME, PASSWORD, client=own)
    own.post("/accounts/logout/")
    for _ in range(60):
        tries(HOME, client=own)
    assert not tries(HOME, PASSWORD, client=own)
    for _ in range(5):
        tries(HOME, email="maud@example.org", client=own)
    assert not tries(HOME, PASSWORD, email="maud@example.org", client=own)


def test_who_is_locked_out_by_many_comes_in_with_a_new_password(cast: Cast) -> None:
    _crowd()
    own = Client()
    own.post("/accounts/password/reset/", {"email": DINA}, REMOTE_ADDR=HOME)
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    form = own.get(link[1], REMOTE_ADDR=HOME).headers["Location"]
    own.post(form, {"password1": "another good one", "password2": "another good one"}, REMOTE_ADDR=HOME)
    assert tries(HOME, "another good one", client=own)


def _through(*addresses: str) -> dict[str, str]:
    return {"HTTP_X_FORWARDED_FOR": ", ".join(addresses)}


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_everybody_has_an_address_of_their_own(cast: Cast) -> None:
    for n in range(40):
        tries("127.0.0.1", email=f"somebody{n}@example.org", **_through(AWAY))
    assert is_locked("127.0.0.1", **_through(AWAY))
    assert not is_locked("127.0.0.1", **_through(HOME))


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_what_somebody_writes_before_the_proxy_does_not_count(cast: Cast) -> None:
    for n in range(5):
        tries("127.0.0.1", **_through(f"192.0.2.{n}", AWAY))
    assert is_locked("127.0.0.1", **_through("192.0.2.77", AWAY))


@pytest.mark.parametrize("header", ["", "nonsense", ",", "1.2.3.4"])
@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=2)
def test_a_header_that_says_less_than_it_should_breaks_nothing(cast: Cast, header: str) -> None:
    assert tries(HOME, PASSWORD, HTTP_X_FORWARDED_FOR=header)


def test_without_a_proxy_nobody_chooses_their_address(cast: Cast) -> None:
    for n in range(5):
        tries(AWAY, **_through(f"192.0.2.{n}"))
    assert is_locked(AWAY, **_through("192.0.2.77"))


@pytest.mark.parametrize(("language", "words"), [("fr", "Trop de demandes"), ("en", "Too many requests")])
def test_who_sends_too_much_is_told_what_to_do(cast: Cast, language: str, words: str) -> None:
    client = Client()
    for _ in range(6):
        page = client.post(
            "/accounts/password/reset/", {"email": DINA}, REMOTE_ADDR=AWAY, headers={"accept-language": language}
        )
    assert (page.status_code, words in page.content.decode()) == (429, True)
    assert f'<html lang="{language}"' in page.content.decode()


def test_a_class_in_one_room_signs_in_at_once(cast: Cast) -> None:
    assert all(tries(HOME, PASSWORD) for _ in range(60))
