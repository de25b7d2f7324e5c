"""Terms packed into rules."""

from hypothesis import given
from hypothesis import strategies as st

from mooc.networks.x.stream_rules import LENGTH, OR, pack_rules


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
