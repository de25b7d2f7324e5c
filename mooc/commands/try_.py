"""``mooc try``: judge one challenge against a real account right now, without cohort or database."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain

import typer

from mooc.commands.dry_run import CountingGate, as_json, as_text, run
from mooc.commands.output import language_of_option, reject_option
from mooc.core.course.course import Challenge, Course
from mooc.core.course.named_people import audiences_of, handles_on
from mooc.core.engine.dry_run import audience_names, dry_run_classroom
from mooc.core.evidence.scene import OwnAccount
from mooc.core.evidence.verdict import Line, Mark
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.network import Network
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.troubles import NetworkTrouble
from mooc.core.judging.rendering import render
from mooc.core.values.authored import Lang
from mooc.core.values.span import Span
from mooc.environment import configured_networks, environment
from mooc.lessonfiles import LessonErrors, shelf
from mooc.networks import registry

app = typer.Typer()

UNKNOWN: Mapping[AccountStatus | None, Mapping[Lang, str]] = {
    None: {
        "en": "nobody on {network} has the handle {handle!r}",
        "fr": "personne sur {network} n'a l'identifiant {handle!r}",
    },
    AccountStatus.SUSPENDED: {
        "en": "{network} has suspended the account {handle!r}: nothing of it can be read until it comes back",
        "fr": "{network} a suspendu le compte {handle!r} : rien n'en peut être lu tant qu'il n'est pas rétabli",
    },
    AccountStatus.GONE: {
        "en": "the account {handle!r} is deactivated on {network}: nothing of it can be read until it is active again",
        "fr": "le compte {handle!r} est désactivé sur {network} : rien n'en peut être lu tant qu'il n'est pas réactivé",
    },
}
"""What is said of an account that can't be tried; None: there is none."""
BACK = timedelta(days=7) - timedelta(minutes=5)
"""How far back by default: a week, less what searches lack of one that reach back a week."""
OPEN = timedelta(hours=1)
"""The window stays open a little: what is judged is now, not an end."""


_NETWORKS = ", ".join(
    f"{name} (which needs {variable})" if (variable := registry.SPECS[name].variable) else name
    for name in registry.names()
)


