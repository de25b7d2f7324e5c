"""Reads and compiles gettext catalogues, so that no tool need be installed."""

import ast
import gettext
import re
import struct
from collections.abc import Iterator
from pathlib import Path

Entry = tuple[str, ...]


def _key(context: str | None, text: str) -> str:
    return text if context is None else f"{context}\x04{text}"


def _blocks(path: Path) -> Iterator[tuple[dict[str, str], bool]]:
    """Each message of the file (``msgid``, ``msgstr``, ``msgstr[0]``… → text; the header has an empty ``msgid``), and
    whether it is marked fuzzy."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts: dict[str, str] = {}
        word = ""
        for line in block.splitlines():
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                word, text = match.groups()
                parts[word] = ast.literal_eval(text)
            elif line.startswith('"'):
                parts[word] += ast.literal_eval(line)
        if parts:
            yield parts, bool(re.search(r"^#,.*fuzzy", block, re.MULTILINE))


def _translations(parts: dict[str, str]) -> Entry:
    return tuple(text for word, text in parts.items() if word.startswith("msgstr"))


def read_po(path: Path) -> tuple[dict[str, Entry], list[str]]:
    """(message → its translations; one, or one for each plural form), and the messages marked fuzzy."""
    messages: dict[str, Entry] = {}
    fuzzy: list[str] = []
    for parts, is_fuzzy in _blocks(path):
        if parts["msgid"]:
            key = _key(parts.get("msgctxt"), parts["msgid"])
            messages[key] = _translations(parts)
            if is_fuzzy:
                fuzzy.append(key)
    return messages, fuzzy


MAGIC = 0x950412DE
WORD = 4
"""Bytes of a number in a compiled catalogue."""


def compiled(path: Path) -> bytes:
    """The catalogue as gettext reads it (``.mo``, little endian): two tables of (length, place), sorted by message,
    then the texts. Fuzzy messages and those without a translation are left out. The hash table is optional, and is."""
    texts: dict[bytes, bytes] = {}
    for parts, is_fuzzy in _blocks(path):
        translations = _translations(parts)
        if all(translations) and not is_fuzzy:
            plural = f"\0{parts['msgid_plural']}" if "msgid_plural" in parts else ""
            message = _key(parts.get("msgctxt"), parts["msgid"]) + plural
            texts[message.encode()] = "\0".join(translations).encode()
    sources = sorted(texts)
    head, table = 7 * WORD, 2 * WORD * len(sources)
    numbers, pool = [MAGIC, 0, len(sources), head, head + table, 0, head + 2 * table], b""
    for text in [*sources, *(texts[source] for source in sources)]:
        numbers += [len(text), head + 2 * table + len(pool)]
        pool += text + b"\0"
    return struct.pack(f"<{len(numbers)}I", *numbers) + pool


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
