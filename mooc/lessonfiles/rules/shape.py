"""What pydantic says of the models, in an author's words and at the place in the file."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mooc.core.checks import CHECKS
from mooc.core.checks.combining import MAX_DEPTH, MAX_PARTS
from mooc.core.facts.audience import AUDIENCE_WORDS
from mooc.core.values.authored import Lang
from mooc.core.values.handles import GRAMMARS, Grammars
from mooc.core.values.patterns import pattern_fault
from mooc.lessonfiles.problems import MOST_PROBLEMS, Diagnostic, FilePosition, problem
from mooc.lessonfiles.syntax.tree import Loc, Node, nearest_node
from mooc.lessonfiles.words import FORM_BY_ERROR_TYPE, FORMS, closest_word, field_description, fields_at, form_of

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

_SAME_EVERYWHERE = {
    "no_such_date": "E113",
    "ends_too_early": "E120",
    "no_such_time": "E121",
    "unknown_zone": "E123",
}
"""Problems that are the same everywhere; what they are about is in pydantic's context."""
_OF_HANDLES = {
    "not_a_handle": "E136.people",
    "no_such_network": "E136.network",
    "handle_refused": "E136.handle",
}

Case = tuple[str, FilePosition, Mapping[str, object]]


def shape_problems(error: ValidationError, root: Node, path: str) -> Iterator[Diagnostic]:
    """One problem for each thing that the models refuse, except where the file's own fault is already reported."""
    for detail in error.errors(include_url=False)[: MOST_PROBLEMS * 5]:
        node, is_reported = nearest_node(root, detail["loc"])
        if detail["type"] == "extra_forbidden":
            _, is_reported = nearest_node(root, detail["loc"][:-1])
        case = None if is_reported else _case(detail, node, root)
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
    fields = fields_at(loc)
    meant = closest_word(name, fields)
    return "E131.near" if meant else "E131", place, {"value": name, "near": meant, "known": ", ".join(fields)}


def _case(detail: ErrorDetails, node: Node, root: Node) -> Case | None:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in FORM_BY_ERROR_TYPE:
        return "E135", node.position, {"kind": FORMS[FORM_BY_ERROR_TYPE[kind]]}
    if kind in _BOUNDS:
        bound, sign = _BOUNDS[kind]
        return "E132.bound", node.position, {"value": detail["input"], "bound": f"{sign} {context[bound]}"}
    if kind in _SAME_EVERYWHERE:
        return _SAME_EVERYWHERE[kind], node.position, {"value": context.get("wall", detail["input"]), **context}
    if kind in _OF_HANDLES:
        return _handle(_OF_HANDLES[kind], detail, node)
    match kind:
        case "missing" if detail["loc"][-1] == "zone":
            return "E122", node.position, {}
        case "missing":
            *above, name = detail["loc"]
            return "E134", node.position, {"name": name, "about": field_description(tuple(above), str(name))}
        case "extra_forbidden":
            *above, name = detail["loc"]
            if name in _PATTERN_FIELDS:
                fault = pattern_fault(detail["input"]) if isinstance(detail["input"], str) else None
                return f"E133.{fault or 'nowhere'}", node.position, {}
            owner, _ = nearest_node(root, tuple(above))
            return unknown_field(str(name), owner.keys.get(str(name), owner.position), tuple(above))
        case "enum" | "literal_error":
            expected = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
            return _not_among(detail["input"], expected, _place_of_word(detail, node, root))
        case "string_pattern_mismatch":
            place = _place_of_word(detail, node, root)
            return "E136", place, {"value": detail["input"], "kind": form_of(context["pattern"])}
        case "string_too_long":
            return "E116", node.position, {"most": context["max_length"]}
        case "too_short":  # pydantic counts only the items that are right; here the author's are counted
            least = context["min_length"]
            return None if len(node.items()) >= least else ("E136.few", node.position, {"least": least})
        case "value_error" | "impossible":
            return _impossible(detail, node)
        case "pattern_refused":
            return f"E133.{context['reason']}", node.position, {}
    return "E136.other", node.position, {"detail": detail["msg"]}


def _place_of_word(detail: ErrorDetails, node: Node, root: Node) -> FilePosition:
    """Where the refused word stands: as a value, or as a key of a mapping."""
    if detail["loc"][-1] != "[key]":
        return node.position
    owner, _ = nearest_node(root, detail["loc"][:-2])
    return owner.keys.get(str(detail["input"]), owner.position)


def _not_among(word: object, vocabulary: list[str], place: FilePosition) -> Case:
    meant = closest_word(str(word), vocabulary)
    values = {"value": word, "near": meant, "known": ", ".join(vocabulary)}
    return "E136.near" if meant else "E136.word", place, values


def _impossible(detail: ErrorDetails, node: Node) -> Case:
    """Whom or which check is meant; anything else that a check refuses cannot be done."""
    last, value = detail["loc"][-1], detail["input"]
    if detail["type"] == "value_error" and (last == "check" or isinstance(last, int)):
        names = [name for name, _ in node.entries()]
        if len(names) != 1 or names[0] in CHECKS:
            return "E135", node.position, {"kind": FORMS["check"]}
        meant = closest_word(names[0], CHECKS)
        values = {"value": names[0], "near": meant, "known": ", ".join(CHECKS)}
        return "E131.check_near" if meant else "E131.check", node.keys[names[0]], values
    if detail["type"] == "value_error" and isinstance(value, str) and node.value == value:
        return _not_among(value, [*AUDIENCE_WORDS, "{list: NAME}", "[NETWORK:HANDLE]"], node.position)
    english = detail["msg"].removeprefix("Value error, ")
    french = next((words for begins, words in _IN_FRENCH.items() if english.startswith(begins)), english)
    sentence: Mapping[Lang, str] = {"en": english, "fr": french}
    return "E132", node.position, {"detail": sentence}


def _handle(case: str, detail: ErrorDetails, node: Node) -> Case:
    """A handle that can be none: what it should look like there."""
    network = detail["ctx"].get("network", "")
    grammars: Grammars = detail["ctx"][GRAMMARS]
    meant = closest_word(network, grammars)
    values = {"value": detail["input"], "network": network, "near": meant, "known": ", ".join(grammars)}
    grammar = grammars.get(network) or grammars.get(meant) or next(iter(grammars.values()), None)
    example = grammar.example if grammar else "NETWORK:HANDLE"
    return f"{case}_near" if meant and meant != network else case, node.position, {**values, "example": example}
