"""The seventeen bad inputs of lesson files: code, line, column and message of each, the same for both parsers."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from mooc.lessonfiles import LessonErrors, read_course
from tests.lessonfiles.pages import HEAD, SMALL, UNITS, checked, with_challenges, with_check, written

LOADERS = {"python": yaml.SafeLoader, "c": yaml.CSafeLoader}


class Bad(NamedTuple):
    """A file, and one problem that it must get."""

    text: str | bytes
    place: str
    en: str
    fr: str


def event(fields: str) -> str:
    return f"{HEAD}events:\n  night: {{title: {{en: A night}}, {fields}}}\n{UNITS}"


def weekly(starts: str) -> str:
    return event(f'week: 1, day: friday, starts: {starts}, ends: "23:00"')


def more(line: str) -> str:
    return f"{HEAD}{line}\n{UNITS}"


ALIAS_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
DAY_2 = 'zone: Europe/Paris, starts: "2027-05-02 20:00", ends: "2027-05-02 19:00"'
DST = 'zone: Europe/Paris, starts: "2027-03-28 01:00", ends: "2027-03-28 02:30"'
NO_ZONE = 'starts: "2027-05-02 20:00", ends: "2027-05-02 21:00"'

BAD = {
    "1 base 60": Bad(
        weekly("20:30"), "5:63 E101", "time must be quoted: 20:30", "une heure s'écrit entre guillemets : 20:30"
    ),
    "1 a time that YAML leaves alone": Bad(
        weekly("09:30"), "5:63 E101", "time must be quoted: 09:30", "une heure s'écrit entre guillemets : 09:30"
    ),
    "1 with seconds": Bad(
        weekly("20:30:00"),
        "5:63 E101",
        "time must be quoted: 20:30:00",
        "une heure s'écrit entre guillemets : 20:30:00",
    ),
    "2 Norway": Bad(
        more("country: NO"), "4:10 E102", "ambiguous word, quote it: NO", "mot ambigu, mettez-le entre guillemets : NO"
    ),
    "2 on": Bad(
        more("answer: on"), "4:9 E102", "ambiguous word, quote it: on", "mot ambigu, mettez-le entre guillemets : on"
    ),
    "3 a comment for a value": Bad(
        SMALL.replace('"small"', "#mooc"),
        "3:10 E103",
        'empty value; did you mean "#mooc"?',
        'valeur vide ; vouliez-vous dire "#mooc" ?',
    ),
    "3 nothing at all": Bad(SMALL.replace(' "small"', ""), "3:9 E103", "empty value", "valeur vide"),
    "3 null": Bad(SMALL.replace('"small"', "~"), "3:10 E103", "empty value", "valeur vide"),
    "4 a handle": Bad(
        more("follow: @alice"),
        "4:9 E104",
        "quote values that start with @",
        "mettez entre guillemets les valeurs qui commencent par @",
    ),
    "5 the same key twice": Bad(
        more("hashtag: twice"),
        "4:1 E105",
        'duplicate key "hashtag": it stands on line 3 and on line 4',
        "clé en double « hashtag » : elle figure ligne 3 et ligne 4",
    ),
    "6 octal": Bad(more("code: 0123"), "4:7 E106", "unexpected number form: 0123", "forme de nombre inattendue : 0123"),
    "6 underscores": Bad(
        more("n: 12_345"), "4:4 E106", "unexpected number form: 12_345", "forme de nombre inattendue : 12_345"
    ),
    "6 not a number": Bad(
        more("n: .nan"), "4:4 E106", "unexpected number form: .nan", "forme de nombre inattendue : .nan"
    ),
    "6 infinity": Bad(
        more("n: -.inf"), "4:4 E106", "unexpected number form: -.inf", "forme de nombre inattendue : -.inf"
    ),
    "7 alias bomb": Bad(ALIAS_BOMB, "1:5 E110", "aliases not allowed: &a0", "les alias ne sont pas permis : &a0"),
    "8 a list in itself": Bad(
        more("a: &a [*a]"), "4:8 E110", "aliases not allowed: *a", "les alias ne sont pas permis : *a"
    ),
    "9 deep in brackets": Bad(
        "a: " + "[" * 1_000, "1:23 E111", "deeper than 20 levels", "plus de 20 niveaux imbriqués"
    ),
    "9 deep in lines": Bad(
        "".join(f"{' ' * n}a:\n" for n in range(500)),
        "21:21 E111",
        "deeper than 20 levels",
        "plus de 20 niveaux imbriqués",
    ),
    "10 a call": Bad(
        more("a: !!python/object/apply:os.system [id]"),
        "4:4 E112",
        "tags not allowed: !!python/object/apply:os.system",
        "les étiquettes YAML ne sont pas permises : !!python/object/apply:os.system",
    ),
    "10 binary": Bad(
        more("a: !!binary aGk="),
        "4:4 E112",
        "tags not allowed: !!binary",
        "les étiquettes YAML ne sont pas permises : !!binary",
    ),
    "10 a set": Bad(
        more("a: !!set {b: c}"),
        "4:4 E112",
        "tags not allowed: !!set",
        "les étiquettes YAML ne sont pas permises : !!set",
    ),
    "11 no such date": Bad(
        more("date: 2026-02-30"), "4:7 E113", "no such date: 2026-02-30", "cette date n'existe pas : 2026-02-30"
    ),
    "11 no such date, quoted": Bad(
        event('zone: Europe/Paris, starts: "2027-02-30 10:00", ends: "2027-03-01 10:00"'),
        "5:61 E113",
        "no such date: 2027-02-30 10:00",
        "cette date n'existe pas : 2027-02-30 10:00",
    ),
    "11 five thousand digits": Bad(
        more("n: " + "9" * 5_000),
        "4:4 E106",
        f"unexpected number form: {'9' * 200}…",
        f"forme de nombre inattendue : {'9' * 200}…",
    ),
    "12 two documents": Bad(
        f"{SMALL}---\n{SMALL}",
        "12:1 E114",
        "one mapping expected: a single document of key: value lines",
        "un seul dictionnaire est attendu : un document unique de lignes clé: valeur",
    ),
    "12 an empty file": Bad(
        "",
        "1:1 E114",
        "one mapping expected: a single document of key: value lines",
        "un seul dictionnaire est attendu : un document unique de lignes clé: valeur",
    ),
    "12 a list": Bad(
        "- course: small\n",
        "1:1 E114",
        "one mapping expected: a single document of key: value lines",
        "un seul dictionnaire est attendu : un document unique de lignes clé: valeur",
    ),
    "13 ends before it starts": Bad(
        event(DAY_2),
        "5:87 E120",
        "it ends before it starts, or at the same moment",
        "la fin précède le début, ou tombe au même moment",
    ),
    "13 ends in the hour left out": Bad(
        event(DST),
        "5:87 E121",
        "time does not exist in Europe/Paris: 2027-03-28 02:30",
        "cette heure n'existe pas à Europe/Paris : 2027-03-28 02:30",
    ),
    "13 no zone": Bad(event(NO_ZONE), "5:10 E122", "zone required", "fuseau horaire requis"),
    "14 needs itself": Bad(with_challenges("after: [a]"), "12:17 E130", "cycle: a -> a", "cycle : a -> a"),
    "14 a cycle over three": Bad(
        with_challenges("after: [b]", "after: [c]", "after: [a]"),
        "12:17 E130",
        "cycle: a -> b -> c -> a",
        "cycle : a -> b -> c -> a",
    ),
    "15 unknown field": Bad(
        SMALL.replace("hashtag:", "hastag:"),
        "3:1 E131",
        'unknown field "hastag", did you mean "hashtag"?',
        "champ inconnu « hastag », vouliez-vous dire « hashtag » ?",
    ),
    "15 unknown check": Bad(
        with_check("{folow: {of: host}}"),
        "11:17 E131",
        'unknown check "folow", did you mean "follow"?',
        "vérification inconnue « folow », vouliez-vous dire « follow » ?",
    ),
    "16 nothing asked for": Bad(
        with_check("{post: {at_least: 0}}"),
        "11:34 E132",
        "impossible: 0 is given, > 0 is needed",
        "impossible : la valeur est 0, il faut > 0",
    ),
    "16 more than there are": Bad(
        with_check("{some: {at_least: 3, of: [{post: {}}, {reply: {}}]}}"),
        "11:23 E132",
        "impossible: at_least is more than there are parts",
        "impossible : at_least dépasse le nombre de parties",
    ),
    "16 catastrophic pattern": Bad(
        with_check('{post: {pattern: "(a+)+$"}}'),
        "11:33 E133",
        "pattern refused: a repeat within a repeat",
        "motif refusé : une répétition dans une répétition",
    ),
    "17 half a surrogate pair": Bad(
        more(r'a: "\ud800"'),
        "4:5 E115",
        r"text not valid Unicode: \ud800",
        r"le texte n'est pas de l'Unicode valable : \ud800",
    ),
    "17 a control character": Bad(
        more("a: b\x01c"),
        "4:5 E115",
        "text not valid Unicode: U+0001",
        "le texte n'est pas de l'Unicode valable : U+0001",
    ),
    "17 a control character, spelt": Bad(
        more(r'a: "\x00"'),
        "4:5 E115",
        r"text not valid Unicode: \x00",
        r"le texte n'est pas de l'Unicode valable : \x00",
    ),
    "17 UTF-16": Bad(
        SMALL.encode("utf-16"),
        "1:1 E115",
        "text not valid Unicode: UTF-16, UTF-32, binary",
        "le texte n'est pas de l'Unicode valable : UTF-16, UTF-32, binary",
    ),
}


@pytest.mark.parametrize("loader", LOADERS.values(), ids=LOADERS.keys())
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_input_gets_its_code_at_its_place_in_both_languages(tmp_path: Path, bad: Bad, loader: Any) -> None:
    course, places, problems = checked(tmp_path, bad.text, loader)

    assert course is None
    assert bad.place in places
    found = problems[places.index(bad.place)]
    assert (found.message["en"], found.message["fr"]) == (bad.en, bad.fr)
    assert found.path == str(tmp_path / "course.yaml")


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_reading_it_raises_lesson_errors_and_nothing_else(tmp_path: Path, bad: Bad) -> None:
    with pytest.raises(LessonErrors) as caught:
        read_course(written(tmp_path, bad.text))

    assert caught.value.problems
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_both_parsers_say_the_same(tmp_path: Path, bad: Bad) -> None:
    assert checked(tmp_path, bad.text, yaml.SafeLoader) == checked(tmp_path, bad.text, yaml.CSafeLoader)


LONE = {name: bad for name, bad in BAD.items() if name.split()[0] in {"13", "14", "16"} or name == "15 unknown check"}


@pytest.mark.parametrize("bad", LONE.values(), ids=LONE.keys())
def test_one_fault_is_told_once(tmp_path: Path, bad: Bad) -> None:
    assert checked(tmp_path, bad.text)[1] == [bad.place]


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = with_challenges("window: {event: nigth}", "after: [zz]", "level: heavy").replace("small", "Small!", 1)
    text += 'follow: @alice\nat: 20:30\nwho: NO\nx: &a "\\ud800"\n'

    assert checked(tmp_path, text)[1] == [
        "1:9 E136",
        "12:25 E140",
        "17:17 E140",
        "22:16 E136",
        "23:1 E131",
        "23:9 E104",
        "24:1 E131",
        "24:5 E101",
        "25:1 E131",
        "25:6 E102",
        "26:1 E131",
        "26:4 E110",
        "26:8 E115",
    ]
