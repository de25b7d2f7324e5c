"""The page of the words of lesson files says what the code says."""

from pathlib import Path

from mooc.commands.vocabulary_page import words_page
from mooc.core.checks import CHECKS
from mooc.core.values.authored import LANGS
from mooc.lessonfiles.codes import CODES
from mooc.lessonfiles.reference import page
from mooc.lessonfiles.words import written_fields

PAGE = Path(__file__).parents[2] / "docs" / "lesson-words.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == words_page(), (
        "run python -m mooc.commands.vocabulary_page docs/lesson-words.md"
    )


def test_every_check_and_every_field_is_on_the_page() -> None:
    for name, check in CHECKS.items():
        assert f"### `{name}`" in page()
        assert all(field.description for field in check.model_fields.values())
        assert all(f"| `{field}` |" in page() for field in written_fields(check))


def test_every_problem_has_its_words_in_every_language() -> None:
    for case, words in CODES.items():
        assert all(words.message[lang].strip() for lang in LANGS), case
        assert words.message["fr"] != words.message["en"], case
