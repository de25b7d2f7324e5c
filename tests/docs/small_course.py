"""A course of one week around challenges that a page shows."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import indent

import yaml


def course_of(folder: Path, beginning: str, challenges: Sequence[str], cases: Mapping[str, str]) -> None:
    """Write a course: what ``course.yaml`` begins with, its challenges as items of a list, challenge → its cases. The
    briefs say nothing."""
    unit = "units:\n  - unit: week\n    title: {fr: La semaine, en: The week}\n    challenges:\n"
    items = indent("\n".join(challenges), " " * 6)
    (folder / "course.yaml").write_text(beginning + unit + items, encoding="utf-8")
    for challenge in yaml.safe_load("\n".join(challenges)):
        for lang in ("fr", "en"):
            brief = folder / challenge["brief"].format(lang=lang)
            brief.parent.mkdir(parents=True, exist_ok=True)
            brief.write_text(f"# {challenge['title'][lang]}\n", encoding="utf-8")
    (folder / "cases").mkdir(exist_ok=True)
    for name, text in cases.items():
        (folder / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")
