"""``mooc new course`` and ``mooc new challenge``: files to begin with, that pass ``mooc lint`` and ``mooc test``."""

import re
from pathlib import Path

import typer

from mooc.commands.output import reject_option
from mooc.core.checks import CHECKS
from mooc.lessonfiles import templates
from mooc.lessonfiles.reading import COURSE_FILE
from mooc.lessonfiles.schema import SCHEMA_FILE, schema_text
from mooc.networks import registry

app = typer.Typer(no_args_is_help=True, help="Begin a course, or a challenge of one.")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@app.command()
def course(
    folder: Path = typer.Argument(help="The folder that is to be made; its name is the course's."),
) -> None:
    """Make a course of one week with one challenge, in French and English."""
    _check_slug("FOLDER", folder.name)
    if folder.exists() and any(folder.iterdir()):
        reject_option("FOLDER", f"{folder} is there already, and not empty")
    _write(folder, templates.course(folder.name, [*registry.labels().values()]))
    schema = folder.parent / SCHEMA_FILE
    if not schema.exists():
        schema.write_text(schema_text(registry.names()), encoding="utf-8")
    typer.echo(f"{folder}: begun. Next: mooc lint {folder}; mooc test {folder} --accept; mooc show {folder}")


@app.command()
def challenge(
    folder: Path = typer.Argument(help="The folder of the course."),
    name: str = typer.Argument(help="The name of the challenge: lower-case letters, digits, hyphens."),
    check: str = typer.Option("post", help=f"Its check: {', '.join(templates.CHECKS_TO_BEGIN_WITH)}."),
) -> None:
    """Add a challenge to the last unit of a course, with its briefs and its cases."""
    _check_slug("NAME", name)
    if check not in templates.CHECKS_TO_BEGIN_WITH:
        hint = "" if check not in CHECKS else "; write this one by hand, docs/lesson-words.md says how"
        reject_option("--check", f"one of {', '.join(templates.CHECKS_TO_BEGIN_WITH)} is expected{hint}")
    file = folder / COURSE_FILE
    if not file.is_file():
        reject_option("FOLDER", f"there is no {file}")
    text = file.read_text(encoding="utf-8")
    if re.search(rf"challenge: {re.escape(name)}\s*$", text, re.MULTILINE):
        reject_option("NAME", f"the course has a challenge {name!r} already")
    hashtag = templates.hashtag_of(text)
    _write(folder, templates.challenge(name, check, hashtag, [*registry.labels().values()]))
    file.write_text(text.rstrip("\n") + "\n\n" + templates.challenge_in_course(name, check), encoding="utf-8")
    typer.echo(f"{file}: {name} added. Next: mooc lint {folder}; mooc test {folder} --accept")


def _check_slug(option: str, name: str) -> None:
    if not _SLUG.fullmatch(name):
        reject_option(option, f"a name of lower-case letters, digits and single hyphens is expected, not {name!r}")


def _write(folder: Path, files: dict[str, str]) -> None:
    for file in (folder / name for name in files):
        if file.exists():
            reject_option("NAME", f"{file} is there already")
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
