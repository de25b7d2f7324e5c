"""``mooc diff``: what changed between two versions of a course, and what that would mean for a cohort."""

from collections import Counter
from pathlib import Path

import typer

from mooc.commands.cohort.lookup import cohort_named, operator
from mooc.commands.cohort.options import course_named
from mooc.commands.output import print_table
from mooc.core.course.course import Course
from mooc.core.course.differences import version_changes
from mooc.core.values.authored import Lang
from mooc.environment import environment
from mooc.services.cohorts.course_versions import MET_KEPT, shifts

app = typer.Typer(rich_markup_mode=None)


@app.command()
def diff(
    old: Path = typer.Argument(help="The course as it was: a folder, or a name in MOOC_COURSES."),
    new: Path = typer.Argument(help="The course as it will be."),
    cohort: str = typer.Option("", metavar="NAME", help="Which verdicts of this cohort the new version would change."),
) -> None:
    """Say what changed between two versions of a course. With a cohort, what is stored of the networks is judged by
    the version that the cohort has and by the new one; nothing is written.
    """
    lang: Lang = "fr" if environment().language == "fr" else "en"
    old_course, new_course = (course_named(str(named), lang) for named in (old, new))
    lines = []
    for change in version_changes(old_course, new_course):
        if change.field == "challenge":
            sign, kind = ("+", change.new_value) if change.new_value else ("-", change.old_value)
            lines.append(f"{sign} {change.challenge} ({kind})")
            continue
        line = f"~ {change.challenge}: {change.field}" if change.challenge else f"~ {change.field}"
        if change.old_value or change.new_value:
            line += f": {change.old_value or 'none'} -> {change.new_value or 'none'}"
        lines.append(line)
    typer.echo("\n".join(lines) or "Nothing differs.")
    if cohort:
        _in_cohort(cohort, new_course)


def _in_cohort(name: str, new: Course) -> None:
    actor = operator()
    cohort = cohort_named(actor, name, "--cohort")
    answer_shifts = list(shifts(cohort, new, actor.now))
    passes_that_stay = sum(shift.new_answer == MET_KEPT for shift in answer_shifts)
    typer.echo(f"\nIn {name}: {len(answer_shifts) - passes_that_stay} verdicts would change.")
    if passes_that_stay:
        typer.echo(f"{passes_that_stay} passes stay that the new version would not give: what is met stays met.")
    if answer_shifts:
        counts = Counter((shift.old_answer, shift.new_answer) for shift in answer_shifts)
        print_table(("from", "to", "how many"), [(*pair, str(count)) for pair, count in counts.most_common()])
        typer.echo("")
        print_table(
            ("name", "challenge", "before", "after"),
            [(shift.name, shift.challenge, shift.old_answer, shift.new_answer) for shift in answer_shifts],
        )
