"""The words that were accepted: beside ``reply.yaml`` a file ``reply.said.txt`` with what each learner reads.

    == replied_to_myself: not_yet
    en ✗ …
    fr ✗ …

The file is written by ``mooc test --accept``, read by people, and compared line by line.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import ndiff
from pathlib import Path

from mooc.core.values.authored import LANGS
from mooc.simulation.rehearsal.playing import CaseOutcome

_HEAD = re.compile(r"^== (\S+): \w+$")


def file_of(cases: Path) -> Path:
    """Where the accepted words of a case file are."""
    return cases.with_suffix(".said.txt")


def spoken_lines(outcome: CaseOutcome) -> list[str]:
    """What the case's learner reads, as it stands in the file."""
    lines = [f"{lang} {text}" for lang in reversed(LANGS) for text in outcome.sentences[lang]]
    return [f"== {outcome.case.row.name}: {outcome.answer.value}", *lines]


def accepted(cases: Path) -> Mapping[str, list[str]]:
    """Case name → the lines that were accepted; nothing where none were."""
    file = file_of(cases)
    lines_by_case: dict[str, list[str]] = {}
    block: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        head = _HEAD.match(line)
        if head:
            block = lines_by_case.setdefault(head[1], [])
        if line:
            block.append(line)
    return lines_by_case


def accept(cases: Path, outcomes: Iterable[CaseOutcome]) -> None:
    """Let these words be the accepted ones of the file."""
    blocks = ["\n".join(spoken_lines(outcome)) for outcome in outcomes]
    file_of(cases).write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def difference(outcome: CaseOutcome, accepted_lines: list[str]) -> list[str]:
    """What differs from the accepted words; empty if nothing does."""
    lines = spoken_lines(outcome)
    if lines == accepted_lines:
        return []
    return [line for line in ndiff(accepted_lines, lines) if not line.startswith("?")]
