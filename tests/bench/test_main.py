"""``make bench`` runs: each figure at a tiny scale, where only that it is measured matters, not how it comes out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"\S.* +\d+\.\d\d  (<=|>=) \d+(\.\d+)? +(ok|short)")


@pytest.mark.parametrize(("name", "lines"), [("append", 1), ("rejudge", 1), ("news", 1), ("actor", 1), ("page", 4)])
def test_each_figure_is_measured(name: str, lines: int, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'bench.sqlite3'}"
    done = subprocess.run(
        [sys.executable, "-m", "bench", name],
        cwd=ROOT,
        env=os.environ | {"BENCH_SCALE": "0.001", "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == lines
    assert all(LINE.fullmatch(line) for line in done.stdout.splitlines()), done.stdout
