"""Accounts shared out among connections, and terms packed into rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.core.push import pack_rules, partition_accounts
from mooc.core.push.rules import LENGTH, OR


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


@given(st.lists(st.text("abc#:", min_size=1, max_size=40), max_size=120))
def test_every_term_stands_in_one_rule_and_no_rule_is_too_long(terms: list[str]) -> None:
    rules, left = pack_rules(terms, length=60)
    assert left == ()
    assert [term for rule in rules for term in rule.value.split(OR)] == sorted(set(terms))
    assert all(len(rule.value) <= 60 for rule in rules)
    assert len({rule.tag for rule in rules}) == len(rules)


def test_a_thousand_people_fit_in_a_few_rules_and_what_does_not_fit_is_told() -> None:
    rules, left = pack_rules(f"from:{number:015d}" for number in range(1000))
    assert (len(rules), left) == (24, ())
    assert all(len(rule.value) <= LENGTH for rule in rules)
    rules, left = pack_rules([f"from:{number:015d}" for number in range(100)], at_most=1)
    assert len(rules) == 1
    assert len(left) == 100 - rules[0].value.count(OR) - 1
    assert pack_rules(["a" * 1025, "b"]) == ((("b", "twinome-0"),), ("a" * 1025,))
