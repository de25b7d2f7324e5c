"""What pydantic says of the models, in an author's words and at the place in the file."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mooc.core.checks import CHECKS
from mooc.core.checks.combining import MAX_DEPTH, MAX_PARTS
from mooc.core.facts.audience import WORDS
from mooc.core.values.authored import Lang
from mooc.core.values.handles import GRAMMARS, Grammars
from mooc.core.values.patterns import fault_of
from mooc.lessonfiles.problems import MOST_PROBLEMS, FilePosition, Problem, problem
from mooc.lessonfiles.tree import Loc, Node, nearest
from mooc.lessonfiles.words import FORMS, KINDS, about, fields_at, form_of, near

_PATTERN_FIELDS = frozenset(("pattern", "regex", "regexp", "matches", "matching"))
_BOUNDS = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", "≥"),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "≤"),
}
_IN_FRENCH = {
    "at_least is more than there are parts": "at_least dépasse le nombre de parties",
    "at_least posts can't be spread over more moments: moments must be at most at_least": (
        "at_least publications ne peuvent couvrir plus de moments : moments ne doit pas dépasser at_least"
    ),
    "a badge needs something": "un badge demande quelque chose",
    "repost, quote or both are expected": "il faut repost, quote ou les deux",
    f"two to {MAX_PARTS} checks are expected": f"il faut de deux à {MAX_PARTS} vérifications",
    "all, any and some may stand in each other": f"all, any et some s'emboîtent sur {MAX_DEPTH} niveaux au plus",
}

Case = tuple[str, FilePosition, Mapping[str, object]]


def shape_problems(error: ValidationError, root: Node, path: str) -> Iterator[Problem]:
    """One problem for each thing that the models refuse, except where the file's own fault is already told."""
    for detail in error.errors(include_url=False)[: MOST_PROBLEMS * 5]:
        node, told = nearest(root, detail["loc"])
        if detail["type"] == "extra_forbidden":
            _, told = nearest(root, detail["loc"][:-1])
        case = None if told else _case(detail, node, root)
        if case:
            name, place, values = case
            yield problem(name, path, place, **{**values, "value": as_written(values.get("value", ""))})


def as_written(value: object) -> str:
    """What the author wrote, on one line: a mapping of theirs is no text of ours in two languages.

    >>> as_written({"en": ["hard", True]})
    '{en: [hard, true]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_written, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def unknown_field(name: str, place: FilePosition, loc: Loc) -> Case:
    """A field that the model at ``loc`` does not know."""
    known = fields_at(loc)
    meant = near(name, known)
    return "E131.near" if meant else "E131", place, {"value": name, "near": meant, "known": ", ".join(known)}


def _case(detail: ErrorDetails, node: Node, root: Node) -> Case | None:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in KINDS:
        return "E135", node.place, {"kind": FORMS[KINDS[kind]]}
    if kind in _BOUNDS:
        bound, sign = _BOUNDS[kind]
        return "E132.bound", node.place, {"value": detail["input"], "bound": f"{sign} {context[bound]}"}
    read = _READERS.get(kind)
    return read(detail, node, root) if read else ("E136.other", node.place, {"detail": detail["msg"]})


def _missing(detail: ErrorDetails, node: Node, root: Node) -> Case:
    *owner, name = detail["loc"]
    if name == "zone":
        return "E122", node.place, {}
    return "E134", node.place, {"name": name, "about": about(tuple(owner), str(name))}


def _extra(detail: ErrorDetails, node: Node, root: Node) -> Case:
    *above, name = detail["loc"]
    owner, _ = nearest(root, tuple(above))
    place = owner.keys.get(str(name), owner.place)
    if name in _PATTERN_FIELDS:
        fault = fault_of(detail["input"]) if isinstance(detail["input"], str) else None
        return f"E133.{fault or 'nowhere'}", node.place, {}
    return unknown_field(str(name), place, tuple(above))


def _one_of(detail: ErrorDetails, node: Node, root: Node) -> Case:
    expected = detail["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
    if detail["loc"][-1] == "[key]":
        owner, _ = nearest(root, detail["loc"][:-2])
        return _not_among(detail["input"], expected, owner.keys.get(str(detail["input"]), owner.place))
    return _not_among(detail["input"], expected, node.place)


def _not_among(word: object, known: list[str], place: FilePosition) -> Case:
    meant = near(str(word), known)
    return "E136.near" if meant else "E136.word", place, {"value": word, "near": meant, "known": ", ".join(known)}


def _form(detail: ErrorDetails, node: Node, root: Node) -> Case:
    pattern = str(detail["ctx"]["pattern"])
    place = node.place
    if detail["loc"][-1] == "[key]":
        owner, _ = nearest(root, detail["loc"][:-2])
        place = owner.keys.get(str(detail["input"]), owner.place)
    return "E136", place, {"value": detail["input"], "kind": form_of(pattern)}


def _too_long(detail: ErrorDetails, node: Node, root: Node) -> Case:
    return "E116", node.place, {"most": detail["ctx"]["max_length"]}


def _too_few(detail: ErrorDetails, node: Node, root: Node) -> Case | None:
    """Pydantic counts only the items that are right; the author's are counted here."""
    least = detail["ctx"]["min_length"]
    return None if len(node.items()) >= least else ("E136.few", node.place, {"least": least})


