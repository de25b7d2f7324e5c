"""What templates show of accounts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mooc.environment import environment
from mooc.store.accounts.accounts import LinkedAccount
from mooc.web.templatetags.showing import profile

LIV = LinkedAccount(
    2, "mastodon", "7@a.org", "liv@a.org", "active", datetime(2026, 11, 2, tzinfo=UTC), "code", "1", False
)
WREN = LinkedAccount(1, "x", "11", "wren", "active", datetime(2026, 11, 2, tzinfo=UTC), "oauth", "1", False)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def read_at(url: str) -> None:
        monkeypatch.setenv("MOOC_X_URL", url)
        environment.cache_clear()

    yield read_at
    environment.cache_clear()


def test_a_handle_of_the_real_network_leads_to_its_profile(at: Callable[[str], None]) -> None:
    at("https://api.twitter.com")
    assert 'href="https://x.com/wren"' in profile(WREN)


def test_a_handle_on_a_mastodon_server_leads_to_that_server() -> None:
    assert 'href="https://a.org/@liv"' in profile(LIV)
    assert profile(replace(LIV, handle="liv@127.0.0.1:4000")) == "@liv@127.0.0.1:4000"
    assert 'href="https://a.org%22%3E/@liv"' in profile(replace(LIV, handle='liv@a.org">'))


def test_a_handle_of_a_sandbox_leads_to_nobody_who_happens_to_have_it_out_there(at: Callable[[str], None]) -> None:
    at("http://127.0.0.1:4000")
    assert profile(WREN) == "@wren"
