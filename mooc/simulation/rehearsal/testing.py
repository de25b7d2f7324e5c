"""Testing lessons: every case of every challenge, and whether each challenge has cases enough."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mooc.core.course.course import Challenge, Course
from mooc.core.values.handles import Grammars
from mooc.lessonfiles import Diagnostic, check_course
from mooc.lessonfiles.problems import START
from mooc.simulation.rehearsal.accepted import accept, accepted, difference
from mooc.simulation.rehearsal.playing import CaseOutcome, rehearse
from mooc.simulation.rehearsal.problems import case_problem
from mooc.simulation.rehearsal.reading import CASES_FOLDER, Case, read_cases
from mooc.simulation.rehearsal.values import Sort

NEEDED = {Sort.MET: 1, Sort.MISTAKE: 3, Sort.OUTAGE: 1}
"""How many cases of each sort a challenge ships at least."""


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """A case that did not come out as it should. ``difference``: its words, where those differ from the accepted."""

    outcome: CaseOutcome
    difference: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What came of the courses. ``problems``: what is wrong with files, or missing."""

    courses: int = 0
    challenges: int = 0
    outcomes: list[CaseOutcome] = field(default_factory=list)
    failures: list[CaseFailure] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    accepted: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing failed, nothing is wrong, and nothing is missing."""
        return not self.failures and not self.problems


def rehearse_courses(folders: Iterable[Path], accepting: bool = False, grammars: Grammars | None = None) -> Report:
    """Rehearse all cases of the courses in these folders. ``accepting``: let the words as they are now be accepted,
    of the files in which every answer is as expected; ``grammars``: of handles, by network; None: not checked."""
    report = Report()
    for folder in folders:
        course, problems = check_course(folder, grammars)
        report.problems += problems
        if course is None:
            continue
        cases, case_problems = read_cases(course, folder, grammars)
        report.courses += 1
        report.challenges += sum(1 for _ in _written(course))
        report.problems += [*case_problems, *_missing(course, folder, cases)]
        for file in dict.fromkeys(case.file for case in cases):
            outcomes = [rehearse(course, case) for case in cases if case.file == file]
            report.outcomes += outcomes
            if accepting and all(outcome.is_as_expected for outcome in outcomes):
                report.accepted += sum(map(bool, _differences(file, outcomes)))
                accept(file, outcomes)
            for outcome, differing in zip(outcomes, _differences(file, outcomes), strict=True):
                if differing or not outcome.is_as_expected:
                    report.failures.append(CaseFailure(outcome, tuple(differing)))
    return report


def _differences(file: Path, outcomes: Sequence[CaseOutcome]) -> list[list[str]]:
    """For each outcome, in what its words differ from the accepted ones of that file."""
    lines_by_case = accepted(file)
    return [difference(outcome, lines_by_case.get(outcome.case.row.name, [])) for outcome in outcomes]


def _written(course: Course) -> Iterator[Challenge]:
    """The challenges that have cases of their own: those of a first turn stand for all turns."""
    return (challenge for challenge in course.challenges() if challenge.turn == 1)


def _missing(course: Course, folder: Path, cases: Sequence[Case]) -> Iterator[Diagnostic]:
    """Challenges that do not show how they are met, how they are not, or what an outage does."""
    counted = Counter((case.challenge.challenge, case.row.sort) for case in cases)
    for challenge in _written(course):
        lacks = {sort: least - counted[challenge.challenge, sort] for sort, least in NEEDED.items()}
        few = ", ".join(f"{sort.value}: {lack}" for sort, lack in lacks.items() if lack > 0)
        if few:
            place = str(folder / CASES_FOLDER / f"{challenge.challenge}.yaml")
            english = f"the challenge {challenge.challenge!r} lacks cases ({few})"
            yield case_problem(
                "C306", place, START, english, f"il manque des cas au défi {challenge.challenge!r} ({few})"
            )
