"""One way into the log, one ledger: who else writes there is found in the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("mooc", "api", "workers")
WRITERS = {
    ("log", "append"): {"mooc/services/ingest.py"},
    ("log", "append_answer"): {"mooc/services/ingest.py"},
    ("activities", "add"): {"mooc/store/log/log.py"},
    ("ledger", "record"): {"mooc/services/ingest.py"},
    ("ledger", "record_unwatched"): {"mooc/services/ingest.py"},
    ("dirty_pairs", "mark_dirty"): {
        "mooc/services/accounts/account_linking.py",
        "mooc/services/attestation/attesting.py",
        "mooc/services/attestation/meeting.py",
        "mooc/services/cohorts/cohorts.py",
        "mooc/services/cohorts/course_versions.py",
        "mooc/services/ingest.py",
        "mooc/services/operations/rejudging.py",
    },
    ("texts", "keep"): {"mooc/services/ingest.py"},
    ("texts", "erase_ended"): {"mooc/services/ingest.py"},
}


def _calls(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


@pytest.mark.parametrize(("module", "function"), WRITERS, ids=".".join)
def test_nobody_else_writes(module: str, function: str) -> None:
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    callers = {str(path.relative_to(ROOT)) for path in paths if (module, function) in set(_calls(path))}
    assert callers == WRITERS[module, function]


def test_news_is_noted_by_the_judge_s_room_alone() -> None:
    """How a verdict becomes due is written once; all others say what has changed (``dirty_pairs.News``)."""
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}
    judging = {name for name in texts if name.startswith("mooc/store/judging/")}
    assert {name for name, text in texts.items() if "news_columns" in text} <= judging
    assert {name for name, text in texts.items() if 'F("input_version") + 1' in text} == {
        "mooc/store/judging/dirty_pairs.py"
    }


@pytest.mark.parametrize(
    ("model", "module"),
    [("Poll", "ledger"), ("Charge", "ledger"), ("Activity", "activities"), ("Reservation", "reservations")],
)
def test_rows_are_made_in_one_place(model: str, module: str) -> None:
    makers = {path.stem for path in (ROOT / "mooc/store").rglob("*.py") if _makes(path, model)}
    assert makers == {module}


def _makes(path: Path, model: str) -> bool:
    """Whether it makes rows of the model, one by one or many at once."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    ways = {f"models.{model}", f"models.{model}.objects.create", f"models.{model}.objects.bulk_create"}
    return any(ast.unparse(call.func) in ways for call in calls)
