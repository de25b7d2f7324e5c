"""Reading case files: ``cases/*.yaml`` of a course, with every problem at its place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from mooc.core.course.course import Challenge, Course, Run
from mooc.core.course.named_people import handles_on
from mooc.core.course.schedule import wall_clock_to_utc, windows
from mooc.core.values.handles import Grammar, Grammars
from mooc.core.values.span import Span
from mooc.lessonfiles import Diagnostic
from mooc.lessonfiles.problems import FilePosition
from mooc.lessonfiles.syntax.parsing import parse
from mooc.lessonfiles.syntax.source import read_text
from mooc.lessonfiles.syntax.tree import Node
from mooc.simulation.rehearsal.moments import NotAMoment, moment
from mooc.simulation.rehearsal.problems import case_problem, shape_problems
from mooc.simulation.rehearsal.values import (
    FACILITATORS,
    HOST,
    STRANGERS,
    CaseFile,
    CaseRow,
    CohortRow,
    Row,
    StatementRow,
)
from mooc.simulation.worlds import World, WorldError, world_of

CASES_FOLDER = "cases"


class Case(NamedTuple):
    """One case, ready to be rehearsed. ``observed_since``: since when the network is looked at; ``now``: when the
    learner is judged (UTC). ``named``: name of a list → who is on it, of those whom the rule names in place on the
    case's network; ``statements``: what people say in the app, and when."""

    file: Path
    place: FilePosition
    row: CaseRow
    cohort: CohortRow
    challenge: Challenge
    window: Span
    world: World
    observed_since: datetime
    now: datetime
    named: Mapping[str, tuple[str, ...]]
    statements: tuple[tuple[datetime, StatementRow], ...] = ()


def read_cases(course: Course, folder: Path, grammars: Grammars | None = None) -> tuple[list[Case], list[Diagnostic]]:
    """All cases of the course in ``folder``, and all that is wrong with their files. ``grammars``: by network; of one
    that has none a handle is a name, and hashtags keep their accents."""
    cases: list[Case] = []
    problems: list[Diagnostic] = []
    for file in sorted((folder / CASES_FOLDER).glob("*.yaml")):
        cases_of_file, problems_of_file = _read(course, file, grammars or {})
        cases += cases_of_file
        problems += problems_of_file
    counts = Counter((case.file, case.row.name) for case in cases)
    for case in cases:
        if counts.pop((case.file, case.row.name), 0) > 1:
            english, french = f"{case.row.name!r} names two cases", f"{case.row.name!r} nomme deux cas"
            problems.append(case_problem("C305", str(case.file), case.place, english, french))
    return cases, problems


def _read(course: Course, file: Path, grammars: Grammars) -> tuple[list[Case], list[Diagnostic]]:
    path = str(file)
    text, problems = read_text(file, path)
    root, syntax_problems = parse(text, path) if text or not problems else (None, [])
    if root is None or problems or syntax_problems:
        return [], [*problems, *syntax_problems]
    try:
        body = CaseFile.model_validate(root.plain())
    except ValidationError as error:
        return [], list(shape_problems(error, root, path))
    if body.challenge not in {challenge.challenge for challenge in course.challenges()}:
        node = root.child("challenge") or root
        english = f"the course {course.course} has no challenge {body.challenge!r}"
        return [], [case_problem("C302", path, node.position, english, f"pas de défi {body.challenge!r} dans ce cours")]
    network = body.cohort.network
    return _Builder(course, file, body, root, grammars.get(network, Grammar("", network))).built()


