"""One-time codes."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from mooc.linking.codes import CODE_LIFETIME, contains_code, is_expired, new_code

CODE = "twinome-7K3F-Q9XB"
ISSUED = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_codes_are_readable_and_never_the_same() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch(r"twinome-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"Teacher. {CODE}. Lyon",
        f"({CODE.lower()})",
        "twinome\u20117K3F\u2013Q9XB",
        "ｔｗｉｎｏｍｅ-7K3F-Q9XB",
        f"ligne une\n{CODE}\nligne trois",
    ],
)
def test_a_code_is_found_however_a_keyboard_writes_it(text: str) -> None:
    assert contains_code(text, CODE)


@pytest.mark.parametrize("text", ["", "twinome-7K3F-Q9X", f"{CODE}2", f"x{CODE}", "twinome 7K3F Q9XB", "7K3F-Q9XB"])
def test_part_of_a_code_is_no_code(text: str) -> None:
    assert not contains_code(text, CODE)


def test_no_code_stands_nowhere() -> None:
    assert not contains_code("anything", "")


@pytest.mark.parametrize(
    ("age", "expired"),
    [
        (timedelta(0), False),
        (CODE_LIFETIME - timedelta(seconds=1), False),
        (CODE_LIFETIME, True),
        (timedelta(seconds=-1), True),
    ],
)
def test_a_code_lives_half_an_hour(age: timedelta, expired: bool) -> None:
    assert is_expired(ISSUED, ISSUED + age) is expired
