"""``mooc cohort move``: a running cohort goes on with another version of its course."""

import typer

from mooc.commands.cohort.lookup import cohort_named, operator
from mooc.commands.cohort.options import course_named
from mooc.commands.output import reject_option
from mooc.environment import environment
from mooc.services.cohorts import course_versions
from mooc.services.cohorts.cohorts import WrongField


def move(
    name: str = typer.Argument(metavar="NAME", help="Name of the cohort, as `mooc cohort list` shows it."),
    course: str = typer.Argument(metavar="COURSE", help="The new version: a course of MOOC_COURSES, or a folder."),
) -> None:
    """Move a running cohort to a new version of its course: what is met stays met, all else is judged anew. What that
    would change, `mooc diff` says beforehand.
    """
    actor = operator()
    cohort = cohort_named(actor, name)
    new = course_named(course, "fr" if environment().language == "fr" else "en")
    try:
        moved = course_versions.move(cohort, new, actor.now)
    except WrongField as error:
        reject_option("COURSE", str(error))
    outcome = "has moved to" if moved else "has already"
    typer.echo(f"{name} {outcome} version {new.version[:8]} of {new.course}.")
