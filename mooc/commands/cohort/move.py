"""``mooc cohort move``: a running cohort goes on with another version of its course."""

import typer

from mooc.commands.cohort.options import course_named
from mooc.commands.output import reject_option
from mooc.environment import environment
from mooc.runtime import clocks
from mooc.services.cohorts import course_versions
from mooc.services.cohorts.cohorts import WrongField
from mooc.store.cohorts import cohorts
from mooc.store.policy.policy import NotVisible
from mooc.store.policy.relations import Actor


def move(
    name: str = typer.Argument(metavar="NAME", help="Name of the cohort, as `mooc cohort list` shows it."),
    course: str = typer.Argument(metavar="COURSE", help="The new version: a course of MOOC_COURSES, or a folder."),
) -> None:
    """Move a running cohort to a new version of its course: what is met stays met, all else is judged anew. What that
    would change, `mooc diff` says beforehand.
    """
    actor = Actor(None, True, clocks.now())
    try:
        cohort = cohorts.by_name(actor, name)
    except NotVisible:
        existing = ", ".join(listed.name for listed in cohorts.listed(actor, 0, 10_000)) or "none yet"
        reject_option("NAME", f"there is no cohort {name!r}; there are: {existing}")
    new = course_named(course, "fr" if environment().language == "fr" else "en")
    try:
        moved = course_versions.move(cohort, new, actor.now)
    except WrongField as error:
        reject_option("COURSE", str(error))
    outcome = "has moved to" if moved else "has already"
    typer.echo(f"{name} {outcome} version {new.version[:8]} of {new.course}.")
