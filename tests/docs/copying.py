"""The repository in another place, where a page of the docs is followed."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from mooc.environment import ROOT

COPIED = ("mooc", "api", "workers", "fixtures", "lessons", "tests", "docs", "demo", "bench", "pyproject.toml")


def copied(root: Path) -> Path:
    """All that a walk may change or run, below ``root``."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        else:
            shutil.copy(source, root / name)
    return root


def environment(root: Path) -> Mapping[str, str]:
    """What a program is given that is to import the copy."""
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(root), "HOME": str(root)}
