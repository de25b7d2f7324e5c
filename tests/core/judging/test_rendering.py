"""Lines of evidence in the reader's language and zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mooc.core.evidence.verdict import Answer, Line, Mark
from mooc.core.facts.troubles import TroubleKind
from mooc.core.judging.rendering import SENTENCES, render
from mooc.core.values.authored import Lang
from mooc.core.values.localized import format_moment

PARIS = ZoneInfo("Europe/Paris")
NAMES = {"11": "zoe", "12": "@yan"}
AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC).isoformat()


def test_a_line_in_english_and_in_french() -> None:
    line = Line(Mark.COUNTS, "reply.yes", {"target": "11", "at": AT})
    assert render(line, "en", NAMES, UTC) == "Your reply to @zoe of 3 November 2026, 14:05 counts."
    assert render(line, "fr", NAMES, PARIS) == "Votre réponse à @zoe du 3 novembre 2026 à 15 h 05 compte."


def test_a_handle_has_one_at_sign_and_an_unknown_account_is_neutral() -> None:
    line = Line(Mark.DOES_NOT_COUNT, "follow.no", {"target": "12"})
    assert render(line, "en", NAMES, UTC) == "You do not follow @yan."
    assert render(line, "en", {}, UTC) == "You do not follow an account."
    assert render(line, "fr", {}, UTC) == "Vous ne suivez pas un compte."


def test_who_has_no_known_handle_is_told_by_the_list_on_which_the_cohort_has_them() -> None:
    line = Line(Mark.COUNTS, "follow.yes", {"target": "11"})
    assert render(line, "en", NAMES, UTC, {"11": "host"}) == "You follow @zoe."
    assert render(line, "en", {}, UTC, {"11": "host"}) == "You follow the host of the course."
    assert render(line, "fr", {}, UTC, {"11": "voices"}) == "Vous suivez une personne de la liste « voices »."


@pytest.mark.parametrize(
    ("lang", "values", "said"),
    [
        ("en", {}, "Can't tell yet: the network asks us to wait."),
        ("en", {"next": AT}, "Can't tell yet: the network asks us to wait. Next look: 3 November 2026, 14:05."),
        ("fr", {}, "On ne peut pas encore le dire : le réseau nous demande d'attendre."),
        (
            "fr",
            {"next": AT},
            "On ne peut pas encore le dire : le réseau nous demande d'attendre. "
            "Prochain passage : 3 novembre 2026 à 14 h 05.",
        ),
    ],
)
def test_a_trouble_with_and_without_its_next_look(lang: Lang, values: dict[str, str], said: str) -> None:
    assert render(Line(Mark.UNKNOWN, "trouble.rate_limited", values), lang, {}, UTC) == said


@pytest.mark.parametrize("kind", TroubleKind)
def test_every_trouble_has_its_sentence(kind: TroubleKind) -> None:
    assert f"trouble.{kind}" in SENTENCES


@pytest.mark.parametrize("answer", Answer)
def test_every_answer_has_its_sentence(answer: Answer) -> None:
    assert f"answer.{answer}" in SENTENCES
    assert f"part.{answer}" in SENTENCES


def test_an_hour_that_the_autumn_night_has_twice_is_shown_with_its_offset() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert format_moment(first, "en", PARIS) == "25 October 2026, 02:30 (UTC+02:00)"
    assert format_moment(second, "fr", PARIS) == "25 octobre 2026 à 2 h 30 (UTC+01:00)"


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    first = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
    assert format_moment(first, "fr", UTC) == "1er août 2026 à 9 h 00"
    assert format_moment(first, "en", UTC) == "1 August 2026, 09:00"


def test_a_sentence_of_an_older_version_is_shown_by_its_name() -> None:
    assert render(Line(Mark.SUMMARY, "wave.yes", {}), "en", {}, UTC) == "wave.yes"


def test_a_value_of_an_older_version_that_is_missing_is_a_blank() -> None:
    assert render(Line(Mark.SUMMARY, "follow.no", {}), "en", {}, UTC) == "You do not follow …."


def test_values_are_shown_as_they_are_and_never_filled_again() -> None:
    line = Line(Mark.DOES_NOT_COUNT, "writing.no_tag", {"tag": "{at}", "at": AT})
    assert render(line, "en", {}, UTC) == "Your post of 3 November 2026, 14:05 has no #{at}."


@pytest.mark.parametrize(
    ("told", "en", "fr"),
    [
        ("3.5 %", "3.5%", "3,5 %"),
        ("1200 birds", "1,200 birds", "1\u202f200 birds"),
        ("-1234567.25 t (2026)", "-1,234,567.25 t (2026)", "-1\u202f234\u202f567,25 t (2026)"),
        ("13.2 €/m² (2026-03)", "13.2 €/m² (March 2026)", "13,2 €/m² (mars 2026)"),
        ("13.2 €/m² (2026-03-01)", "13.2 €/m² (1 March 2026)", "13,2 €/m² (1er mars 2026)"),
        ("a few", "a few", "a few"),
    ],
)
def test_a_figure_is_written_as_the_reader_writes_it(told: str, en: str, fr: str) -> None:
    line = Line(Mark.COUNTS, "figure.yes", {"at": AT, "value": told})
    assert render(line, "en", NAMES, UTC) == f"Your figure of 3 November 2026, 14:05 counts: {en}."
    assert render(line, "fr", NAMES, UTC) == f"Votre chiffre du 3 novembre 2026 à 14 h 05 compte : {fr}."


def test_a_count_of_thousands_has_its_separator() -> None:
    line = Line(Mark.SUMMARY, "answer.more", {"n": 1000})
    assert render(line, "en", {}, UTC).endswith(": 1,000.")
    assert render(line, "fr", {}, UTC).endswith(" : 1\u202f000.")
