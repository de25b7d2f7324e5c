"""``mooc plan``: what a course will ask of a network and cost, before it starts."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import typer

from mooc.commands.output import print_table
from mooc.core.facts.cost import Cost
from mooc.core.forecast.forecast import forecast
from mooc.core.spending.costs import Assumptions, Bill, Forecast
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
        default_factory=registry.most_expensive,
        show_default=registry.most_expensive(),
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
    folder = Path(course) if Path(course).is_dir() else LESSONS / course
    if not (folder / COURSE_FILE).is_file():
        names = ", ".join(sorted(file.parent.name for file in LESSONS.glob(f"*/{COURSE_FILE}")))
        _stop(f"there is no course {course!r}; a course folder is expected, or one of {names}")
    try:
        planned = read_course(folder, registry.grammars())
    except LessonErrors as errors:
        typer.echo(str(errors), err=True)
        raise typer.Exit(1) from None
    estimate = forecast(planned, table, learners, assumed, stream=stream)
    if as_json:
        typer.echo(json.dumps(as_data(estimate)))
    else:
        _print(estimate)


def _stop(text: str) -> NoReturn:
    """One line, and exit code 2."""
    typer.echo(f"mooc: {text}", err=True)
    raise typer.Exit(2)


def as_data(estimate: Forecast) -> dict[str, Any]:
    """The forecast as JSON: dollars as numbers."""
    return {
        "course": estimate.course,
        "network": estimate.network,
        "learners": estimate.learners,
        "asof": estimate.asof.isoformat(),
        "assumed": {
            "share": estimate.assumed.share,
            "strangers": estimate.assumed.strangers,
            "relayed_after_hours": estimate.assumed.relayed_after.total_seconds() / 3600,
            "posts_a_day": estimate.assumed.posts_a_day,
        },
        "challenges": [
            {
                "challenge": challenge.challenge,
                "check": challenge.check,
                "hours": challenge.hours,
                "can_be_judged": not challenge.why_unjudged,
                "why_not": challenge.why_unjudged,
                "watches": [
                    {
                        "read": watch.read,
                        "subject": watch.subject,
                        "number": watch.number,
                        **_cost(watch.cost),
                        "why": watch.why,
                    }
                    for watch in challenge.question_loads
                ],
                **_bill(challenge.bill),
            }
            for challenge in estimate.challenges
        ],
        "texts": {**_cost(estimate.texts), "a_week": _cost(estimate.texts_a_week)},
        "total": _bill(estimate.total),
    }


def _bill(bill: Bill) -> dict[str, dict[str, float]]:
    return {"ours": _cost(bill.planned), "naive": _cost(bill.naive), "floor": _cost(bill.floor)}


def _cost(cost: Cost) -> dict[str, float]:
    return {"requests": cost.requests, "usd": round(float(cost.usd), 4)}


def _print(estimate: Forecast) -> None:
    typer.echo(f"{estimate.course} on {estimate.network}, {estimate.learners:,} learners; figures of {estimate.asof}\n")
    lines: list[tuple[str, ...]] = []
    for challenge in estimate.challenges:
        check = "cannot be judged" if challenge.why_unjudged else challenge.check
        lines.append((challenge.challenge, str(challenge.hours), check, *_figures(challenge.bill)))
        for watch in challenge.question_loads:
            number = f" ({watch.number:,} of them)" if watch.number > 1 else ""
            lines.append(("", "", f"  {watch.read}: {watch.subject}{number}", *_pair(watch.cost), "", "", "", ""))
    lines.append((TEXTS, "", "", *_pair(estimate.texts), "", "", "", ""))
    lines.append(("in all", "", "", *_figures(estimate.total)))
    print_table(("challenge", "hours", "what is asked", "requests", "$", "naive", "$", "floor", "$"), lines)
    typer.echo("\nWhy these questions:")
    for challenge in estimate.challenges:
        if challenge.why_unjudged:
            typer.echo(f"  {challenge.challenge}: {challenge.why_unjudged}. It cannot be judged there.")
        for watch in challenge.question_loads:
            typer.echo(f"  {challenge.challenge}, {watch.read}: {watch.why}.")
    week = estimate.texts_a_week
    typer.echo(
        f"  {TEXTS}: at 23:00 UTC, many in a request, whether posts still stand of which the text is kept; about "
        f"{week.requests:,} requests and ${week.usd:,.2f} a week."
    )
    assumed = estimate.assumed
    typer.echo(
        f"\nAssumed: {assumed.share:.0%} of the learners do each challenge, as often as it asks for, spread evenly; a "
        f"post is passed on after {assumed.relayed_after.total_seconds() / 3600:.0f} hours; {assumed.strangers:,} "
        "followers who are no learners."
    )


def _figures(bill: Bill) -> tuple[str, ...]:
    return (*_pair(bill.planned), *_pair(bill.naive), *_pair(bill.floor))


def _pair(cost: Cost) -> tuple[str, str]:
    return f"{cost.requests:,}", f"{cost.usd.quantize(Decimal('0.01')):,}"
