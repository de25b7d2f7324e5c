"""The course folder: which files it has, their hash, and paths that stay within it.

Its folder ``cases`` is not a part of the course: a new case makes no new version.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from mooc.lessonfiles.problems import START, Diagnostic, problem

MOST_FILES = 1_000
CASES = "cases"
MOST_BYTES = 10 * 1024 * 1024


class UnsafePath(Exception):
    """A path that leads, or may lead, out of the course folder."""


def safe_path(folder: Path, written: str) -> Path:
    """The file of the folder that ``written`` (with ``/``) names. Raises UnsafePath."""
    parts = PurePosixPath(written)
    if parts.is_absolute() or ".." in parts.parts or "\\" in written or ":" in written or not parts.parts:
        raise UnsafePath(written)
    file = folder.joinpath(*parts.parts)
    if not _stays(folder, file):
        raise UnsafePath(written)
    return file


def _stays(folder: Path, file: Path) -> bool:
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def files(folder: Path) -> Iterator[Path]:
    """All files of the folder but hidden ones, sorted by name within the folder. Links to folders are not followed."""
    paths: list[Path] = []
    for above, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _hidden(name) and Path(above, name) != folder / CASES]
        paths.extend(Path(above) / name for name in [*names, *folders] if not _hidden(name))
    without_folders = (file for file in paths if file.is_symlink() or not file.is_dir())
    yield from sorted(without_folders, key=lambda file: file.relative_to(folder).as_posix())


def _hidden(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def version_of(folder: Path) -> tuple[str, list[Diagnostic]]:
    """SHA-256 (hex) over the names and bytes of all files, and what is wrong with them. Raises OSError."""
    version, problems, bytes_left = hashlib.sha256(), list[Diagnostic](), MOST_BYTES
    for number, file in enumerate(files(folder)):
        if not file.is_file() or (file.is_symlink() and not _stays(folder, file)):
            problems.append(problem("E144", str(file), START, value=file.name))
            continue
        bytes_left -= file.stat().st_size
        if bytes_left < 0 or number >= MOST_FILES:
            problems.append(problem("E116", str(folder), START, most=f"{MOST_FILES} files, {MOST_BYTES >> 20} MiB"))
            break
        name = file.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
        data = file.read_bytes()
        version.update(b"%d %d\n%b%b" % (len(name), len(data), name, data))
    return version.hexdigest(), problems
