"""Sentences to a learner, as those who look after him or her read them: about wren, not about you."""

import re
from datetime import UTC, datetime

import pytest

from mooc.core.evidence.verdict import Line, Mark
from mooc.core.judging.rendering import AUDIENCE_PHRASES, SENTENCES, render
from mooc.core.judging.third_person import in_third_person
from mooc.core.values.authored import LANGS, Lang

SECOND = {
    "en": re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(vous|votre|vos|vôtres?|(?!assez|chez)\w+ez(-\w+)?)\b", re.IGNORECASE),
}
AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC).isoformat()
ALL = {**SENTENCES, **{f"whom.{name}": texts for name, texts in AUDIENCE_PHRASES.items()}}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("word", ALL)
def test_no_sentence_speaks_to_who_only_reads_it(word: str, lang: Lang) -> None:
    told = in_third_person(word, ALL[word][lang], lang)
    assert not SECOND[lang].search(told), told
    assert "  " not in told
    if told == ALL[word][lang]:
        assert not SECOND[lang].search(ALL[word][lang])


@pytest.mark.parametrize(
    ("word", "values", "en", "fr"),
    [
        (
            "reply.yes",
            {"target": "11", "at": AT},
            "{name}'s reply to @zoe of 3 November 2026, 14:05 counts.",
            "La réponse {de} à @zoe du 3 novembre 2026 à 14 h 05 compte.",
        ),
        ("follow.no", {"target": "11"}, "{name} does not follow @zoe.", "{name} ne suit pas @zoe."),
        ("follow.yes", {"target": "11"}, "{name} follows @zoe.", "{name} suit @zoe."),
        (
            "follow.expected",
            {"have": 1, "want": 3, "missing": 2},
            "Accounts of the list that {name} follows: 1 of 3. 2 to go.",
            "Comptes de la liste {que} suit : 1 sur 3. Il en manque 2.",
        ),
        (
            "trouble.no_account",
            {},
            "Can't tell yet: {name} has not linked an account so far.",
            "On ne peut pas encore le dire : {name} n'a pas encore relié de compte.",
        ),
        (
            "trouble.gap",
            {},
            "Can't tell yet: a part of the time could not be seen, and the network does not give it any more; a mentor "
            "can help.",
            "On ne peut pas encore le dire : une partie de la période n'a pas été vue et le réseau ne la donne plus ; "
            "une personne du mentorat peut aider.",
        ),
        (
            "bridge.yes",
            {"target": "11"},
            "{name} turned to @zoe, and @zoe to {name}.",
            "{De} à @zoe, et de @zoe à {name} : un geste dans chaque sens.",
        ),
        (
            "attest.how_peer",
            {"want": 1},
            "People of {name}'s twinome whose word it takes: 1.",
            "Personnes du twinôme {de} qui doivent le confirmer : 1.",
        ),
        (
            "link.outside",
            {"at": AT, "since": AT, "until": AT},
            "{name}'s post is of 3 November 2026, 14:05. This challenge counts what is posted from 3 November 2026, "
            "14:05 to 3 November 2026, 14:05.",
            "La publication {de} est du 3 novembre 2026 à 14 h 05. Ce défi compte ce qui est publié du 3 novembre 2026 "
            "à 14 h 05 au 3 novembre 2026 à 14 h 05.",
        ),
    ],
)
@pytest.mark.parametrize(
    ("name", "de", "que"),
    [("wren", "de wren", "que wren"), ("Éloïse", "d'Éloïse", "qu'Éloïse"), ("{at}", "de {at}", "que {at}")],
)
def test_a_line_about_somebody(
    word: str, values: dict[str, str | int], en: str, fr: str, name: str, de: str, que: str
) -> None:
    line = Line(Mark.SUMMARY, word, values)
    said = {"name": name, "de": de, "que": que, "De": de[0].upper() + de[1:]}
    assert render(line, "en", {"11": "zoe"}, UTC, about=name) == en.format(**said)
    assert render(line, "fr", {"11": "zoe"}, UTC, about=name) == fr.format(**said)


def test_the_people_of_a_rule_are_told_from_the_side_too() -> None:
    line = Line(Mark.SUMMARY, "relay.how", {"want": 1, "whom": "twinome"})
    assert "somebody of wren's twinome" in render(line, "en", {}, UTC, about="wren")
    assert "une personne du twinôme de wren" in render(line, "fr", {}, UTC, about="wren")


def test_who_is_spoken_to_is_spoken_to() -> None:
    assert render(Line(Mark.COUNTS, "follow.yes", {"target": "11"}), "en", {"11": "zoe"}, UTC) == "You follow @zoe."
