"""Setting the demo's stage: people, a cohort, linked accounts, twinomes. Done once; a second start finds it."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.db import transaction

from demo.agreeing import agree
from demo.cast import FACILITATOR, HOST, LEARNERS, MENTORS, Person
from mooc.core.course.course import Course, Run
from mooc.services.accounts import account_linking, oauth_linking
from mooc.services.cohorts import cohorts
from mooc.services.people.demo_login import entrance
from mooc.services.twinomes import pairing
from mooc.store.cohorts import members
from mooc.store.cohorts.cohorts import by_name
from mooc.store.people import people

NETWORK = "x"
NAME = "demo"
BACK = "http://127.0.0.1/me/accounts/x/callback/"
"""Where the network sends people back to; nobody goes there, for no browser is used."""
PASSWORD = "birds-of-a-feather"  # noqa: S105 everybody's, printed on the screen, on one's own machine


class Stage(NamedTuple):
    """The cohort, and the sign-in links of a learner, a mentor and a facilitator."""

    cohort: int
    doors: dict[str, str]


def set_up(course: Course, run: Run, seed: int) -> Stage:
    """The stage, as it was left if it has been set up before."""
    facilitator = people.by_email(FACILITATOR.email)
    if facilitator is None:
        with transaction.atomic():
            _first_time(course, run, seed)
    cohort = by_name(people.actor(_user(FACILITATOR), run.start), NAME).id
    doors = {"learner": LEARNERS[0], "mentor": MENTORS[0], "facilitator": FACILITATOR}
    return Stage(cohort, {role: entrance(_user(person)) for role, person in doors.items()})


def _user(person: Person) -> int:
    found = people.by_email(person.email)
    if found is None:
        raise KeyError(person.email)
    return found.id


def _first_time(course: Course, run: Run, seed: int) -> None:
    for person in (FACILITATOR, *MENTORS, *LEARNERS):
        people.create(person.email, person.handle, PASSWORD, language=person.language, zone=person.zone)
    cohort = cohorts.create_cohort(
        course,
        name=NAME,
        title=f"{course.title['en']}: the birds",
        start=run.start,
        zone=run.zone,
        networks=[NETWORK],
        lists={NETWORK: {"host": [HOST.account]}},
        facilitator=_user(FACILITATOR),
        shows_roster=True,
        now=run.start,
    )
    mentors = [cohorts.add_member(cohort.id, _user(person), "mentor", run.start).id for person in MENTORS]
    boss = people.actor(_user(FACILITATOR), run.start)
    for number, person in enumerate(LEARNERS):
        learner = _learner(cohort.id, person, run.start)
        members.assign(boss, cohort.id, mentors[number % len(mentors)], learner)
    pairing.pair_all(cohort.id, run.start, seed)


def _learner(cohort: int, person: Person, now: datetime) -> int:
    user = _user(person)
    _link(user, person.account, now)
    languages = [person.language]
    return cohorts.add_member(
        cohort, user, "learner", now, languages=languages, offers=person.offers, wants=person.wants
    ).id


def _link(user: int, account: str, now: datetime) -> None:
    """The learner signs in on the network, as everybody does who links an account."""
    address = oauth_linking.begin(user, NETWORK, BACK, account_linking.CONSENT)
    oauth_linking.finish(user, NETWORK, agree(address, account), now, datetime.now(UTC))
