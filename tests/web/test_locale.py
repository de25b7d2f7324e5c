"""The pages speak French and English, each sentence in both."""

import re
from pathlib import Path

import pytest

import mooc
from tests.web.catalogues import compiled, read_mo, read_po

PACKAGE = Path(mooc.__file__).parent
LOCALE = PACKAGE / "locale"
LANGUAGES = ["fr", "en"]
VALUES = re.compile(r"%\(\w+\)s|\{\w*\}")


def folder(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str, tmp_path: Path) -> None:
    written, _ = read_po(folder(language) / "django.po")
    (tmp_path / "django.mo").write_bytes(compiled(folder(language) / "django.po"))
    assert read_mo(tmp_path / "django.mo") == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    written, fuzzy = read_po(folder(language) / "django.po")
    assert [message for message, texts in written.items() if not all(texts)] == []
    assert fuzzy == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same_values(language: str) -> None:
    written, _ = read_po(folder(language) / "django.po")
    for message, texts in written.items():
        for text in texts:
            assert set(VALUES.findall(text)) <= set(VALUES.findall(message)), message


def test_both_languages_have_the_same_sentences() -> None:
    french, english = (read_po(folder(language) / "django.po")[0] for language in LANGUAGES)
    assert french.keys() == english.keys()


def test_every_sentence_of_the_templates_is_in_the_catalogue() -> None:
    written, _ = read_po(folder("fr") / "django.po")
    said = [
        text
        for template in (PACKAGE / "web" / "templates").rglob("*.html")
        for _, text in re.findall(r"""\{%\s*translate\s+(["'])(.*?)\1""", template.read_text(encoding="utf-8"))
    ]
    assert said
    assert [text for text in said if text not in written] == []


def test_french_is_typeset_in_french() -> None:
    written, _ = read_po(folder("fr") / "django.po")
    for message, texts in written.items():
        for text in texts:
            assert "format" in message or not re.search(r"[\w ][:;!?»](\s|$)|« ", text), f"a no-break space in {text!r}"
            assert "'" not in text, f"a typographic apostrophe is expected in {text!r}"
