"""Events among people hold ids, words of closed vocabularies and moments, and nothing that somebody wrote."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from mooc.core.audit import (
    ANSWER,
    ATTESTED_AS,
    CHALLENGE_NAME,
    DETAILS,
    ID,
    MOMENT,
    NETWORK,
    NUMBER,
    PROOF,
    REASON,
    REVIEWER,
    ROLE,
    SETTINGS,
    VERDICT_KINDS,
    VERSION,
    AuditEvent,
    EventKind,
    ObjectKind,
    ObjectRef,
)

NOW = datetime(2026, 11, 18, tzinfo=UTC)
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    ID.pattern: ("1", "9223372036854775807"),
    CHALLENGE_NAME.pattern: ("post", "first-steps-2"),
    MOMENT.pattern: (NOW.isoformat(), "2026-11-18T00:00:00.000001+00:00"),
    NETWORK.pattern: ("bluesky", "x"),
    NUMBER.pattern: ("0", "5000", "7.50", "1E+3"),
    VERSION.pattern: ("2026-11", "1"),
    ROLE.pattern: ("learner", "mentor", "facilitator"),
    SETTINGS.pattern: ("title", "is_public,title"),
    PROOF.pattern: ("code", "oauth"),
    ATTESTED_AS.pattern: ("self", "peer", "mentor"),
    REVIEWER.pattern: ("peer", "mentor"),
    ANSWER.pattern: ("met", "not_yet", "cant_tell"),
    REASON.pattern: ("rate_limited", "undone", "evidence_gone"),
}
"""Vocabulary → what stands in it."""
WORDS = (
    "",
    "Ada",
    "ada lovelace",
    "@ada",
    "ada.example",
    "did:plc:ada",
    "a/b",
    "well done",
    "écrit",
    "two\nlines",
    "1\n",
)
PLAIN = "ada"
"""A handle like a word: in no vocabulary but of networks, which grow by folders that the core does not know."""
EACH = [(kind, name) for kind, details in DETAILS.items() for name in details]


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_each_detail_has_its_vocabulary(kind: EventKind, name: str) -> None:
    for value in EXAMPLES[DETAILS[kind][name].pattern]:
        AuditEvent(kind, NOW, details={name: value}).check()


@pytest.mark.parametrize(("kind", "name"), EACH)
@pytest.mark.parametrize("word", [*WORDS, PLAIN])
def test_names_handles_and_sentences_are_in_none(kind: EventKind, name: str, word: str) -> None:
    event = AuditEvent(kind, NOW, details={name: word})
    if (name, word) == ("network", PLAIN):
        event.check()
        return
    with pytest.raises(ValueError, match=f"no code: {name}"):
        event.check()


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_has_its_own_details_only(kind: EventKind) -> None:
    AuditEvent(kind, NOW).check()
    with pytest.raises(ValueError, match="no such details: comment"):
        AuditEvent(kind, NOW, details={"comment": "1"}).check()


@pytest.mark.parametrize("kind", ObjectKind)
def test_a_thing_is_told_by_its_id(kind: ObjectKind) -> None:
    by_name = kind is ObjectKind.CHALLENGE
    AuditEvent(EventKind.REVIEW_REQUESTED, NOW, object=ObjectRef(kind, "first-steps" if by_name else "12")).check()
    for word in (*WORDS, *(() if by_name else (PLAIN,))):
        with pytest.raises(ValueError, match="no id of a"):
            AuditEvent(EventKind.REVIEW_REQUESTED, NOW, object=ObjectRef(kind, word)).check()


def test_the_history_of_a_challenge_is_in_its_verdicts() -> None:
    assert {kind for kind in EventKind if kind.startswith("verdict")} == VERDICT_KINDS
