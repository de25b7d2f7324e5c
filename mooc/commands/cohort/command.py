"""``mooc cohort``: create cohorts, let people in, pair them, see how they are doing."""

import secrets
from typing import Literal

import typer
from django.urls import reverse

from mooc.commands.cohort.budget import budget, print_forecast, resume
from mooc.commands.cohort.history import history
from mooc.commands.cohort.lookup import ALL, cohort_named, operator
from mooc.commands.cohort.move import move
from mooc.commands.cohort.options import (
    check_networks,
    course_named,
    facilitator_id,
    look_up_accounts,
    option_for,
    parse_handles,
    start_at,
)
from mooc.commands.output import moment, print_table, reject_option
from mooc.core.evidence.verdict import Answer
from mooc.core.forecast.outlook import outlook
from mooc.core.pairing import explain
from mooc.core.values.authored import Lang
from mooc.environment import environment
from mooc.networks import registry
from mooc.runtime import clocks
from mooc.services.cohorts.cohorts import WrongField, create_cohort, invite
from mooc.services.twinomes import pairing
from mooc.store.cohorts import admin_roster, cohorts
from mooc.store.spending import ledger
from mooc.store.twinomes import twinomes
from mooc.store.twinomes.twinomes import PairingConflict
from mooc.store.watching import watch_list

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

SIGNS = {Answer.MET: "✓", Answer.NOT_YET: "…", Answer.CANT_TELL: "?", None: "·"}
NAME = typer.Argument(metavar="NAME", help="Name of the cohort, as `mooc cohort list` shows it.")


@app.callback()
def cohort() -> None:
    """Create cohorts, let people in, pair them, see how they are doing."""


@app.command()
def create(
    course: str = typer.Argument(
        metavar="COURSE", help="A course of MOOC_COURSES by its name, or the path of a course folder."
    ),
    name: str = typer.Option("", help="Name in addresses and commands; by default the course's."),
    title: str = typer.Option("", help="Title that people see; by default the course's."),
    start: str = typer.Option(..., help="First day, such as 2026-11-30."),
    at: str = typer.Option("08:00", help="Hour at which the weeks begin."),
    zone: str = typer.Option(..., help="Time zone of the weeks, such as Europe/Paris."),
    network: list[str] = typer.Option(..., metavar="NETWORK", help="Network that learners use; may be repeated."),
    host: list[str] = typer.Option([], metavar="HANDLE", help="Handle of the course's own account; may be repeated."),
    named: list[str] = typer.Option([], "--list", metavar="NAME=HANDLE,HANDLE", help="People of a list of the course."),
    hashtag: str = typer.Option("", help="Hashtag of the cohort; by default the course's."),
    facilitator: str = typer.Option("", help="E-mail of who facilitates; `mooc user create` comes first."),
) -> None:
    """Start a cohort of a course. With several networks, handles are written NETWORK:HANDLE."""
    taught = course_named(course, _language())
    begins = start_at(start, at, zone)
    check_networks(network)
    lists = parse_handles(taught, host, named, network)
    try:
        created = create_cohort(
            taught,
            name=name or taught.course,
            title=title or taught.title[_language()],
            start=begins,
            zone=zone,
            networks=network,
            lists=look_up_accounts(taught, lists),
            hashtag=hashtag.removeprefix("#"),
            facilitator=facilitator_id(facilitator),
            now=clocks.now(),
        )
    except WrongField as error:
        reject_option(option_for(error), str(error))
    typer.echo(f"{created.name} begins {moment(created.start, created.zone)} ({created.zone}).")
    print_forecast(outlook(taught, created.networks, registry.capabilities), created.name)
    typer.echo(f"Let people in: mooc cohort invite {created.name}")


