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
from mooc.lessonfiles import check_course, neighbour_problems
from mooc.networks import registry
from mooc.web.learner import challenge_cards
from mooc.web.learner.polling import NOT_MODIFIED
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
        return HttpResponse(status=NOT_MODIFIED)
    course, course_problems = check_course(folder, registry.grammars())
    problems = [
        {"code": problem.code, "told": [(lang, problem.told(lang)) for lang in LANGS]}
        for problem in [*course_problems, *neighbour_problems(folder)]
    ]
    context = {"seen": mark, "poll": POLL, "folder": folder, "problems": problems, "langs": LANGS}
    if course is None:
        return render(request, "web/authoring/preview.html", context | {"title": folder.name, "units": []})
    units = [
        {
            "name": unit.unit,
            "titles": _in_each_language(unit.title),
            "challenges": [_challenge(challenge, course, folder) for challenge in unit.challenges],
        }
        for unit in course.units
    ]
    titles, abouts = _in_each_language(course.title), _in_each_language(course.about)
    context |= {"title": course.course, "titles": titles, "abouts": abouts, "units": units}
    return render(request, "web/authoring/preview.html", context)


def _mark(folder: Path) -> str:
    """Other files, another mark."""
    states: list[tuple[object, ...]] = []
    for file in sorted(file for file in folder.rglob("*") if file.is_file())[:MOST_FILES]:
        try:
            stat = file.stat()
        except OSError:  # an editor may take it away at this very moment
            states.append((str(file),))
        else:
            states.append((str(file), stat.st_mtime_ns, stat.st_size))
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16]


def _in_each_language(texts: Any) -> list[tuple[Lang, str]]:
    by_lang = []
    for lang in LANGS:
        with translation.override(lang):
            by_lang.append((lang, in_language(texts)))
    return by_lang


def _challenge(challenge: Challenge, course: Course, folder: Path) -> dict[str, Any]:
    sides = []
    for lang in LANGS:
        with translation.override(lang):
            side = {
                "lang": lang,
                "title": in_language(challenge.title),
                "level": level(challenge.level.value),
                "brief": markdown.brief(in_language(challenge.briefs)),
                "how": challenge_cards.rule_view(challenge.check.how(course.hashtag)),
                "cases": list(_cases(folder, challenge.first, lang)),
            }
        sides.append(side)
    return {"name": challenge.challenge, "points": challenge.points, "sides": sides}


def _cases(folder: Path, challenge: str, lang: Lang) -> Iterator[CasePreview]:
    """The texts that the cases of the challenge have been accepted with."""
    file = folder / "cases" / f"{challenge}.said.txt"
    if not file.is_file():
        return
    for part in f"\n{file.read_text(encoding='utf-8', errors='replace')}".split("\n== ")[1:]:
        head, *lines = part.splitlines()
        name, _, answer = head.partition(": ")
        yield CasePreview(name, answer, [line[3:] for line in lines if line.startswith(f"{lang} ")])
