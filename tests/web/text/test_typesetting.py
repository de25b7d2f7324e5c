"""Spaces at which no line breaks, apostrophes that are apostrophes; code is left as it is."""

import pytest

from mooc.web.text.markdown import rendered
from mooc.web.text.typesetting import typeset, typeset_html


@pytest.mark.parametrize(
    ("text", "as_set"),
    [
        ("Qui ? Ada !", "Qui\u00a0? Ada\u00a0!"), ("« oui »", "«\u00a0oui\u00a0»"),
        ("l'hôte ; lui", "l’hôte\u00a0; lui"),
        ("don't", "don’t"), ("'quoted'", "'quoted'"), ("at 10:30", "at 10:30"), ("5' 10'", "5' 10'"),
    ],
)  # fmt: skip
def test_a_text_is_set(text: str, as_set: str) -> None:
    assert typeset(text) == typeset(as_set) == as_set


def test_tags_and_code_stay() -> None:
    html = "<p title=\"l'un : deux\"><strong>X</strong> : oui</p><code>a ? b : c</code><pre>d'e ;\nf :</pre>"
    assert typeset_html(html) == html.replace("</strong> :", "</strong>\u00a0:")


def test_a_brief_is_set() -> None:
    assert "l’hôte\u00a0: `" not in rendered("l'hôte : `a : b`")
    assert rendered("l'hôte : `a : b`") == "<p>l’hôte\u00a0: <code>a : b</code></p>\n"
