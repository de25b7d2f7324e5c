"""Events among people hold ids and codes, and no words."""

from datetime import UTC, datetime

import pytest

from mooc.core.audit import DETAILS, VERDICT_KINDS, AuditEvent, EventKind

NOW = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.mark.parametrize("word", ["well done", "écrit", "a/b", "x" * 121, "<b>", "two\nlines"])
def test_words_are_refused(word: str) -> None:
    with pytest.raises(ValueError, match="no code: fields"):
        AuditEvent(EventKind.SETTINGS_CHANGED, NOW, details={"fields": word})


@pytest.mark.parametrize("code", ["", "title,is_public", "2026-11-18T00:00:00.000001+00:00", "7.50", "evidence_gone"])
def test_codes_and_moments_are_not(code: str) -> None:
    assert AuditEvent(EventKind.SETTINGS_CHANGED, NOW, details={"fields": code}).details == {"fields": code}


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_has_its_own_details_only(kind: EventKind) -> None:
    assert AuditEvent(kind, NOW, details=dict.fromkeys(DETAILS.get(kind, ()), "1"))
    with pytest.raises(ValueError, match="no such details: comment"):
        AuditEvent(kind, NOW, details={"comment": "1"})


def test_the_history_of_a_challenge_is_in_its_verdicts() -> None:
    assert {kind for kind in EventKind if kind.startswith("verdict")} == VERDICT_KINDS
