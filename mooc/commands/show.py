"""``mooc show``: a course as its reader sees it, in the terminal."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import typer
from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from mooc.commands.output import language_of_option, reject_option
from mooc.core.checks.explanations import CheckSentences
from mooc.core.course.course import Course
from mooc.core.judging.rendering import render
from mooc.core.values.authored import Lang, Texts
from mooc.environment import ROOT
from mooc.lessonfiles import LessonErrors, read_course
from mooc.networks import registry

app = typer.Typer()

_WORDS = {
    "week": {"en": "Week {n}: {title}", "fr": "Semaine {n} : {title}"},
    "unit": {"en": "{title}", "fr": "{title}"},
    "points": {"en": "{level}, points: {points}", "fr": "{level}, points : {points}"},
    "again": {"en": "Again, as in {first}.", "fr": "De nouveau, comme dans {first}."},
    "judged": {"en": "How it is judged", "fr": "Comment c'est jugé"},
    "easy": {"en": "easy", "fr": "facile"},
    "medium": {"en": "medium", "fr": "moyen"},
    "hard": {"en": "hard", "fr": "difficile"},
}


@app.command()
def show(
    course: str = typer.Argument(help="A course folder, or the name of one in lessons/."),
    lang: str = typer.Option("en", help="fr or en."),
    challenge: str = typer.Option("", help="Only this challenge."),
) -> None:
    """Read a course out: its weeks, its challenges with their briefs, and how each is judged."""
    spoken = language_of_option(lang)
    folder = Path(course) if Path(course).is_dir() else ROOT / "lessons" / course
    try:
        read = read_course(folder, registry.grammars())
    except LessonErrors as errors:
        typer.echo("\n".join(problem.told(spoken) for problem in errors.problems), err=True)
        raise typer.Exit(1) from None
    names = [challenge.challenge for challenge in read.challenges()]
    if challenge and challenge not in names:
        reject_option("--challenge", f"no challenge {challenge!r}; there are: {', '.join(names)}")
    Console(highlight=False).print(Group(*_course(read, spoken, challenge)))


def _course(course: Course, lang: Lang, only: str) -> Iterator[RenderableType]:
    yield Rule(_in(course.title, lang), style="bold")
    yield Text(f"{_in(course.about, lang)}\n#{course.hashtag}\n")
    for number, unit in enumerate(course.units, 1):
        challenges = [challenge for challenge in unit.challenges if only in ("", challenge.challenge)]
        if challenges:
            word = "week" if course.pace == "weekly" else "unit"
            yield Rule(_WORDS[word][lang].format(n=number, title=_in(unit.title, lang)))
        for challenge in challenges:
            level = _WORDS[challenge.level.value][lang]
            points = _WORDS["points"][lang].format(level=level, points=challenge.points)
            yield Text(f"\n{_in(challenge.title, lang)}", style="bold")
            yield Text(f"{challenge.challenge} · {points}\n", style="dim")
            if challenge.turn > 1 and not only:
                yield Padding(Text(_WORDS["again"][lang].format(first=challenge.first)), (0, 0, 1, 2))
                continue
            yield Padding(Markdown(_in(challenge.briefs, lang)), (0, 0, 1, 2))
            yield Text(_WORDS["judged"][lang], style="italic")
            yield Padding(Group(*_how(challenge.check.how(course.hashtag), lang)), (0, 0, 1, 2))


def _how(sentences: CheckSentences, lang: Lang) -> Iterator[RenderableType]:
    yield Text(" ".join(render(line, lang, {}, UTC) for line in sentences.said))
    for part in sentences.parts:
        yield Padding(Group(*_how(part, lang)), (0, 0, 0, 2))


def _in(texts: Texts, lang: Lang) -> str:
    """The text in that language, or in the one that there is."""
    return texts.get(lang) or next(iter(texts.values()), "")
