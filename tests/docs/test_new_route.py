"""CONTRIBUTING followed for a route and for a page: in a copy of the repository each is added, as the page says.

The route is once more the public page of a cohort, the page once more its letters, each under another address. What
is left out is missed by a test that names it.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mooc.environment import ROOT
from tests.docs.copying import copied, environment

SENTENCE = "Once more, from the beginning"
FRENCH = "Encore une fois, depuis le début"
MATRIX = "tests/rights/matrix.py"
Edit = Callable[[str], str]


def after(block: str, *renames: tuple[str, str]) -> Edit:
    """The text with that block a second time, renamed."""

    def edit(text: str) -> str:
        (found,) = re.findall(block, text, re.MULTILINE)
        again = found
        for old, new in renames:
            again = again.replace(old, new)
        assert again != found
        return text.replace(found, found + again)

    return edit


def added(more: str) -> Edit:
    return lambda text: text + more


ROUTE: Mapping[str, Edit] = {
    "api/<room>/<subject>.py": after(
        r'^@router\.get\("/cohorts/{cohort}", (?:.*\n)+?\n\n',
        ("{cohort}", "{cohort}/encore"),
        ("one_cohort", "cohort_encore"),
    ),
    MATRIX: after(r"^.* GET    /cohorts/{cohort}\n", ("{cohort}", "{cohort}/encore")),
}
PAGE: Mapping[str, Edit] = {
    "mooc/web/<role>/<subject>.py": after(
        r"^@personal\ndef letters(?:.*\n)+?\n\n", ("def letters", "def encore"),
        ('return _page(request, context.cohort, _("Letters"), parts, context.tabs)',
         'return render(request, "web/learner/encore.html", {"cohort": context.cohort, "tabs": context.tabs})'),
    ),
    "mooc/web/urls.py": after(r"^ .*documents\.letters.*\n", ("letters/", "encore/"), ("letters", "encore")),
    "mooc/web/templates/web/<role>/<subject>.html": added(
        '{% extends "web/site/cohort_base.html" %}\n{% load i18n %}\n'
        "{% block title %}{{ cohort.title }}{% endblock %}\n"
        f'{{% block main %}}\n  <h1>{{% translate "{SENTENCE}" %}}</h1>\n{{% endblock %}}\n'
    ),
    "mooc/locale/fr/LC_MESSAGES/django.po": added(f'\nmsgid "{SENTENCE}"\nmsgstr "{FRENCH}"\n'),
    "mooc/locale/en/LC_MESSAGES/django.po": added(f'\nmsgid "{SENTENCE}"\nmsgstr "{SENTENCE}"\n'),
    MATRIX: after(r"^.* GET    cohorts/<slug:name>/letters/\n", ("letters/", "encore/")),
}  # fmt: skip
SUBJECTS = {
    "api/<room>/<subject>.py": "api/cohorts/cohorts.py",
    "mooc/web/<role>/<subject>.py": "mooc/web/learner/documents.py",
    "mooc/web/templates/web/<role>/<subject>.html": "mooc/web/templates/web/learner/encore.html",
}
"""File of the page → the one that is meant here."""
ONLY_NAMED = {
    "tests/api/test_shapes.py",
    "tests/test_services_and_queries.py",
    "tests/rights/test_matrix.py",
    "tests/web/test_locale.py",
}
NOT_NEEDED = {"tests/rights/sent.py", "api/site/problem_codes.py", "api/site/field_meanings.py"}
"""Nothing is sent with what is only read; it has no words and no troubles of its own."""


def named(section: str) -> set[str]:
    """The files that the page names under that heading."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text.split(f"### {section}\n")[1].split("\n### ")[0]
    return set(re.findall(r"`((?:[\w<>-]+/)+[\w<>-]+\.\w+)`", part))


@pytest.mark.parametrize(("section", "edits"), [("A route of the API", ROUTE), ("A page", PAGE)], ids=["route", "page"])
def test_the_walk_goes_by_the_page(section: str, edits: Mapping[str, Edit]) -> None:
    assert named(section) - ONLY_NAMED - NOT_NEEDED == edits.keys()


class Copy:
    """The repository in another place; ``without``: names of files that are left as they are."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def follow(self, edits: Mapping[str, Edit], without: str = "") -> None:
        for name, edit in edits.items():
            path = SUBJECTS.get(name, name)
            original = ROOT / path
            text = original.read_text(encoding="utf-8") if original.exists() else ""
            (self.root / path).write_text(text if name == without else edit(text), encoding="utf-8")
        self.run("-m", "tests.generated")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command, surroundings = [sys.executable, *words], environment(self.root)
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, timeout=240, env=surroundings)

    def test(self, which: str) -> subprocess.CompletedProcess[str]:
        """The tests that ask for routes and pages, ``which`` as pytest's ``-k``."""
        files = ("tests/rights/test_matrix.py", "tests/api/test_shapes.py", "tests/web/test_locale.py")
        return self.run("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *files, "-k", which)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(copied(tmp_path_factory.mktemp("copy")))


def test_a_route_and_a_page_that_were_added_so_are_asked_by_everybody(copy: Copy) -> None:
    copy.follow({**PAGE, **ROUTE, MATRIX: lambda text: PAGE[MATRIX](ROUTE[MATRIX](text))})
    done = copy.test("encore or every or shape or translated or sentence")
    assert done.returncode == 0, done.stdout[-3000:]
    asked = copy.test("encore and each_role")
    assert "2 passed" in asked.stdout, asked.stdout[-3000:]


@pytest.mark.parametrize(
    ("edits", "without", "missing"),
    [
        (ROUTE, MATRIX, "/cohorts/{cohort}/encore"),
        (PAGE, MATRIX, "cohorts/<slug:name>/encore/"),
        (PAGE, "mooc/locale/fr/LC_MESSAGES/django.po", SENTENCE),
        (PAGE, "mooc/locale/en/LC_MESSAGES/django.po", SENTENCE),
    ],
    ids=["a route without its row", "a page without its row", "no French", "no English"],
)
def test_what_is_left_out_is_missed_by_name(copy: Copy, edits: Mapping[str, Edit], without: str, missing: str) -> None:
    copy.follow(edits, without)
    done = copy.test("every or sentence")
    assert done.returncode == 1, done.stdout[-3000:]
    assert missing in done.stdout
