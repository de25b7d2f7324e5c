"""``mooc demo``: watch a class being taught, on this machine, without any key."""

import importlib
import json
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from demo.acting import world_at_start
from demo.hands import NETWORK
from demo.story import generate_story
from fixtures.sandbox import BEARER, Client, Sandbox
from mooc.core.course.course import Run
from mooc.environment import ROOT
from mooc.lessonfiles import read_course
from mooc.runtime.clocks import PlayedClock, use

app = typer.Typer()

COURSE = ROOT / "lessons" / "first-steps"
FOLDER = ROOT / "var" / "demo"
START = datetime.fromisoformat("2026-11-02T00:00:00+01:00")
ZONE = "Europe/Paris"
MINUTES = 2.0
RATE_WINDOW = 1.0
"""Seconds of real time that stand for X's 15 minutes: the class plays some 20,000 times faster than life."""


@app.command()
def demo(
    fresh: bool = typer.Option(False, help="Start anew instead of where it was left."),
    headless: bool = typer.Option(False, help="Play to the end without pages, as fast as the machine can."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as one JSON object, and nothing else."),
    port: int = typer.Option(8000, min=1, max=65535, help="Where the pages are served."),
    seed: int = typer.Option(1, help="Another seed tells another story; a story that was begun keeps its own."),
    folder: Path = typer.Option(FOLDER, help="Where the demo keeps its database."),
) -> None:
    """Play a four-week course with thirty learners in about two minutes: real engine, real HTTP, made-up network."""
    if not headless and _is_taken(port):
        typer.echo(f"mooc: port {port} is taken; choose another with --port", err=True)
        raise typer.Exit(1)
    if headless:
        port = _free_port()
    if fresh or headless or not (folder / "stage.json").exists():  # what was not set up to the end begins anew
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    course, run = read_course(COURSE), Run(start=START, zone=ZONE)
    state, now = folder / "state.json", START
    if state.exists():  # it goes on where it was left, with its own seed
        noted = json.loads(state.read_text())
        now, seed = datetime.fromisoformat(noted["now"]), noted["seed"]
    clock = PlayedClock(now)
    use(clock)
    story = generate_story(course, run, course.hashtag, seed)
    with Sandbox(world_at_start(story, now), now=clock.now, window_seconds=RATE_WINDOW) as sandbox:
        _settle_environment(sandbox.url, port, folder)
        importlib.import_module("mooc.commands.django_setup")
        show = importlib.import_module("demo.show")
        address = f"http://127.0.0.1:{port}"
        with show.pages(port):
            taught = show.CourseRun(course, COURSE, run, seed, address)
            performance = show.Show(taught, story, sandbox, clock, folder)
            if headless:
                _alone(performance, as_json)
            else:
                _before_people(show, performance, address)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settle_environment(sandbox: str, port: int, folder: Path) -> None:
    """The settings of the demo, whatever the environment says otherwise."""
    secret = folder / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(50))
    os.environ.update(
        DATABASE_URL=f"sqlite:///{folder.resolve() / 'demo.sqlite3'}",
        SECRET_KEY=secret.read_text(),
        DJANGO_SETTINGS_MODULE="mooc.settings",
        MOOC_DEBUG="false",
        MOOC_DEMO="true",
        MOOC_HOSTS="127.0.0.1,localhost",
        MOOC_BASE_URL=f"http://127.0.0.1:{port}",
        MOOC_BROKER_URL="",
        MOOC_NETWORKS=NETWORK,
        MOOC_X_URL=sandbox,
        MOOC_X_BEARER=BEARER,
        MOOC_X_CLIENT_ID=Client().id,
        MOOC_X_CLIENT_SECRET="",
    )


def _alone(performance: Any, as_json: bool) -> None:
    with _bar(performance, quiet=as_json) as moved:
        performance.play(0, moved)
    report = performance.report()
    typer.echo(json.dumps(report) if as_json else _in_words(report))
    if any(report["truth"].values()):
        raise typer.Exit(1)


def _before_people(show: Any, performance: Any, address: str) -> None:
    typer.echo(f"Twinome is at {address}. Come in as")
    for role, door in performance.stage.doors.items():
        typer.echo(f"  {role:<12} {address}{door}")
    try:
        with _bar(performance, quiet=False) as moved:
            performance.play(MINUTES, moved)
        typer.echo(_in_words(performance.report()))
        typer.echo("The course is over; the pages stay until Ctrl-C. Start anew with: mooc demo --fresh")
        show.wait()
    except KeyboardInterrupt:
        typer.echo("\nStopped. `mooc demo` goes on from here, `mooc demo --fresh` starts anew.")


@contextmanager
def _bar(performance: Any, quiet: bool) -> Iterator[Any]:
    """A progress bar over the weeks of the course; ``quiet`` shows none."""
    whole = performance.end - performance.run.start
    columns = (TextColumn("week {task.fields[week]}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeRemainingColumn(), disable=quiet or not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=whole / timedelta(hours=1), week=1)

        def moved(moment: datetime) -> None:
            played = moment - performance.run.start
            progress.update(task, completed=played / timedelta(hours=1), week=min(played // timedelta(days=7) + 1, 4))

        yield moved


def _in_words(report: dict[str, Any]) -> str:
    sent = report["requests"][NETWORK]
    verdicts = ", ".join(f"{count} {answer.replace('_', ' ')}" for answer, count in report["verdicts"].items())
    truth = report["truth"]
    return (
        f"{report['learners']} learners, {report['challenges']} challenges: {verdicts}.\n"
        f"Against what really happened: {truth['false_met']} false met, {truth['false_not_yet']} false not yet.\n"
        f"Requests to the network: {sent['sent']} (asking about each learner hourly: {sent['naive']}), "
        f"${sent['usd']:.2f}. {report['seconds']} seconds."
    )