@app.command(name="try")
def try_(
    path: str = typer.Argument(metavar="COURSE/CHALLENGE", help="Such as first-steps/follow; COURSE may be a folder."),
    judged: str = typer.Option(..., "--as", help="The handle of the account to judge."),
    network: str = typer.Option(
        default_factory=registry.first_without_key,
        show_default=registry.first_without_key(),
        help=f"One of {_NETWORKS}.",
    ),
    lists: list[str] = typer.Option(
        [], "--list", help="NAME=HANDLE,HANDLE: who is meant by host, a list, twinome, cohort, …"
    ),
    hashtag: str = typer.Option("", help="The cohort's hashtag, instead of the course's."),
    since: str = typer.Option("", help="From when on, such as 2026-11-23 or 2026-11-23T18:00+01:00; else a week ago."),
    until: str = typer.Option("", help="Up to when; else now."),
    lang: str = typer.Option("en", help="fr or en."),
    as_data: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Judge one challenge against a real account right now: the evidence, the verdict, and what looking cost."""
    spoken = language_of_option(lang)
    course, challenge = _challenge(path, spoken)
    now = datetime.now(UTC)
    window = _window(since, until, now)
    people = _people(challenge, lists) | handles_on(network, challenge.check)
    gate = CountingGate()
    opened = _opened(network, gate)
    profiles = _looked_up(opened, [judged, *chain.from_iterable(people.values())], spoken)
    account = profiles[judged]
    ids = {name: tuple(profiles[handle].id for handle in handles) for name, handles in people.items()}
    own_account = OwnAccount(network, account.id, account.handle, window.start, account.standing)
    tag = hashtag.removeprefix("#") or course.hashtag
    classroom = dry_run_classroom(challenge, own_account, window, {network: opened.reads}, tag, ids)
    tried = run(opened, classroom, now, {profile.id: profile.handle for profile in profiles.values()})
    lookup_price = next((read.price.usd for read in opened.reads if NeedKind.STANDING in read.needs), Decimal(0))
    tried.usd += lookup_price * len(profiles)
    zone = now.astimezone().tzinfo or UTC
    if as_data:
        typer.echo(json.dumps(as_json(tried, gate.requests, spoken, zone), ensure_ascii=False, indent=2))
    else:
        typer.echo(as_text(tried, gate.requests, spoken, zone))


def _challenge(path: str, lang: Lang) -> tuple[Course, Challenge]:
    named, slash, name = path.rpartition("/")
    if not slash:
        reject_option(
            "COURSE/CHALLENGE", "the name of a course and of a challenge are expected, such as first-steps/follow"
        )
    try:
        course = shelf.course(named, environment().courses, registry.grammars())
    except LessonErrors as errors:
        typer.echo("\n".join(problem.told(lang) for problem in errors.problems), err=True)
        raise typer.Exit(2) from None
    except KeyError:
        existing = ", ".join(shelf.courses(environment().courses, registry.grammars())) or "none"
        reject_option("COURSE/CHALLENGE", f"no course {named!r}; a course folder is expected, or one of: {existing}")
    try:
        return course, course.challenge(name)
    except KeyError:
        existing = ", ".join(challenge.challenge for challenge in course.challenges())
        reject_option("COURSE/CHALLENGE", f"no challenge {name!r} in {named}; there are: {existing}")


def _window(since: str, until: str, now: datetime) -> Span:
    start = _moment("--since", since) if since else now - BACK
    end = _moment("--until", until) if until else now + OPEN
    if start >= min(end, now):
        reject_option("--since", "a moment before now, and before --until, is expected")
    return Span(start, end)


def _moment(option: str, typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed).astimezone(UTC)  # without an offset: by the clock of this machine
    except ValueError:
        reject_option(option, "a day or a moment is expected, such as 2026-11-23 or 2026-11-23T18:00+01:00")


def _people(challenge: Challenge, typed: list[str]) -> dict[str, Sequence[str]]:
    """Word or list → handles; each that the rule speaks of and does not name itself must be given."""
    handles_by_name: dict[str, list[str]] = {}
    for option in typed:
        name, equals, handles = option.partition("=")
        if not equals or not name.strip():
            reject_option(
                "--list", f"NAME=HANDLE,HANDLE is expected, such as host={registry.example_handle()}, not {option!r}"
            )
        stripped = (handle.strip() for handle in handles.split(","))
        handles_by_name.setdefault(name.strip(), []).extend(filter(None, stripped))
    named_in_place = {audience.list for audience in audiences_of(challenge.check) if audience.handles}
    for name in dict.fromkeys(audience_names(challenge.check)):
        if name not in named_in_place and not handles_by_name.get(name):
            reject_option("--list", f"this challenge is about people of {name!r}: say who, by --list {name}=HANDLE")
    return dict(handles_by_name)


def _opened(name: str, gate: CountingGate) -> Network:
    if name not in registry.SPECS:
        reject_option("--network", f"one of {', '.join(registry.names())} is expected")
    spec, settings = registry.SPECS[name], environment()
    if not spec.is_set_up(settings):
        reject_option("--network", f"{spec.label} is read with a key: set {spec.variable}")
    if name not in configured_networks(settings):
        reject_option("--network", "it is not among MOOC_NETWORKS")
    return registry.open_network(name, gate=gate, **spec.adapter.options(settings))


def _looked_up(network: Network, handles: list[str], lang: Lang) -> Mapping[str, AccountProfile]:
    """Handle → who that is. Exit code 1 if the network does not answer, 2 for a handle that nobody has, and for an
    account that the network does not show."""
    try:
        profiles = network.find(list(dict.fromkeys(handles)))
    except NetworkTrouble as error:
        typer.echo(render(Line(Mark.UNKNOWN, f"trouble.{error.trouble.kind}", {}), lang, {}, UTC), err=True)
        raise typer.Exit(1) from None
    for handle in handles:
        standing = profiles[handle].standing if handle in profiles else None
        if standing in UNKNOWN:
            option = "--as" if handle == handles[0] else "--list"
            reject_option(option, UNKNOWN[standing][lang].format(network=registry.label(network.name), handle=handle))
    return profiles
