"""Which names people may go by. One rule for pages, API and command line.

A name is what others see of somebody: it can be seen, it reads as it is written, and it is not that of somebody who
looks after the cohort.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

LONGEST = 80

_JOINERS = "\u200c\u200d"
"""Persian, Hindi and others write with them, and families of emoji: between two characters they are no trick."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_EMPTY = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters, and a pattern of dots, that show nothing."""
_LOOKS = str.maketrans(
    "аесорхуіјѕԁһӏвкмнтзбгԛԝαβεζηικμνορτυχ",
    "aecopxyijsdhlbkmht36rqwabeznikmvoptux",
)
"""Small letters, Cyrillic and Greek, and the Latin ones that an eye takes them for."""
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Scripts of which no language writes two in one word."""
_OFFICES = frozenset(
    (
        *(
            "admin",
            "administrator",
            "administrateur",
            "administratrice",
            "root",
            "system",
            "staff",
            "support",
            "twinome",
        ),
        *("facilitator", "facilitateur", "facilitatrice", "animateur", "animatrice", "equipe", "host", "hote"),
        *("mentor", "mentore", "moderator", "moderateur", "moderatrice"),
    )
)


class NameFault(StrEnum):
    """Why a name is refused."""

    BLANK = "blank"
    TOO_LONG = "too_long"
    HIDDEN = "hidden_character"
    MIXED = "mixed_scripts"
    OFFICE = "reserved_name"
    STAFF = "name_of_staff"


class NameRefused(Exception):
    """Nobody may go by this name here: ``fault`` says why."""

    def __init__(self, fault: NameFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def has_hidden(text: str) -> bool:
    """Whether there is something in it that no eye sees, that turns the direction of what follows, or that no database
    stores: controls, formats, private characters, halves of characters. Line ends count too.
    """
    for at, char in enumerate(text):
        between = 0 < at < len(text) - 1 and not text[at - 1].isspace() and not text[at + 1].isspace()
        if char in _JOINERS and between and not (_is_latin(text[at - 1]) or _is_latin(text[at + 1])):
            continue
        if unicodedata.category(char) in _UNSEEN or char in _EMPTY:
            return True
    return False


def fault(name: str, staff: Iterable[str] = ()) -> NameFault | None:
    """What is wrong with a name; None if nothing is. ``staff``: the names of those who look after the cohorts."""
    look = _look(name)
    scripts_of_words = [
        {unicodedata.name(char, "?").partition(" ")[0] for char in word if char.isalpha()}
        for word in re.findall(r"\w+", name)
    ]
    rules = (
        (NameFault.BLANK, not name.strip()),
        (NameFault.TOO_LONG, len(name) > LONGEST),
        (NameFault.HIDDEN, has_hidden(name)),
        (NameFault.MIXED, any(len(scripts & _ALIKE) > 1 for scripts in scripts_of_words)),
        (NameFault.OFFICE, look in _OFFICES),
        (NameFault.STAFF, look != "" and look in map(_look, staff)),
    )
    return next((fault for fault, holds in rules if holds), None)


def _is_latin(char: str) -> bool:
    return "LATIN" in unicodedata.name(char, "")


def _look(name: str) -> str:
    """What an eye makes of a name: letters and digits alone, without accents and case, foreign ones as Latin ones."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(char for char in parts if char.isalnum())
    return plain.translate(_LOOKS).replace("0", "o").replace("1", "l")
