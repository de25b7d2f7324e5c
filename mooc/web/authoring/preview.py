"""A course as its learners will see it, for who writes it: served by ``mooc preview``, renewed when a file changes."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from mooc.core.course.course import Challenge, Course
from mooc.core.values.authored import LANGS, Lang
from mooc.lessonfiles import Problem, check_course, neighbour_problems
from mooc.networks import registry
from mooc.web.learner import challenge_cards
from mooc.web.learner.polling import NO_NEWS
from mooc.web.templatetags.showing import in_language, level
from mooc.web.text import markdown

POLL = 1
"""Seconds after which the page asks whether a file has changed."""
MOST_FILES = 2_000


class CasePreview(NamedTuple):
    """A case, and what the learner reads then."""

    name: str
    answer: str
    lines: list[str]


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """All challenges in each language, or what is wrong with the files."""
    folder = Path(settings.MOOC_PREVIEW)
    mark = _mark(folder)
    if request.GET.get("seen") == mark and request.headers.get("HX-Request"):
        return HttpResponse(status=NO_NEWS)
    course, problems = check_course(folder, registry.grammars())
    found = _problems([*problems, *neighbour_problems(folder)])
    shown = {"seen": mark, "poll": POLL, "folder": folder, "problems": found, "langs": LANGS}
    told = _course(course, folder) if course else {"title": folder.name, "units": []}
    return render(request, "web/preview.html", shown | told)


def _mark(folder: Path) -> str:
    """Other files, another mark."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())[:MOST_FILES]
    return hashlib.sha256(repr([_stat(file) for file in files]).encode()).hexdigest()[:16]


def _stat(file: Path) -> tuple[object, ...]:
    """What changes when the file does. An editor may take it away at this very moment."""
    try:
        result = file.stat()
    except OSError:
        return (str(file),)
    return str(file), result.st_mtime_ns, result.st_size


def _problems(problems: list[Problem]) -> list[dict[str, Any]]:
    return [{"code": problem.code, "told": [(lang, problem.told(lang)) for lang in LANGS]} for problem in problems]


def _course(course: Course, folder: Path) -> dict[str, Any]:
    units = [
        {
            "name": unit.unit,
            "titles": _in_each(unit.title),
            "challenges": [_challenge(challenge, course, folder) for challenge in unit.challenges],
        }
        for unit in course.units
    ]
    return {"title": course.course, "titles": _in_each(course.title), "abouts": _in_each(course.about), "units": units}


def _in_each(texts: Any) -> list[tuple[Lang, str]]:
    found = []
    for lang in LANGS:
        with translation.override(lang):
            found.append((lang, in_language(texts)))
    return found


def _challenge(challenge: Challenge, course: Course, folder: Path) -> dict[str, Any]:
    sides = []
    for lang in LANGS:
        with translation.override(lang):
            side = {
                "lang": lang,
                "title": in_language(challenge.title),
                "level": level(challenge.level.value),
                "brief": markdown.brief(in_language(challenge.briefs)),
                "how": challenge_cards.how(challenge.check.how(course.hashtag)),
                "cases": list(_told(folder, challenge.first, lang)),
            }
        sides.append(side)
    return {"name": challenge.challenge, "points": challenge.points, "sides": sides}


def _told(folder: Path, challenge: str, lang: Lang) -> Iterator[CasePreview]:
    """The texts that the cases of the challenge have been accepted with."""
    file = folder / "cases" / f"{challenge}.said.txt"
    if not file.is_file():
        return
    for part in f"\n{file.read_text(encoding='utf-8', errors='replace')}".split("\n== ")[1:]:
        head, *lines = part.splitlines()
        name, _, answer = head.partition(": ")
        yield CasePreview(name, answer, [line[3:] for line in lines if line.startswith(f"{lang} ")])
