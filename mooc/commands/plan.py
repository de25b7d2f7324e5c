"""``mooc plan``: what a course will ask of a network and cost, before it starts."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import typer

from mooc.commands.output import show
from mooc.core.course.course import Course
from mooc.core.facts.cost import Cost
from mooc.core.forecast.forecast import forecast
from mooc.core.spending.costs import Assumptions, Bill, ChallengeForecast, Forecast, QuestionLoad
from mooc.environment import ROOT
from mooc.lessonfiles import LessonErrors, read_course
from mooc.lessonfiles.reading import COURSE_FILE
from mooc.networks import registry

app = typer.Typer()

LESSONS = ROOT / "lessons"
TEXTS = "texts looked at again"


@app.command()
def plan(
    course: str = typer.Argument(help="A course folder, or the name of one in lessons/."),
    network: str = typer.Option(
        default_factory=registry.dearest,
        show_default=registry.dearest(),
        help=f"One of {', '.join(registry.names())}.",
    ),
    learners: int = typer.Option(1000, min=1, max=1_000_000, help="How many learners there will be."),
    share: float = typer.Option(1.0, min=0.0, max=1.0, help="Which part of them does each challenge."),
    strangers: int = typer.Option(0, min=0, help="Followers of each named account who are no learners."),
    stream: bool = typer.Option(False, "--stream", help="The network's stream is listened to (MOOC_PUSH)."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object, and nothing else."),
) -> None:
    """Print for each challenge what will be asked, at what cost, and why in this way. Asks nobody, needs no key.

    ours: what this engine asks. naive: asking about each learner hourly. floor: the least that any plan could do.
    """
    if network not in registry.SPECS:
        _stop(f"there is no network {network!r}; one of {', '.join(registry.names())} is expected")
    assumed, table = Assumptions(share=share, strangers=strangers), registry.capabilities(network)
    if stream and not table.speaks:
        _stop(f"what the stream of {network} tells spares no question")
    found = forecast(_read(course), table, learners, assumed, stream=stream)
    if as_json:
        typer.echo(json.dumps(as_data(found)))
    else:
        _print(found)


def _read(named: str) -> Course:
    folder = Path(named)
    if not folder.is_dir():
        folder = LESSONS / named
    if not (folder / COURSE_FILE).is_file():
        names = ", ".join(sorted(file.parent.name for file in LESSONS.glob(f"*/{COURSE_FILE}")))
        _stop(f"there is no course {named!r}; a course folder is expected, or one of {names}")
    try:
        return read_course(folder, registry.grammars())
    except LessonErrors as errors:
        typer.echo(str(errors), err=True)
        raise typer.Exit(1) from None


def _stop(text: str) -> NoReturn:
    """One line, and exit code 2."""
    typer.echo(f"mooc: {text}", err=True)
    raise typer.Exit(2)


def as_data(found: Forecast) -> dict[str, Any]:
    """The forecast as JSON: dollars as numbers."""
    return {
        "course": found.course,
        "network": found.network,
        "learners": found.learners,
        "asof": found.asof.isoformat(),
        "assumed": {
            "share": found.assumed.share,
            "strangers": found.assumed.strangers,
            "relayed_after_hours": found.assumed.relayed_after.total_seconds() / 3600,
            "posts_a_day": found.assumed.posts_a_day,
        },
        "challenges": [_challenge(one) for one in found.challenges],
        "texts": {**_cost(found.texts), "a_week": _cost(found.texts_a_week)},
        "total": _bill(found.total),
    }


def _challenge(one: ChallengeForecast) -> dict[str, Any]:
    return {
        "challenge": one.challenge,
        "check": one.check,
        "hours": one.hours,
        "can_be_judged": not one.unjudged,
        "why_not": one.unjudged,
        "watches": [_watch(watch) for watch in one.watches],
        **_bill(one.bill),
    }


def _watch(watch: QuestionLoad) -> dict[str, Any]:
    return {
        "read": watch.read,
        "subject": watch.subject,
        "number": watch.number,
        **_cost(watch.cost),
        "why": watch.why,
    }


def _bill(bill: Bill) -> dict[str, dict[str, float]]:
    return {name: _cost(cost) for name, cost in bill._asdict().items()}


def _cost(cost: Cost) -> dict[str, float]:
    return {"requests": cost.requests, "usd": round(float(cost.usd), 4)}


def _print(found: Forecast) -> None:
    typer.echo(f"{found.course} on {found.network}, {found.learners:,} learners; figures of {found.asof}\n")
    show(("challenge", "hours", "what is asked", "requests", "$", "naive", "$", "floor", "$"), _rows(found))
    typer.echo("\nWhy these questions:")
    for one in found.challenges:
        if one.unjudged:
            typer.echo(f"  {one.challenge}: {one.unjudged}. It cannot be judged there.")
        for watch in one.watches:
            typer.echo(f"  {one.challenge}, {watch.read}: {watch.why}.")
    week = found.texts_a_week
    typer.echo(
        f"  {TEXTS}: at 23:00 UTC, many in a request, whether posts still stand of which the text is kept; about "
        f"{week.requests:,} requests and ${week.usd:,.2f} a week."
    )
    assumed = found.assumed
    typer.echo(
        f"\nAssumed: {assumed.share:.0%} of the learners do each challenge, as often as it asks for, spread evenly; a "
        f"post is passed on after {assumed.relayed_after.total_seconds() / 3600:.0f} hours; {assumed.strangers:,} "
        "followers who are no learners."
    )


def _rows(found: Forecast) -> list[tuple[str, ...]]:
    rows = []
    for one in found.challenges:
        said = "cannot be judged" if one.unjudged else one.check
        rows.append((one.challenge, str(one.hours), said, *_figures(one.bill)))
        for watch in one.watches:
            many = f" ({watch.number:,} of them)" if watch.number > 1 else ""
            rows.append(("", "", f"  {watch.read}: {watch.subject}{many}", *_pair(watch.cost), "", "", "", ""))
    rows.append((TEXTS, "", "", *_pair(found.texts), "", "", "", ""))
    return [*rows, ("in all", "", "", *_figures(found.total))]


def _figures(bill: Bill) -> tuple[str, ...]:
    return (*_pair(bill.ours), *_pair(bill.naive), *_pair(bill.floor))


def _pair(cost: Cost) -> tuple[str, str]:
    return f"{cost.requests:,}", f"{cost.usd.quantize(Decimal('0.01')):,}"
