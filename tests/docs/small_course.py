"""A course around challenges that a page shows: one week, or as many as the one that comes back most often takes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import indent

import yaml

_LATER = """
  - unit: week-{number}
    title: {{fr: Une autre, en: Another one}}
    challenges:
      - challenge: another-{number}
        title: {{fr: Autre chose, en: Something else}}
        brief: briefs/another.{{lang}}.md
        check: {{post: {{}}}}
"""


def course_of(folder: Path, beginning: str, challenges: Sequence[str], cases: Mapping[str, str]) -> None:
    """Write a course: what ``course.yaml`` begins with, its challenges as items of a list, challenge → its cases. The
    briefs say nothing."""
    unit = "units:\n  - unit: week\n    title: {fr: La semaine, en: The week}\n    challenges:\n"
    items = indent("\n".join(challenges), " " * 6)
    weeks = max(challenge.get("repeat", 1) for challenge in yaml.safe_load("\n".join(challenges)))
    later = [_LATER.format(number=number) for number in range(2, weeks + 1)]
    (folder / "course.yaml").write_text(beginning + unit + items + "".join(later), encoding="utf-8")
    written = yaml.safe_load((folder / "course.yaml").read_text(encoding="utf-8"))
    for challenge in (one for unit in written["units"] for one in unit["challenges"]):
        for lang in ("fr", "en"):
            brief = folder / challenge["brief"].format(lang=lang)
            brief.parent.mkdir(parents=True, exist_ok=True)
            brief.write_text(f"# {challenge['title'][lang]}\n", encoding="utf-8")
    (folder / "cases").mkdir(exist_ok=True)
    for name, text in cases.items():
        (folder / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")
