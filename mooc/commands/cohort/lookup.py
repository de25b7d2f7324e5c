"""Who asks on the command line, and the cohort that is named there."""

from mooc.commands.output import reject_option
from mooc.runtime import clocks
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.policy.policy import NotVisible
from mooc.store.policy.relations import Actor

ALL = 10_000
"""More cohorts than anybody has."""


def operator() -> Actor:
    """Who runs the machine asks as a site admin."""
    return Actor(None, True, clocks.now())


def cohort_named(actor: Actor, name: str, option: str = "NAME") -> CohortDetails:
    """The cohort of that name. Stops the command, by its ``option``, where there is none."""
    try:
        return cohorts.by_name(actor, name)
    except NotVisible:
        existing = ", ".join(cohort.name for cohort in cohorts.listed(actor, 0, ALL)) or "none yet"
        reject_option(option, f"there is no cohort {name!r}; there are: {existing}")
