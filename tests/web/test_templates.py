"""How templates are written: lines that can be read, and components that are told all that they show."""

import re
from pathlib import Path

import pytest
from django.template import Context, TemplateSyntaxError, engines

from mooc.environment import ROOT

TEMPLATES = ROOT / "mooc" / "web" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
LONGEST = 120
_INCLUDE = re.compile(r'\{% include "([^"]+)"(.*?)%\}')


def name_of(page: Path) -> str:
    return str(page.relative_to(TEMPLATES))


def included(text: str) -> list[tuple[str, list[str]]]:
    """Each template that is included, with the words that follow its name."""
    return [(name, words.split()) for name, words in _INCLUDE.findall(text)]


def loose(text: str) -> list[str]:
    """What is included without ``only``: it would see whatever the page happens to know."""
    return [name for name, words in included(text) if words[-1:] != ["only"]]


def test_there_is_something_to_look_at() -> None:
    assert len(PAGES) > 40
    names = {name for page in PAGES for name, _words in included(page.read_text(encoding="utf-8"))}
    assert len(names) > 20
    assert all((TEMPLATES / name).is_file() for name in names)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_line_is_longer_than_one_reads(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_is_included_is_told_what_it_shows(page: Path) -> None:
    assert loose(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ['{% include "web/site/fields.html" %}', '{% include "web/site/fields.html" with form=form %}']
)
def test_a_part_without_only_is_found(text: str) -> None:
    assert loose(text) == ["web/site/fields.html"]


def rendered(template: str, **context: object) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(engine.from_string("{% load components %}" + template).render(Context(context)))


@pytest.mark.parametrize(
    "text",
    [
        '{% post_button "Go" %}',
        '{% post_button button="Go" colour="red" %}',
        '{% card "x" "y" %}{% endcard %}',
        '{% card id="x" %}{% endcard %}',
        '{% pager first_url="" next_url="" %}',
        '{% outside_link "https://x.example" "words" %}',
    ],
)
def test_parameters_go_by_their_names_and_none_may_be_missing(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        rendered(text)


def test_a_component_sees_nothing_of_the_page() -> None:
    shown = rendered(
        '{% post_button button="Go" %}', action="/elsewhere/", look="plain", spoken="secret", csrf_token="t1"
    )
    assert "elsewhere" not in shown and "plain" not in shown and "secret" not in shown
    assert 'name="csrfmiddlewaretoken" value="t1"' in shown


def test_what_people_write_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    shown = rendered(
        "{% card id=evil title=evil look=evil %}{{ evil }}{% endcard %}"
        "{% evidence_line evil %}{{ evil }}{% endevidence_line %}{% outside_link evil text=evil spoken=evil %}"
        "{% post_button button=evil action=evil look=evil spoken=evil name=evil value=evil %}"
        "{% copy_box id=evil text=evil look=evil %}",
        evil=evil,
    )
    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") > 14


def test_a_card_is_named_by_its_title() -> None:
    shown = rendered('{% card id="x" title="Words" look="met" %}<p>in it</p>{% endcard %}')
    assert shown == '<section class="card met" aria-labelledby="x"><h2 id="x">Words</h2><p>in it</p></section>'
