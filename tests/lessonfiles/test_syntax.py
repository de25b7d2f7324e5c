"""From text to tree: traps beyond the list, limits, and the two parsers of PyYAML side by side."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.lessonfiles.problems import MOST_PROBLEMS, sorted_problems
from mooc.lessonfiles.syntax.builder import MOST_NODES
from mooc.lessonfiles.syntax.parsing import MOST_REPAIRS, parse
from mooc.lessonfiles.syntax.scalars import resolve_scalar
from mooc.lessonfiles.syntax.source import decode


def told(text: str, loader: Any = yaml.CSafeLoader) -> tuple[bool, list[str]]:
    """Whether there is a tree, and ``line:column CODE`` of each problem."""
    clean, problems = decode(text.encode("utf-8", "surrogatepass"), "f")
    root, more = parse(clean, "f", loader)
    return root is not None, [f"{one.line}:{one.column} {one.code}" for one in sorted_problems([*problems, *more])]


FINE = {
    "quoted times and words": 'a: "20:30"\nb: "no"\nc: \'on\'\n',
    "numbers": "a: 0\nb: -12\nc: 1.5\n",
    "true and false": "a: true\nb: False\n",
    "a date": "a: 2026-02-28\n",
    "words that look like numbers at first": "a: 3 voices\nb: 1st\nc: 4x4\nd: +33\u00a01\n",
    "keys as they are written": "on: a\n1: b\nnull: c\n",
    "a text over several lines": "a: |\n  one @two\n  *three* &four\nb: >-\n  !five\n",
    "no line end at the end": "a: b",
    "other line ends": "a: b\r\nc: d\re: f",
    "a mark at the start": "\ufeffa: b\n",
    "letters of all kinds": "a: été 🎉 日本\n",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_what_is_clear_is_read(text: str, loader: Any) -> None:
    assert told(text, loader) == (True, [])


TRAPS = {
    "several signs": ("a: @b\nc: `d`\ne: %f\n", True, ["1:4 E104", "2:4 E104", "3:4 E104"]),
    "emphasis taken for an alias": ("a: *hello* world\nb: @c\n", True, ["1:4 E110", "2:4 E104"]),
    "a tag of its own": ("a: !important b\n", True, ["1:4 E112"]),
    "a tag without a meaning": ("a: !e!f b\n", True, ["1:4 E112"]),
    "a directive": ("%YAML 1.1\n---\na: b\n", False, ["1:1 E112"]),
    "a tab for indentation": ("a:\n\tb: c\n", True, ["2:1 E100"]),
    "a second colon": ("a: b: c\n", False, ["1:5 E100"]),
    "an open quote": ("a: 'b\n", False, ["2:1 E100"]),
    "an open bracket": ("a: [b\n", False, ["2:1 E100"]),
    "an unknown escape": ('a: "\\q"\n', False, ["1:5 E100"]),
    "a list as key": ("? [a]\n: b\n", True, ["1:3 E107"]),
    "an empty key": ('a: {"": b}\n', True, ["1:5 E107"]),
    "an empty text": ("a: ''\nb: '  '\n", True, ["1:4 E103", "2:4 E103"]),
    "empty values in brackets": ("a: {b: , c: [~, d]}\n", True, ["1:7 E103", "1:14 E103"]),
    "a comment that is only a comment": ("a: # to be written\n", True, ["1:3 E103"]),
    "a hexadecimal, an exponent, a sign": ("a: 0x1F\nb: 1e5\nc: +1\n", True, ["1:4 E106", "2:4 E106", "3:4 E106"]),
    "base 60 that is no time": ("a: 190:20:30\n", True, ["1:4 E106"]),
    "no such hour": ("a: 2026-02-28 25:00\n", True, ["1:4 E113"]),
    "a separator that cuts lines": ("a: b\u2028c\n", True, ["1:5 E115"]),
    "an invisible mark inside": ("a: b\ufeffc\n", True, ["1:5 E115"]),
    "half a pair, twice": ('a: "\\ud83d\\ude00"\n', True, ["1:5 E115", "1:11 E115"]),
    "beyond Unicode": ('a: "\\UFFFFFFFF"\n', True, ["1:5 E115"]),
    "a surrogate in the file itself": ("a: \ud800\n", True, ["1:4 E115"]),
}


@pytest.mark.parametrize(("text", "has_tree", "problems"), TRAPS.values(), ids=TRAPS.keys())
@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_what_is_not_clear_is_told(text: str, has_tree: bool, problems: list[str], loader: Any) -> None:
    assert told(text, loader) == (has_tree, problems)


def test_more_nodes_than_a_course_has_end_the_reading() -> None:
    assert told("a: [" + "x, " * MOST_NODES + "]") == (False, [f"1:{5 + 3 * (MOST_NODES - 3)} E116"])


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_a_bomb_is_read_once_for_each_line_of_it(loader: Any) -> None:
    """Nothing is composed: an alias is a node, never what it stands for."""
    bomb = "a0: &a0 x\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    root, problems = parse(bomb, "f", loader)

    assert root is not None
    assert [one.code for one in problems] == ["E110"] * (10 + 9 * 9)
    assert all(item.value == "" for item in root.at("a9").items())  # type: ignore[union-attr]


def test_so_many_repairs_and_no_more() -> None:
    has_tree, problems = told("".join(f"a{n}: @x\n" for n in range(100)))

    assert not has_tree
    assert [one.split()[1] for one in problems] == ["E104"] * (MOST_REPAIRS + 1) + ["E199"]


def test_so_many_problems_and_no_more() -> None:
    _, problems = told("\x01\n" * 100_000)

    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].endswith("E199")


@pytest.mark.parametrize("text", ["y", "N", "Yes", "OFF"])
def test_words_for_yes_and_no_are_ambiguous(text: str) -> None:
    assert resolve_scalar(text).code == "E102"


PIECES = st.sampled_from(
    [
        "a",
        "b",
        ": ",
        "\n",
        "\n  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        '"',
        "'",
        "@x",
        "*x",
        "&x ",
        "!x ",
        "#c",
        " # c",
        "|",
        *[
            ">",
            "%",
            "`",
            "\\ud800",
            "\\x00",
            "\\UFFFFFFFF",
            "1",
            "2026-02-30",
            "20:30",
            "~",
            "---\n",
            "...\n",
            "? ",
            "\t",
        ],
    ]
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=20).map("".join)))
def test_no_text_makes_a_parser_fail_in_another_way(text: str) -> None:
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        told(text, loader)


WORDS = st.sampled_from(
    ["x", "été", "20:30", "no", "~", "0123", "2026-02-30", '"q"', "'s'", "@alice", "!t x", "*al", "&an x", ""]
)
FIELDS = st.dictionaries(st.sampled_from(["a", "b", "on", "c d"]), WORDS, min_size=1)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.lists(FIELDS, min_size=1, max_size=4))
def test_both_parsers_read_a_file_of_fields_alike(rows: list[dict[str, str]]) -> None:
    text = "rows:\n" + "".join(
        f"  {'-' if n == 0 else ' '} {key}: {word}\n" for row in rows for n, (key, word) in enumerate(row.items())
    )
    clean, _ = decode(text.encode(), "f")

    assert parse(clean, "f", yaml.SafeLoader) == parse(clean, "f", yaml.CSafeLoader)
