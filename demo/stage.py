"""Setting the demo's stage: people, a cohort, linked accounts, twinomes, all by the public doors. Done once; a second
start finds it.

What has no form for a newcomer, the first person and the first cohort, is made by ``mooc user`` and ``mooc cohort``.
"""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

from demo.cast import FACILITATOR, HOST, LEARNERS, MENTORS
from demo.hands import DOMAIN, NETWORK, HttpSite
from mooc.commands import user
from mooc.commands.cohort import command
from mooc.core.course.course import Course, Run
from mooc.services.people.demo_login import sign_in_path
from mooc.simulation.people import gather
from mooc.store.people import people

NAME = "demo"
PASSWORD = "birds-of-a-feather"  # noqa: S105 everybody's, printed on the screen, on one's own machine
STAGE = "stage.json"
"""In the demo's folder once the stage is set; what was not set to the end is set anew."""


class Stage(NamedTuple):
    """The cohort, and the sign-in links of a learner, a mentor and a facilitator."""

    cohort: int
    doors: dict[str, str]


def set_up(course: Course, lessons: Path, run: Run, site: str, folder: Path) -> Stage:
    """The stage, as it was left if it has been set up before. ``lessons``: folder of the course; ``site``: address of
    the pages."""
    noted = folder / STAGE
    if not noted.exists():
        noted.write_text(json.dumps({"cohort": _first_time(course, lessons, run, site)}))
    personas = {"learner": LEARNERS[0], "mentor": MENTORS[0], "facilitator": FACILITATOR}
    return Stage(
        json.loads(noted.read_text())["cohort"],
        {role: door(persona.email(DOMAIN)) for role, persona in personas.items()},
    )


def door(email: str) -> str:
    """The path of a sign-in link. Raises KeyError for an address that nobody has."""
    person = people.by_email(email)
    if person is None:
        raise KeyError(email)
    return sign_in_path(person.id)


def _first_time(course: Course, lessons: Path, run: Run, site: str) -> int:
    """Let the class come together; returns the cohort."""
    stork = FACILITATOR
    person = ["--name", stork.handle, "--language", stork.language, "--zone", stork.zone, "--password", PASSWORD]
    begins = ["--start", f"{run.start:%Y-%m-%d}", "--at", f"{run.start:%H:%M}", "--zone", run.zone]
    names = ["--name", NAME, "--title", f"{course.title['en']}: the birds", "--facilitator", stork.email(DOMAIN)]
    with redirect_stdout(io.StringIO()):  # they tell people what to do next, which is done here already
        user.app(["create", stork.email(DOMAIN), *person], standalone_mode=False)
        where = ["--network", NETWORK, "--host", HOST.handle]
        command.app(["create", str(lessons), *names, *begins, *where], standalone_mode=False)
    hands = HttpSite(site, door, PASSWORD)
    hands.show_roster(stork)
    gather(hands, stork, MENTORS, LEARNERS)
    return hands.cohort(stork)
