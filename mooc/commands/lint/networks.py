"""``mooc lint --network``: the challenges that nobody could meet on a network."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from mooc.core.course.named_people import names_somebody_on
from mooc.core.forecast.evidence_level import forecast_evidence
from mooc.core.spending.costs import PriceList
from mooc.lessonfiles import Diagnostic, check_course
from mooc.lessonfiles.problems import START, problem
from mooc.lessonfiles.reading import COURSE_FILE
from mooc.lessonfiles.rules.names import challenges, turn_names
from mooc.lessonfiles.syntax.parsing import parse
from mooc.networks import registry


def unjudgeable_challenges(folders: Iterable[Path], tariffs: Iterable[PriceList]) -> Iterator[Diagnostic]:
    """Each challenge of these courses that cannot be judged on one of the networks, in any of its alternatives.

    A course that cannot be read is left out: what is wrong with it is told elsewhere.
    """
    networks = tuple(tariffs)
    for folder in folders if networks else ():
        course, _ = check_course(folder, registry.grammars())
        for challenge in (challenge for challenge in course.challenges() if challenge.turn == 1) if course else ():
            for network in networks:
                if forecast_evidence(challenge.check, network).proof is None:
                    case = "E147"
                elif not names_somebody_on(network.network, challenge.check):
                    case = "E147.nobody"
                else:
                    continue
                file, label = folder / COURSE_FILE, registry.label(network.network)
                root, _ = parse(file.read_text(encoding="utf-8"), str(file))
                places = {name: node.position for node in challenges(root) for name in turn_names(node)} if root else {}
                place = places.get(challenge.challenge, START)
                yield problem(case, str(file), place, name=challenge.challenge, network=label)
