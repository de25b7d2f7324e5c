"""`mooc preview`: what an author sees while writing; a changed file renews it, a mistake is told with its place."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser
from typer.testing import CliRunner

from mooc.commands.preview import app

COURSE = """\
course: small
title: {fr: Petit, en: Small}
hashtag: "small"
units:
  - unit: only
    title: {fr: Seule, en: Only}
    challenges:
      - challenge: write
        title: {fr: Écrire, en: Write}
        brief: write.{lang}.md
        check: {post: {at_least: 2, tag: "{hashtag}"}}
"""
SAID = "== two_posts: met\nen Enough of them.\nfr Le compte y est.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small" / "cases").mkdir(parents=True)
    files = {
        "course.yaml": COURSE,
        "write.fr.md": "Écrivez **deux** fois.\n",
        "write.en.md": "Write **twice** <script>alert(1)</script>.\n",
        "cases/write.said.txt": SAID,
    }
    for name, text in files.items():
        (tmp_path / "small" / name).write_text(text, encoding="utf-8")
    return tmp_path / "small"


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Of a real server of that folder, on a port of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOOC_", "DJANGO_", "DATABASE_"))}
    command = [sys.executable, "-c", "from mooc.cli import main; main()", "preview", str(folder), "--port", "0"]
    with subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        said = server.stdout.readline()
        found = re.match(r"(http://127\.0\.0\.1:\d+/)", said)
        assert found, said
        yield found[1]
        server.terminate()


def test_each_language_the_rule_in_words_and_the_cases(address: str) -> None:
    page = requests.get(address, timeout=10).text
    for text in ("Write", "Écrire", "<strong>twice</strong>", "<strong>deux</strong>", "two_posts"):
        assert text in page
    for text in ("Enough of them.", "Le compte y est.", "#small"):
        assert text in page
    assert "<script>alert" not in page


def test_a_mistake_is_told_with_its_place_and_both_languages(address: str, folder: Path) -> None:
    (folder / "course.yaml").write_text(COURSE.replace("at_least: 2", "at_lest: 2"), encoding="utf-8")
    page = requests.get(address, timeout=10).text
    assert "course.yaml:11:24: E131 unknown field" in page
    assert "champ inconnu" in page


def test_while_nothing_changes_nothing_is_sent(address: str, folder: Path) -> None:
    seen = re.search(r"seen=(\w+)", requests.get(address, timeout=10).text)
    assert seen
    asked = {"url": f"{address}?seen={seen[1]}", "headers": {"HX-Request": "true"}, "timeout": 10}
    assert requests.get(**asked).status_code == 204  # type: ignore[arg-type]
    (folder / "write.en.md").write_text("Write three times.\n", encoding="utf-8")
    renewed = requests.get(**asked)  # type: ignore[arg-type]
    assert (renewed.status_code, "Write three times." in renewed.text) == (200, True)


def test_there_is_nothing_else_to_see(address: str) -> None:
    assert requests.get(f"{address}cohorts/", timeout=10).status_code == 404
    assert requests.get(address, headers={"Host": "evil.example"}, timeout=10).status_code == 400


@pytest.mark.needs("chromium")
def test_the_page_renews_itself(address: str, folder: Path, browser: Browser) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(address)
    (folder / "write.en.md").write_text("Write a hundred times.\n", encoding="utf-8")
    page.get_by_text("Write a hundred times.").wait_for(timeout=60_000)
    page.close()
    assert complaints == []


def test_where_there_is_no_course_nothing_is_served(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path)])
    assert result.exit_code == 2
    assert "course.yaml" in result.output
