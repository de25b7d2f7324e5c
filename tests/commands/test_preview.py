"""`mooc preview`: what an author sees while writing; a changed file renews it, a mistake is told with its place."""

import os
import re
import subprocess
import sys
import threading
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


def test_saved_with_a_mistake_and_then_mended(address: str, folder: Path) -> None:
    """The page of the course renews itself to the mistake, and the page of the mistake to the mended course."""
    page = requests.get(address, timeout=10).text
    assert _renewed(address, page) is None
    for text, place in (
        (COURSE.replace("at_least: 2", "at_lest: 2"), "course.yaml:11:24: E131"),
        (COURSE.replace("challenges:", "challenges: ["), "course.yaml:"),
        ("", "course.yaml:1:1: E114"),
    ):
        (folder / "course.yaml").write_text(text, encoding="utf-8")
        told = _renewed(address, page)
        assert told is not None
        assert place in told
        assert "<strong>twice</strong>" not in told
        (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
        mended = _renewed(address, told)
        assert mended is not None
        assert "<strong>twice</strong>" in mended
        assert place not in mended
        page = mended
    assert _renewed(address, page) is None


def _renewed(address: str, page: str) -> str | None:
    """What that page gets when it asks, by the address that stands in it, whether there is news; None for no news."""
    asks = re.search(r'hx-get="/?(\?seen=\w+)"', page)
    assert asks, page
    answer = requests.get(f"{address}{asks[1]}", headers={"HX-Request": "true"}, timeout=10)
    assert answer.status_code in (200, 204)
    return answer.text if answer.status_code == 200 else None


def test_while_files_come_and_go_there_is_always_a_page(address: str, folder: Path) -> None:
    """As editors save: they write beside the file, and put that in its place."""
    done, beside = threading.Event(), [folder / f"write.en.md.{number}" for number in range(50)]

    def save() -> None:
        while not done.is_set():
            for new in beside:
                new.write_text("Write **twice**.\n", encoding="utf-8")
            for new in beside:
                new.replace(folder / "write.en.md")

    writer = threading.Thread(target=save)
    writer.start()
    try:
        answers = {requests.get(address, timeout=10).status_code for _ in range(30)}
    finally:
        done.set()
        writer.join()
    assert answers == {200}


def test_the_cases_of_a_challenge_that_comes_back_are_those_of_its_first_turn(address: str, folder: Path) -> None:
    start = COURSE.index("  - unit:")
    again = COURSE[start:].replace("only", "next").replace("challenge: write", "challenge: last")
    text = COURSE.replace("        check:", "        repeat: 2\n        check:") + again
    (folder / "course.yaml").write_text(text, encoding="utf-8")
    page = requests.get(address, timeout=10).text
    assert ("Write (1 of 2)" in page, "Écrire (2 sur 2)" in page) == (True, True)
    assert page.count("Enough of them.") == 2


def test_there_is_nothing_else_to_see(address: str) -> None:
    assert requests.get(f"{address}cohorts/", timeout=10).status_code == 404
    assert requests.get(address, headers={"Host": "evil.example"}, timeout=10).status_code == 400


@pytest.mark.needs("chromium")
def test_the_page_shows_a_mistake_and_then_the_mended_course(address: str, folder: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    (folder / "course.yaml").write_text(COURSE.replace("at_least: 2", "at_lest: 2"), encoding="utf-8")
    page.get_by_text("course.yaml:11:24: E131 unknown field").wait_for(timeout=60_000)
    (folder / "course.yaml").write_text(COURSE.replace("at_least: 2", "at_least: 3"), encoding="utf-8")
    page.get_by_text("asked for while this challenge is open: 3").wait_for(timeout=60_000)
    assert page.get_by_text("E131").count() == 0
    page.close()


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
