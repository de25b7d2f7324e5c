"""Patterns that an author may write, and those in which a text could make a search slow."""

import pytest
from pydantic import TypeAdapter, ValidationError

from mooc.core.values.authored import SafePattern
from mooc.core.values.patterns import pattern_fault

SAFE = [r"week \d+", r"https?://\S+", "(?:a|b)c", "(a|b)?c", "[a-z]{2,5}", "^été$", r"\bmooc\b", "a{3}", r"\(x\)"]
REFUSED = {
    "(a+)+$": "nested_repeat",
    "(a|b)*": "nested_repeat",
    "a+?": "nested_repeat",
    "a*a*": "too_many_paths",
    "a?a?a?a?a?a?a?": "too_many_paths",
    "(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)": "too_many_paths",
    "a{0,99}": "too_many_paths",
    r"(a)\1": "not_known",
    "(?=a)b": "not_known",
    "(?i)a": "not_known",
    "[a-z&&b]": "not_known",
    "[z-a]": "not_known",
    "(": "not_known",
    "": "not_known",
    "a" * 101: "too_long",
}


@pytest.mark.parametrize("pattern", SAFE)
def test_a_safe_pattern_is_kept(pattern: str) -> None:
    assert TypeAdapter(SafePattern).validate_python(pattern) == pattern


@pytest.mark.parametrize(("pattern", "fault"), REFUSED.items())
def test_a_pattern_that_could_be_slow_is_refused(pattern: str, fault: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(SafePattern).validate_python(pattern)

    assert caught.value.errors()[0]["type"] == "pattern_refused"
    assert pattern_fault(pattern) == fault
