"""Reads gettext catalogues, so that no tool need be installed to compare them."""

import ast
import gettext
import re
from pathlib import Path

Entry = tuple[str, ...]


def _key(context: str | None, text: str) -> str:
    return text if context is None else f"{context}\x04{text}"


def read_po(path: Path) -> tuple[dict[str, Entry], list[str]]:
    """(message → its translations; one, or one for each plural form), and the messages marked fuzzy."""
    found: dict[str, Entry] = {}
    fuzzy: list[str] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts: dict[str, str] = {}
        word = ""
        for line in block.splitlines():
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                word, text = match.groups()
                parts[word] = ast.literal_eval(text)
            elif line.startswith('"'):
                parts[word] += ast.literal_eval(line)
        if parts.get("msgid"):
            key = _key(parts.get("msgctxt"), parts["msgid"])
            found[key] = tuple(text for word, text in parts.items() if word.startswith("msgstr"))
            if re.search(r"^#,.*fuzzy", block, re.MULTILINE):
                fuzzy.append(key)
    return found, fuzzy


def read_mo(path: Path) -> dict[str, Entry]:
    """The same of a compiled catalogue."""
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, Entry] = {}
    for key, text in catalogue.items():
        if isinstance(key, tuple):
            found[key[0]] = (*found.get(key[0], ()), text)
        elif key:
            found[key] = (text,)
    return found
