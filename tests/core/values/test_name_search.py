"""A part of a name finds it as people type it."""

import re

import pytest

from mooc.core.values.name_search import name_pattern


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("eloise", "Éloïse"), ("ÉLO", "eloise"), ("lo", "Éloïse"), ("soeur", "Sœur Anne"), ("œ", "soeur"),
        ("laetitia", "Lætitia"), ("ngoc", "Ngọc"), ("e\u0301lo", "Éloïse"), ("eloise", "E\u0301loi\u0308se"),
        ("marie  claude", "Marie Claude"), ("a.b", "a.b"), ("o'", "O'Neil"), ("李", "李雷"),
        ("[x]", "a[x]"), ("", "Ada"),
    ],
)  # fmt: skip
def test_a_part_of_a_name_finds_it(typed: str, name: str) -> None:
    assert re.search(name_pattern(typed), name, re.IGNORECASE)


@pytest.mark.parametrize(
    ("typed", "name"), [("a.b", "axb"), (".*", "Ada"), ("^A", "Ada"), ("ada|bea", "Ada"), ("\\w", "Ada")]
)
def test_signs_stand_for_themselves(typed: str, name: str) -> None:
    assert not re.search(name_pattern(typed), name, re.IGNORECASE)


def test_what_is_long_is_cut() -> None:
    assert len(re.findall(re.escape(name_pattern("e")), name_pattern("e" * 500))) == 80
