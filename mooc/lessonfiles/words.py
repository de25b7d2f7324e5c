"""What the models accept where, in words: the fields known at a place, the forms of values, the nearest known word."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

from pydantic import BaseModel

from mooc.core.checks import CHECKS
from mooc.core.course.badges import Badge, Needs
from mooc.core.course.course import Challenge, Course, DatedEvent, EventWindow, Unit, WeeklyEvent
from mooc.core.values.authored import LANGS, Lang
from mooc.lessonfiles.syntax.tree import Loc

_LONGEST = 60
_MORE_LETTERS = 8
_COMPARED = 40

FORMS: Mapping[str, Mapping[Lang, str]] = {
    "slug": {
        "en": "a name of lower-case letters, digits and single hyphens",
        "fr": "un nom en minuscules, chiffres et traits d'union simples",
    },
    "clock": {"en": 'a quoted time "HH:MM"', "fr": 'une heure entre guillemets "HH:MM"'},
    "wall": {
        "en": 'a quoted date and time "YYYY-MM-DD HH:MM"',
        "fr": 'une date et une heure entre guillemets "AAAA-MM-JJ HH:MM"',
    },
    "tag": {"en": "a hashtag of letters and digits", "fr": "un mot-dièse de lettres et de chiffres"},
    "duration": {
        "en": "a length of time such as 30m, 12h or 2d",
        "fr": "une durée comme 30m, 12h ou 2d (minutes, heures, jours)",
    },
    "domain": {"en": "a domain such as example.org", "fr": "un domaine comme example.org"},
    "text": {
        "en": "a text (quoted, if it looks like a number)",
        "fr": "un texte (entre guillemets s'il ressemble à un nombre)",
    },
    "whole": {"en": "a whole number", "fr": "un nombre entier"},
    "truth": {"en": "true or false", "fr": "true ou false"},
    "list": {"en": "a list", "fr": "une liste"},
    "texts": {
        "en": "a mapping, such as a text in each language {fr: …, en: …}",
        "fr": "un dictionnaire, tel qu'un texte dans chaque langue {fr: …, en: …}",
    },
    "fields": {"en": "a mapping of fields (key: value)", "fr": "un dictionnaire de champs (clé: valeur)"},
    "check": {"en": "one check by its name, {follow: {…}}", "fr": "une vérification par son nom, {follow: {…}}"},
    "other": {"en": "another kind of value", "fr": "une autre sorte de valeur"},
}

_MARKERS = (
    *(("[a-z0-9]+(-", "slug"), ("^20", "wall"), ("([01]", "clock")),
    *(("(m|h|d)", "duration"), (r"\.[a-z0-9-]", "domain"), (r"\w", "tag")),
)

FORM_BY_ERROR_TYPE: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "whole",
    "int_parsing": "whole",
    "int_from_float": "whole",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "tuple_type": "list",
    "list_type": "list",
    "mapping_type": "texts",
    "dict_type": "texts",
    "model_type": "fields",
    "model_attributes_type": "fields",
    "union_tag_invalid": "fields",
}


def form_of(pattern: str) -> Mapping[Lang, str]:
    """What a text of that pattern looks like, in each language."""
    return FORMS[next((form for marker, form in _MARKERS if marker in pattern), "other")]


def closest_word(word: str, vocabulary: Iterable[str]) -> str:
    """The word of the vocabulary that was probably meant; empty if none is close."""
    if len(word) > _LONGEST:
        return ""
    alike = (candidate for candidate in vocabulary if abs(len(candidate) - len(word)) <= _MORE_LETTERS)
    return next(iter(get_close_matches(word, islice(alike, _COMPARED), 1, 0.6)), "")


def model_at(loc: Loc) -> type[BaseModel] | None:
    """The model whose fields stand at that place, as pydantic counts places; None where people are meant."""
    match loc:
        case ():
            return Course
        case ("units", int()):
            return Unit
        case ("units", int(), "challenges", int()):
            return Challenge
        case ("events", _, "dated"):
            return DatedEvent
        case ("events", _, "weekly"):
            return WeeklyEvent
        case ("badges", int()):
            return Badge
        case ("badges", int(), "needs"):
            return Needs
        case (*_, "window"):
            return EventWindow
        case (*_, str(name)) if name in CHECKS:
            return CHECKS[name]
    return None


def fields_at(loc: Loc) -> tuple[str, ...]:
    """The fields that an author may write at that place."""
    model = model_at(loc)
    return written_fields(model) if model else ("list",)


def written_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The model's fields, without those that are filled from elsewhere."""
    return tuple(name for name, field in model.model_fields.items() if not is_filled(field.json_schema_extra))


def is_filled(extra: object) -> bool:
    """Whether a field so marked is filled by the reader of lesson files."""
    return isinstance(extra, dict) and bool(extra.get("filled"))


def field_description(loc: Loc, name: str) -> Mapping[Lang, str]:
    """What the model says of one of its fields (in English, as in the reference), for a hint."""
    model = model_at(loc)
    field = model.model_fields.get(name) if model else None
    text = (field.description or "") if field else ""
    return dict.fromkeys(LANGS, text)
