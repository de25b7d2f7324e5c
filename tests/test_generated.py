"""Files that are made from other ones are as they are made."""

from pathlib import Path

import pytest

from tests.generated import GENERATED, ROOT, write


@pytest.mark.parametrize("path", GENERATED)
def test_the_file_is_as_it_is_made(path: str) -> None:
    assert (ROOT / path).read_bytes() == GENERATED[path](), "run make generate"


def test_what_is_missing_or_old_is_written_and_nothing_else(tmp_path: Path) -> None:
    assert write(tmp_path) == list(GENERATED)
    first = next(iter(GENERATED))
    (tmp_path / first).write_text("of yesterday")
    assert write(tmp_path) == [first]
    assert (tmp_path / first).read_bytes() == GENERATED[first]()
