"""Briefs, letters and charters: Markdown files beside the course, one in each language."""

from collections.abc import Sequence
from pathlib import Path

from mooc.core.values.authored import Lang
from mooc.lessonfiles.folder import UnsafePath, safe_path
from mooc.lessonfiles.problems import START, Diagnostic, problem
from mooc.lessonfiles.syntax.source import read_text
from mooc.lessonfiles.syntax.tree import Node

MOST_BYTES = 20_000
LANG_PLACEHOLDER = "{lang}"


class BriefReader:
    """Reads the texts of a course; ``problems`` holds what is wrong with them."""

    def __init__(self, folder: Path, path: str, langs: Sequence[Lang]) -> None:
        self.problems: list[Diagnostic] = []
        self._folder = folder
        self._path = path
        self._langs = langs

    def read(self, node: Node | None) -> dict[Lang, str]:
        """The texts that a field such as ``brief`` names."""
        if node is None or not node.text:
            return {}
        if LANG_PLACEHOLDER not in node.text and len(self._langs) > 1:
            self.problems.append(problem("E143.lang", self._path, node.position, n=len(self._langs)))
            return {}
        texts: dict[Lang, str] = {}
        for lang in self._langs:
            written = node.text.replace(LANG_PLACEHOLDER, lang)
            try:
                file = safe_path(self._folder, written)
                if not file.is_file():
                    raise FileNotFoundError(file)
                text, problems = read_text(file, str(file), MOST_BYTES)
            except UnsafePath:
                self.problems.append(problem("E144", self._path, node.position, value=written))
                break
            except OSError:
                self.problems.append(problem("E143", self._path, node.position, value=written))
                continue
            if not problems and not text.strip():
                problems.append(problem("E103", str(file), START))
            self.problems.extend(problems)
            texts[lang] = text
        return texts
