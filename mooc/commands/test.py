"""``mooc test``: rehearse the cases of courses, and say what differs."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from mooc.commands.lint.courses import courses_at
from mooc.environment import ROOT
from mooc.networks import registry
from mooc.simulation.rehearsal.testing import Report, rehearse_courses

app = typer.Typer()
_COLOURS = {"+": "green", "-": "red"}


@app.command()
def test(
    paths: list[Path] = typer.Argument(None, help="Course folders, or folders of courses; by default lessons/."),
    accept: bool = typer.Option(False, "--accept", help="Let the words as they are now be the expected ones."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object instead of words."),
) -> None:
    """Rehearse every case of every challenge; exit code 1 if one does not come out as it should."""
    folders = [folder for path in paths or [ROOT / "lessons"] for folder in courses_at(path)]
    report = rehearse_courses(dict.fromkeys(folders), accept, registry.grammars())
    if as_json:
        summary = {
            "courses": report.courses,
            "challenges": report.challenges,
            "cases": len(report.outcomes),
            "failed": len(report.failures),
            "accepted": report.accepted,
            "problems": [problem.told("en") for problem in report.problems],
            "failures": [
                {
                    "file": str(failure.outcome.case.file),
                    "line": failure.outcome.case.place.line,
                    "case": failure.outcome.case.row.name,
                    "expected": failure.outcome.case.row.expected.value,
                    "answer": failure.outcome.answer.value,
                    "difference": list(failure.difference),
                }
                for failure in report.failures
            ],
        }
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _tell(report)
    raise typer.Exit(0 if report.is_good else 1)


def _tell(report: Report) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for problem in report.problems:
        console.print(Text(problem.told("en")))
    for failure in report.failures:
        case, answer = failure.outcome.case, failure.outcome.answer.value
        console.print(Text(f"{case.file}:{case.place.line}: {case.row.name}"), style="bold")
        if not failure.outcome.is_as_expected:
            console.print(f"  expected {case.row.expected.value}, got {answer}")
        for line in failure.difference:
            console.print(Text(f"  {line}"), style=_COLOURS.get(line[:1]))
    counted = f"{report.courses} courses, {report.challenges} challenges, {len(report.outcomes)} cases"
    accepted = f", {report.accepted} accepted anew" if report.accepted else ""
    console.print(f"{counted}: {len(report.failures)} failed, {len(report.problems)} problems{accepted}")
    if any(failure.outcome.is_as_expected for failure in report.failures):
        console.print("Where only the words differ: mooc test --accept")
