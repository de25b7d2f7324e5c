"""What is wrong with a case file, where, and what would be right: told like the problems of lesson files."""

from collections.abc import Iterator

from pydantic import ValidationError

from mooc.lessonfiles import Diagnostic
from mooc.lessonfiles.problems import FilePosition
from mooc.lessonfiles.syntax.tree import Node, nearest_node
from mooc.lessonfiles.words import closest_word
from mooc.simulation.rehearsal.values import CaseFile, CaseRow, CohortRow


def case_problem(code: str, path: str, place: FilePosition, english: str, french: str) -> Diagnostic:
    """One problem. Codes: C301 not of the form of a case file; C302 no such challenge; C303 no moment; C304 the world
    is impossible; C305 a name is used twice; C306 too few cases."""
    return Diagnostic(code, path, place.line, place.column, {"en": english, "fr": french}, {"en": "", "fr": ""})


def shape_problems(error: ValidationError, root: Node, path: str) -> Iterator[Diagnostic]:
    """What the models refuse, each at its place."""
    for detail in error.errors(include_url=False):
        node, is_reported = nearest_node(root, detail["loc"])
        if is_reported:
            continue
        if detail["type"] == "extra_forbidden":
            *above, name = detail["loc"]
            model = CaseRow if "cases" in above else CohortRow if "cohort" in above else CaseFile
            owner, _ = nearest_node(root, tuple(above))
            fields = list(model.model_fields)
            meant = closest_word(str(name), fields)
            english = f', did you mean "{meant}"?' if meant else ""
            french = f", vouliez-vous dire « {meant} » ?" if meant else ""
            yield case_problem(
                "C301",
                path,
                owner.keys.get(str(name), owner.position),
                f'unknown field "{name}"{english} Known here: {", ".join(fields)}',
                f"champ inconnu « {name} »{french} Connus ici : {', '.join(fields)}",
            )
        elif detail["type"] == "missing":
            name = detail["loc"][-1]
            yield case_problem("C301", path, node.position, f'"{name}" is missing', f"« {name} » manque")
        else:
            text = detail["msg"].removeprefix("Value error, ")
            yield case_problem("C301", path, node.position, text, text)
