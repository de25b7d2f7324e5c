"""The examples in the docstrings of the core."""

import pytest

from tests.doctests import failures, modules_with_examples

MODULES = modules_with_examples("mooc/core")


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_docstrings(module: str) -> None:
    assert "".join(failures(module)) == ""


def test_modules_with_examples_are_found() -> None:
    assert len(MODULES) > 10
