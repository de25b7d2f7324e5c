"""Courses on a few lines, to spoil in tests."""

import textwrap
from pathlib import Path
from typing import Any

from mooc.core.course.course import Course
from mooc.lessonfiles import Diagnostic, check_course
from mooc.lessonfiles.syntax.parsing import LOADER
from mooc.networks import registry

HEAD = """\
course: small
title: {en: Small}
hashtag: "small"
"""
UNITS = """\
units:
  - unit: only
    title: {en: Only}
    challenges:
      - challenge: one
        title: {en: One}
        brief: one.md
        check: {post: {at_least: 1}}
"""
SMALL = HEAD + UNITS


def with_check(check: str) -> str:
    """The small course with another check, on line 11."""
    return SMALL.replace("{post: {at_least: 1}}", check)


def with_challenges(*fields: str) -> str:
    """A course of challenges a, b, c …, each with these fields more."""
    text = HEAD + "units:\n  - unit: only\n    title: {en: Only}\n    challenges:\n"
    for name, more in zip("abcdef", fields, strict=False):
        lines = [f"challenge: {name}", "title: {en: A}", "brief: one.md", "check: {post: {}}", *more.splitlines()]
        text += textwrap.indent("\n".join(lines), " " * 8).replace("        ", "      - ", 1) + "\n"
    return text


def written(folder: Path, text: str | bytes) -> Path:
    """The folder, with that course in it and a brief."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    (folder / "course.yaml").write_bytes(data)
    (folder / "one.md").write_text("Do it.\n", encoding="utf-8")
    return folder


def checked(
    folder: Path, text: str | bytes, loader: Any = LOADER
) -> tuple[Course | None, list[str], tuple[Diagnostic, ...]]:
    """The course, ``line:column CODE`` of each problem, and the problems themselves."""
    course, problems = check_course(written(folder, text), registry.grammars(), loader)
    return course, [f"{one.line}:{one.column} {one.code}" for one in problems], problems
