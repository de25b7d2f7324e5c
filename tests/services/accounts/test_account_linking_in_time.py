"""A person waits, a stranger's server drips: the whole step has a deadline, however many requests it makes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from mooc.linking.codes import CODE_LIFETIME
from mooc.linking.refusal import CannotLink, Refusal
from mooc.services.accounts import account_linking, consent, oauth_linking
from mooc.store.accounts import accounts
from mooc.web.site.refusals import refusal_words
from tests.building.cast import Cast
from tests.installed import installed
from tests.mastodon_server import MastodonServer
from tests.networks.mastodon.strict import Strict
from tests.services.accounts.test_account_linking import cast, code_for, confirm, mastodon, server
from tests.services.accounts.test_oauth_linking import BACK, finish
from tests.serving.line import Line

__all__ = ["cast", "mastodon", "server"]

pytestmark = pytest.mark.django_db

AT_MOST = account_linking.TIME_LIMIT + 4
"""Seconds: what must be done besides, such as ending a token, has its own time, and the machine is busy."""


@contextmanager
def slow(instance: str, seconds: float) -> Iterator[Line]:
    """The real server behind a line on which each piece of an answer takes so long."""
    host, _, port = instance.partition(":")
    with Line(host, int(port)) as line:
        line.drips = seconds
        yield line


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Iterator[Strict]:
    with Strict() as running, installed(monkeypatch):
        yield running


def test_signing_in_begins_in_time_or_says_whose_server_is_slow(cast: Cast, strict: Strict) -> None:
    with slow(strict.instance, 3.5) as line:
        instance = f"127.0.0.1:{line.port}"
        began = time.monotonic()
        with pytest.raises(CannotLink) as caught:
            oauth_linking.begin(cast.people["ada"].id, "mastodon", BACK, consent.VERSION, instance)
        assert time.monotonic() - began < AT_MOST
    assert sum(strict.asked.values()) >= 2, "the fault fired: several requests, each of them answered slowly"
    assert (caught.value.key, caught.value.subject) == (Refusal.TOO_SLOW, instance)
    assert instance in refusal_words(caught.value, "mastodon")


def test_coming_back_ends_in_time_and_the_token_is_ended(cast: Cast, strict: Strict) -> None:
    with slow(strict.instance, 0.0) as line:
        instance = f"127.0.0.1:{line.port}"
        address = oauth_linking.begin(cast.people["ada"].id, "mastodon", BACK, consent.VERSION, instance)
        query = strict.agree(address.replace(instance, strict.instance))
        line.drips = 5.0
        began = time.monotonic()
        with pytest.raises(CannotLink) as caught:
            finish(cast, query)
        assert time.monotonic() - began < AT_MOST
    assert strict.asked["/api/v1/accounts/verify_credentials"] == 1, "the fault fired"
    assert caught.value.key is Refusal.TOO_SLOW
    assert strict.tokens == {}, "the token is ended all the same"


def test_a_code_is_looked_for_in_time(cast: Cast, server: MastodonServer) -> None:
    with slow(server.url.removeprefix("http://"), 3.5) as line:
        handle = f"ada@127.0.0.1:{line.port}"
        code_for(cast, "mastodon", handle)
        began = time.monotonic()
        with pytest.raises(CannotLink) as caught:
            confirm(cast, "mastodon")
        assert time.monotonic() - began < AT_MOST
        assert (caught.value.key, caught.value.subject) == (Refusal.TOO_SLOW, handle.partition("@")[2])
        waiting = accounts.attempts(cast.people["ada"].id, since=datetime.now(UTC) - CODE_LIFETIME)
        assert waiting, "the same code may be tried again"
