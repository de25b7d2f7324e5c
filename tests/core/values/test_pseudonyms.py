"""Which names people may go by."""

import unicodedata

import pytest

from mooc.core.values.pseudonyms import NameFault, fault, has_hidden

STAFF = ["Fanny", "Élodie B."]


@pytest.mark.parametrize(
    "name",
    [
        *("Ada", "Zoé", "Ada B.", "O’Neill", "Jean-Luc", "x", "李明", "محمد", "Мария", "Αλέξης", "Ñandú 🐦"),
        *("می\u200cخواهم", "क्\u200dष", "👩\u200d👩\u200d👧", "Fan", "Fanny L", "mentors’ friend", "3 grues"),
    ],
)
def test_people_may_go_by_these(name: str) -> None:
    assert fault(name, STAFF) is None


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\n", "\u200b", "\u200e", "\u202e", "\u2066", "\u2060", "\ufeff"])
@pytest.mark.parametrize("where", ["{}Ada", "A{}da", "Ada{}"])
def test_what_no_eye_sees(hidden: str, where: str) -> None:
    assert fault(where.format(hidden)) is NameFault.HIDDEN


@pytest.mark.parametrize(
    "name", ["A\u00adda", "\u3164", "A\u200dda", "A\u200cda", "\u200d", "\ud800", "\ue000", "A\u2028"]
)
def test_nor_this(name: str) -> None:
    assert fault(name) is NameFault.HIDDEN


@pytest.mark.parametrize("name", ["", " ", "\u00a0", "\t"])
def test_nothing_at_all(name: str) -> None:
    assert fault(name) is NameFault.BLANK


def test_too_long_a_name() -> None:
    assert (fault("a" * 80), fault("a" * 81)) == (None, NameFault.TOO_LONG)


@pytest.mark.parametrize("name", ["\u0410da", "Ad\u0430", "Ρaul", "Mari\u0430 Curie"])
def test_two_alphabets_in_one_word(name: str) -> None:
    assert fault(name) is NameFault.MIXED


def test_two_alphabets_in_two_words() -> None:
    assert fault("Maria Мария") is None


@pytest.mark.parametrize(
    "name", ["Admin", "ADMIN", "a.d.m.i.n", "Facilitatrice", "Équipe", "mentor", "Adm1n", "Twin0me"]
)
def test_an_office(name: str) -> None:
    expected = None if name == "Adm1n" else NameFault.OFFICE
    assert fault(name) is expected, "1 is taken for l"


@pytest.mark.parametrize(
    "name", ["Fanny", "fanny", " FANNY ", "Fánny", "F.a.n.n.y", "Ｆａｎｎｙ", "Elodie B", "élodie b"]
)
def test_the_name_of_somebody_who_looks_after_the_cohort(name: str) -> None:
    assert fault(name, STAFF) is NameFault.STAFF
    assert fault(name) is None


def test_letters_that_look_like_hers() -> None:
    name = "С\u0430р\u0430"  # Cyrillic throughout
    assert all("CYRILLIC" in unicodedata.name(char) for char in name)
    assert fault(name, ["Capa"]) is NameFault.STAFF


def test_titles_may_hold_no_such_thing_either() -> None:
    assert has_hidden("Spring\u202e2026") and not has_hidden("Printemps 2026 : « écouter »")
