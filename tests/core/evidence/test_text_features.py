"""Marks: what is kept of what a text does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.core.evidence.text_features import QuotedFigure, figure_of, marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What do you hear?", ("question",)),
        ("Qu'entendez-vous ?", ("question",)),
        ("see https://example.org/?q=1", ()),
        ("Thanks a lot!", ("thanks",)),
        ("Merci, et merci encore", ("thanks",)),
        ("Je vous remercie. Et vous ?", ("question", "thanks")),
        ("thankfully nobody was there", ()),
        ("#merci @thanks", ()),
        ("nothing to see", ()),
    ],
)
def test_questions_and_thanks(text: str, expected: tuple[str, ...]) -> None:
    assert marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loyer à Lyon : 13,20 €/m² (mars 2026)", QuotedFigure(Decimal("13.2"), "€/m²", "2026-03")),
        ("Population of Rennes: 225 081 inhabitants in 2021", QuotedFigure(Decimal(225081), "inhabitants", "2021")),
        ("on 3 March 2026 we counted 1 200 birds", QuotedFigure(Decimal(1200), "birds", "2026-03-03")),
        ("le 1er août 2026, -3,5 °C au sol", QuotedFigure(Decimal("-3.5"), "°c", "2026-08-01")),
        ("2026-11-02: 12% of all", QuotedFigure(Decimal(12), "%", "2026-11-02")),
        ("$0.005 a post", QuotedFigure(Decimal("0.005"), "$", "")),
        ("in 2024 nothing", None),
        ("12", None),
        ("#12 @34x https://example.org/12kg", None),
    ],
)
def test_figures(text: str, expected: QuotedFigure | None) -> None:
    assert figure_of(marks(text)) == expected


@pytest.mark.parametrize("apart", [" ", "\u00a0", "\u2009", "\u202f", "'", "’"])
def test_thousands_are_set_apart_in_any_way(apart: str) -> None:
    figure = figure_of(marks(f"in all 1{apart}213{apart}200 km"))
    assert figure == QuotedFigure(Decimal(1213200), "km", "")


@given(st.text(max_size=300))
def test_a_mark_is_one_word_and_a_figure_can_be_read_again(text: str) -> None:
    found = marks(text)
    assert all(mark and len(mark.split()) == 1 for mark in found)
    figure = figure_of(found)
    assert (figure is None) == (not any(mark.startswith("figure=") for mark in found))