class _Builder:
    """The cases of one file. ``problems``: what is wrong with their moments and worlds."""

    def __init__(self, course: Course, file: Path, body: CaseFile, root: Node, grammar: Grammar) -> None:
        self._grammar = grammar
        self._course, self._file, self._body, self._root = course, file, body, root
        self._problems: list[Diagnostic] = []

    def built(self) -> tuple[list[Case], list[Diagnostic]]:
        cohort = self._body.cohort
        challenge = self._course.challenge(self._body.challenge)
        window = windows(self._course, run_of(cohort))[challenge.challenge]
        named = {
            name: tuple(self._grammar.own_name(handle).replace("-", "_")[:15] for handle in handles)
            for name, handles in handles_on(cohort.network, challenge.check).items()
        }
        cases = []
        for number, row in enumerate(self._body.cases):
            node = self._root.at("cases", number) or self._root
            world = self._world(row, node, window, [*chain.from_iterable(named.values())])
            now = self._moment(row.now, window, node.child("now") or node)
            looked = self._moment(row.looked, window, node.child("looked") or node)
            statements = [
                (self._moment(said_row.at, window, at.child("at") or at), said_row)
                for said_row, at in zip(row.said, self._nodes(node, "said"), strict=True)
            ]
            dated = tuple((at, said_row) for at, said_row in statements if at)
            if world and now and looked:
                place = self._file, node.position
                cases.append(Case(*place, row, cohort, challenge, window, world, looked, now, named, dated))
        return cases, self._problems

    def _world(self, row: CaseRow, node: Node, window: Span, named: Iterable[str]) -> World | None:
        shared, nodes = self._nodes(self._root, "happened"), self._nodes(node, "happened")
        problems_before = len(self._problems)
        happened = [
            self._dated(event, ("at",), window, place)
            for event, place in zip((*self._body.happened, *row.happened), (*shared, *nodes), strict=True)
        ]
        outages = [
            self._dated(outage, ("from", "to"), window, place)
            for outage, place in zip(row.outages, self._nodes(node, "outages"), strict=True)
        ]
        if len(self._problems) > problems_before:
            return None
        cast, network = accounts(self._body, named), self._body.cohort.network
        body = {"network": network, "accounts": cast, "happened": happened, "outages": outages}
        try:
            return replace(world_of(body), folds_tags=self._grammar.folds_tags)
        except WorldError as error:
            for problem in error.problems:
                places = (*shared, *nodes)
                at = places[problem.event].position if problem.event is not None else node.position
                self._problems.append(
                    case_problem("C304", str(self._file), at, f"{problem.code} {problem.message}", str(problem))
                )
            return None

    def _nodes(self, owner: Node, name: str) -> list[Node]:
        listed = owner.child(name)
        return listed.items() if listed else []

    def _dated(self, row: Row, names: tuple[str, ...], window: Span, node: Node) -> dict[str, Any]:
        dated = dict(row)
        for name in names:
            at = self._moment(str(row.get(name, "")), window, node.child(name) or node)
            dated[name] = at or window.start
        return dated

    def _moment(self, text: str, window: Span, node: Node) -> datetime | None:
        try:
            return moment(text, window)
        except NotAMoment as error:
            self._problems.append(case_problem("C303", str(self._file), node.position, str(error), str(error)))
            return None


def run_of(cohort: CohortRow) -> Run:
    """When the cohort of the cases runs."""
    day = datetime.fromisoformat(cohort.start)
    return Run(start=wall_clock_to_utc(day, "00:00", ZoneInfo(cohort.zone)), zone=cohort.zone)


def people(cohort: CohortRow) -> Mapping[str, tuple[str, ...]]:
    """Role → the handles of those in it."""
    return {
        "learner": (*cohort.twinome, *cohort.learners),
        "mentor": cohort.mentors,
        "facilitator": cohort.facilitators,
    }


def accounts(body: CaseFile, named: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The rows of all accounts: the cohort's people, its lists, the usual strangers, what the file adds, those of
    another cohort, and those whom the rule names."""
    cohort = body.cohort
    cast = [handle for handles in (*people(cohort).values(), *cohort.lists.values()) for handle in handles]
    row_by_handle: dict[str, dict[str, Any]] = {
        handle: {"handle": handle} for handle in (*cast, HOST, *STRANGERS, *FACILITATORS)
    }
    for row in body.accounts:
        row_by_handle[str(row.get("handle", ""))] = dict(row)
    for handle in (*cohort.another_cohort, *named):
        row_by_handle.setdefault(handle, {"handle": handle})
    return [{"id": str(number), **row} for number, row in enumerate(row_by_handle.values(), 101)]
