"""Accounts shared out among connections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.networks.bluesky.stream_jetstream import partition_accounts


def people(count: int) -> list[str]:
    return [f"did:plc:{number:024d}" for number in range(count)]


@pytest.mark.slow
def test_ten_thousand_fit_in_one_connection_and_one_more_does_not() -> None:
    assert len(partition_accounts(people(10_000), 10_000)) == 1
    assert len(partition_accounts(people(10_001), 10_000)) == 2
    assert len(partition_accounts(people(100_000), 10_000)) == 16
    assert partition_accounts([], 10_000) == ()


@given(st.sets(st.text(min_size=1, max_size=12), max_size=200), st.integers(min_value=1, max_value=50))
def test_everybody_is_in_exactly_one_part(accounts: set[str], size: int) -> None:
    parts = partition_accounts(accounts, size)
    assert sorted(one for part in parts for one in part) == sorted(accounts)
    assert all(1 <= len(part) <= size for part in parts)


def test_who_joins_moves_nobody_else() -> None:
    before, after = partition_accounts(people(15_000), 10_000), partition_accounts(people(15_001), 10_000)
    moved = [old - new for old, new in zip(before, after, strict=True)]
    assert moved == [frozenset(), frozenset()]
