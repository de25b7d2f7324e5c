"""What people type for a new cohort: a course, a start, handles. A wrong value stops the command, by its option."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import typer

from mooc.commands.output import reject_option
from mooc.core.course.course import Course
from mooc.core.course.named_people import named_handles
from mooc.core.facts.audience import HOST
from mooc.core.values.authored import Lang
from mooc.environment import environment
from mooc.lessonfiles import LessonErrors, shelf
from mooc.networks import registry
from mooc.services import networks
from mooc.services.cohorts import account_lookup, cohorts
from mooc.services.cohorts.cohorts import WrongField
from mooc.store.people import people

FIELDS = frozenset({"name", "title", "start", "zone", "hashtag"})

_NOT_LOOKED_UP = {
    "network_trouble": "{error}; try again in a minute",
    "account_not_shown": "{network} does not show this account, it is suspended or deactivated: {error}",
}
"""Code of an error → why a handle could not be looked up; any other: it is nobody's."""
_NOBODY = "nobody on {network} has this handle: {error}; the name after the @ on the profile is expected"

Handles = dict[str, dict[str, list[str]]]
"""Network → list → handles."""


def start_at(day: str, at: str, zone: str) -> datetime:
    """The moment by the clocks of the zone."""
    try:
        where = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        reject_option("--zone", "an IANA time zone is expected, such as Europe/Paris")
    try:
        when = date.fromisoformat(day)
    except ValueError:
        reject_option("--start", "a day is expected, such as 2026-11-30")
    try:
        hour = time.fromisoformat(at)
    except ValueError:
        reject_option("--at", "an hour is expected, such as 08:00")
    return datetime.combine(when, hour.replace(tzinfo=None), tzinfo=where)


def option_of(name: str) -> str:
    """The option that says who is on a list."""
    return "--host" if name == HOST else "--list"


def option_for(error: WrongField) -> str:
    """The option to which the field belongs."""
    return f"--{error.field}" if error.field in FIELDS else "--list"


def parse_handles(course: Course, hosts: Sequence[str], lists: Sequence[str], networks: Sequence[str]) -> Handles:
    """Who is meant by ``--host HANDLE`` and ``--list NAME=HANDLE,HANDLE``; with several networks each handle is
    written NETWORK:HANDLE. Each list of the course must be given, be it as empty: ``--list voices=``."""
    by_network: Handles = {network: {} for network in networks}
    _add(by_network, HOST, hosts, networks)
    for typed in lists:
        name, equals, typed_handles = typed.partition("=")
        if not equals or not name:
            reject_option(
                "--list", f"NAME=HANDLE,HANDLE is expected, such as voices={registry.example_handle()}, not {typed!r}"
            )
        for network in networks:
            by_network[network].setdefault(name.strip(), [])
        _add(by_network, name.strip(), typed_handles.split(","), networks)
    given_names = {name for handles_of_list in by_network.values() for name in handles_of_list}
    for name in sorted(given_names - set(course.lists)):
        reject_option(option_of(name), f"the course has no list {name!r}; it has: {', '.join(course.lists) or 'none'}")
    for name in course.lists:
        if name not in given_names:
            option = "--host " if option_of(name) == "--host" else f"--list {name}="
            example = f"{option}{registry.example_handle()}"
            reject_option(option_of(name), f"the course asks about the people of its list {name!r}: {example}")
    return by_network


def _add(by_network: Handles, name: str, typed_handles: Iterable[str], networks: Sequence[str]) -> None:
    for typed in map(str.strip, typed_handles):
        network, colon, handle = typed.partition(":")
        if colon and network not in networks:
            reject_option(
                option_of(name), f"{network!r} is not among the networks of the cohort: {', '.join(networks)}"
            )
        if typed and not colon and len(networks) != 1:
            reject_option(
                option_of(name), f"with several networks NETWORK:HANDLE is expected, such as {networks[0]}:{typed}"
            )
        if not colon:
            network, handle = networks[0], typed
        if handle.removeprefix("@"):
            by_network[network].setdefault(name, []).append(handle.removeprefix("@"))


def course_named(named: str, lang: Lang) -> Course:
    """The course here of that name, or in that folder."""
    try:
        return shelf.course(named, environment().courses, registry.grammars())
    except LessonErrors as errors:
        typer.echo("\n".join(problem.told(lang) for problem in errors.problems), err=True)
        reject_option("COURSE", f"{named!r} has errors")
    except KeyError:
        existing = ", ".join(shelf.courses(environment().courses, registry.grammars())) or "none"
        reject_option("COURSE", f"no course {named!r}; a course folder is expected, or one of: {existing}")


def check_networks(names: Sequence[str]) -> None:
    """All of them are set up here."""
    try:
        cohorts.check_networks(names, networks.configured())
    except WrongField as error:
        reject_option("--network", f"{error}; one of {', '.join(networks.configured())} is expected")


def look_up_accounts(course: Course, handles: Handles) -> dict[str, dict[str, list[str]]]:
    """Network → list → account ids, asked of the networks: of ``handles``, and of whom the course names itself."""
    ids_of: dict[str, dict[str, list[str]]] = {}
    for network, lists in handles.items():
        named = named_handles(course, network)
        for name, handles_of_list in {**lists, **named}.items():
            try:
                ids = account_lookup.look_up({network: {name: handles_of_list}}, [network])[network][name]
            except WrongField as error:
                refusal = _NOT_LOOKED_UP.get(error.code, _NOBODY).format(error=error, network=network)
                reject_option("COURSE" if name in named else option_of(name), refusal)
            ids_of.setdefault(network, {})[name] = ids
    return ids_of


def facilitator_id(email: str) -> int | None:
    """Who signs in with this address; None for no address."""
    if not email:
        return None
    person = people.by_email(email)
    if person is None:
        reject_option(
            "--facilitator", f"nobody signs in with {email!r}; mooc user create {email} --name … makes the account"
        )
    return person.id
