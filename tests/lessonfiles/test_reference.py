"""The page of the words of lesson files leaves nothing out."""

from mooc.core.checks import CHECKS
from mooc.core.values.authored import LANGS
from mooc.lessonfiles.codes import CODES
from mooc.lessonfiles.reference import reference_page
from mooc.lessonfiles.words import written_fields


def test_every_check_and_every_field_is_on_the_page() -> None:
    text = reference_page()
    for name, check in CHECKS.items():
        assert f"### `{name}`" in text
        assert all(field.description for field in check.model_fields.values())
        assert all(f"| `{field}` |" in text for field in written_fields(check))


def test_every_problem_has_its_words_in_every_language() -> None:
    for case, words in CODES.items():
        assert all(words.message[lang].strip() for lang in LANGS), case
        assert words.message["fr"] != words.message["en"], case
