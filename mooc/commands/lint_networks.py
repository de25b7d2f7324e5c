"""``mooc lint --network``: the challenges that nobody could meet on a network."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from mooc.core.checks.base import Check
from mooc.core.course.named_people import names_somebody_on
from mooc.core.forecast.evidence_level import how_judged
from mooc.core.spending.costs import PriceList
from mooc.lessonfiles import Problem, check_course
from mooc.lessonfiles.names import challenges
from mooc.lessonfiles.problems import START, FilePosition, problem
from mooc.lessonfiles.reading import COURSE_FILE
from mooc.lessonfiles.syntax import parsed
from mooc.lessonfiles.tree import Node
from mooc.networks import registry


def unjudged(folders: Iterable[Path], tariffs: Iterable[PriceList]) -> Iterator[Problem]:
    """Each challenge of these courses that cannot be judged on one of the networks, in any of its alternatives.

    A course that cannot be read is left out: what is wrong with it is told elsewhere.
    """
    networks = tuple(tariffs)
    for folder in folders if networks else ():
        course, _ = check_course(folder, registry.grammars())
        for challenge in (one for one in course.challenges() if one.turn == 1) if course else ():
            for on in networks:
                case = _case(challenge.check, on)
                if case:
                    file = folder / COURSE_FILE
                    where = _places(file).get(challenge.challenge, START)
                    yield problem(case, str(file), where, name=challenge.challenge, network=registry.label(on.network))


def _case(check: Check, on: PriceList) -> str:
    """What keeps everybody from meeting it there; empty if nothing does."""
    if how_judged(check, on).proof is None:
        return "E147"
    return "" if names_somebody_on(on.network, check) else "E147.nobody"


def _places(file: Path) -> dict[str, FilePosition]:
    root, _ = parsed(file.read_text(encoding="utf-8"), str(file))
    return {_name(node): node.place for node in challenges(root)} if root else {}


def _name(challenge: Node) -> str:
    name = challenge.child("challenge")
    return str(getattr(name.value, "text", name.value)) if name else ""