@app.command("invite")
def invitation_link(
    name: str = NAME,
    role: Literal["learner", "mentor", "facilitator"] = typer.Option("learner", help="As what they come in."),
) -> None:
    """Print a link that lets people in for 14 days."""
    secret = invite(operator(), cohort_named(operator(), name).id, role)
    typer.echo(environment().base_url.rstrip("/") + reverse("join", args=[secret]))


app.command()(move)
app.command()(budget)
app.command()(resume)
app.command()(history)


@app.command("list")
def list_cohorts() -> None:
    """List all cohorts."""
    print_table(
        ("cohort", "title", "course", "begins", "zone", "networks", ""),
        (
            (
                cohort.name,
                cohort.title,
                cohort.course,
                moment(cohort.start, cohort.zone),
                cohort.zone,
                ", ".join(cohort.networks),
                "closed" if cohort.closed_at else "",
            )
            for cohort in cohorts.listed(operator(), 0, ALL)
        ),
    )


@app.command()
def members(name: str = NAME) -> None:
    """List the members: who, as what, with which accounts."""
    cohort = cohort_named(operator(), name)
    print_table(
        ("id", "name", "role", "accounts", "points", "joined"),
        (
            (
                str(entry.member.id),
                entry.member.name,
                entry.member.role,
                ", ".join(entry.accounts) or "-",
                str(entry.member.points),
                moment(entry.member.joined_at, cohort.zone),
            )
            for entry in admin_roster.roster(cohort.id)
        ),
    )


@app.command()
def pair(
    name: str = NAME,
    seed: int | None = typer.Option(None, help="The same seed gives the same twinomes; by default another each time."),
    size: int = typer.Option(pairing.SIZE, min=2, max=5, help="People in a twinome."),
    anew: bool = typer.Option(False, help="Everybody into a new twinome, with few repeats."),
) -> None:
    """Put learners into twinomes: the first time everybody, later those who have none; say why these people."""
    cohort = cohort_named(operator(), name)
    try:
        pairing.pair_now(cohort.id, clocks.now(), secrets.randbelow(2**31) if seed is None else seed, size, anew=anew)
    except PairingConflict:
        typer.echo("Somebody else has just put twinomes together. Here they are.", err=True)
    for twinome in twinomes.listed(operator(), cohort.id, 0, ALL):
        names = {str(member): member_name for member, member_name in twinome.people.items()}
        typer.echo(", ".join(names.values()))
        for reason in twinome.why:
            typer.echo(f"  {explain(reason, _language(), names)}")


@app.command()
def progress(name: str = NAME) -> None:
    """Show learners by challenges: ✓ met, … not yet, ? can't tell, · not judged yet, nothing: not open yet."""
    cohort = cohort_named(operator(), name)
    challenges = [challenge.challenge for challenge in cohorts.course_of(cohort).challenges()]
    print_table(
        ("name", *challenges, "points"),
        (
            (
                entry.member.name,
                *(SIGNS[entry.answers[name]] if name in entry.answers else "" for name in challenges),
                str(entry.member.points),
            )
            for entry in admin_roster.learners(admin_roster.roster(cohort.id))
        ),
    )


@app.command()
def watches(name: str = NAME) -> None:
    """Show what is looked at, how far it has been seen, when the next look is, and what it has cost."""
    cohort = cohort_named(operator(), name)
    print_table(
        ("network", "looks at", "of", "seen until", "next look", "trouble", "requests", "dollars"),
        (
            (
                watch.network,
                watch.read,
                watch.subject or "all members",
                moment(watch.covered, cohort.zone),
                moment(watch.next_look, cohort.zone),
                watch.trouble or "-",
                str(watch.requests),
                f"{watch.usd:.2f}",
            )
            for watch in watch_list.watch_summaries(cohort.id)
        ),
    )
    for network, spent in ledger.totals().items():
        typer.echo(f"{network}: {spent.requests} requests, {spent.usd:.2f} dollars so far, for all cohorts")


def _language() -> Lang:
    return "fr" if environment().language == "fr" else "en"