def _value_error(detail: ErrorDetails, node: Node, root: Node) -> Case:
    """Whom or which check is meant; anything else that a check refuses cannot be done."""
    last, value = detail["loc"][-1], detail["input"]
    if last == "check" or isinstance(last, int):
        return _check_name(node)
    if isinstance(value, str) and node.value == value:
        return _not_among(value, [*WORDS, "{list: NAME}", "[NETWORK:HANDLE]"], node.place)
    return _impossible(detail, node, root)


def _check_name(node: Node) -> Case:
    names = [name for name, _ in node.entries()]
    if len(names) != 1 or names[0] in CHECKS:
        return "E135", node.place, {"kind": FORMS["check"]}
    meant = near(names[0], CHECKS)
    values = {"value": names[0], "near": meant, "known": ", ".join(CHECKS)}
    return "E131.check_near" if meant else "E131.check", node.keys[names[0]], values


def _impossible(detail: ErrorDetails, node: Node, root: Node) -> Case:
    said = detail["msg"].removeprefix("Value error, ")
    french = next((words for begins, words in _IN_FRENCH.items() if said.startswith(begins)), said)
    told: Mapping[Lang, str] = {"en": said, "fr": french}
    return "E132", node.place, {"detail": told}


def _plain(case: str) -> Callable[[ErrorDetails, Node, Node], Case]:
    """A problem that is the same everywhere; what it is about is in pydantic's context."""

    def read(detail: ErrorDetails, node: Node, root: Node) -> Case:
        context: Mapping[str, Any] = detail.get("ctx", {})
        return case, node.place, {"value": context.get("wall", detail["input"]), **context}

    return read


def _handle(case: str) -> Callable[[ErrorDetails, Node, Node], Case]:
    """A handle that can be none: what it should look like there."""

    def read(detail: ErrorDetails, node: Node, root: Node) -> Case:
        network = detail["ctx"].get("network", "")
        grammars: Grammars = detail["ctx"][GRAMMARS]
        meant = near(network, grammars)
        values = {"value": detail["input"], "network": network, "near": meant, "known": ", ".join(grammars)}
        grammar = grammars.get(network) or grammars.get(meant) or next(iter(grammars.values()), None)
        example = grammar.example if grammar else "NETWORK:HANDLE"
        return f"{case}_near" if meant and meant != network else case, node.place, {**values, "example": example}

    return read


def _pattern(detail: ErrorDetails, node: Node, root: Node) -> Case:
    return f"E133.{detail['ctx']['reason']}", node.place, {}


def _zone(detail: ErrorDetails, node: Node, root: Node) -> Case:
    return "E123", node.place, {"value": detail["input"]}


_READERS: Mapping[str, Callable[[ErrorDetails, Node, Node], Case | None]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "enum": _one_of,
    "literal_error": _one_of,
    "string_pattern_mismatch": _form,
    "string_too_long": _too_long,
    "too_short": _too_few,
    "value_error": _value_error,
    "impossible": _impossible,
    "no_such_date": _plain("E113"),
    "ends_too_early": _plain("E120"),
    "no_such_time": _plain("E121"),
    "unknown_zone": _zone,
    "pattern_refused": _pattern,
    "not_a_handle": _handle("E136.people"),
    "no_such_network": _handle("E136.network"),
    "handle_refused": _handle("E136.handle"),
}
