"""Stored findings, read back: one that can no longer be read is told as such, and stops nobody."""

import logging
from typing import Any

from mooc.core.evidence import codec
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.rendering import UNREADABLE, UNREADABLE_PASS

log = logging.getLogger(__name__)


def read(body: Any) -> Finding | None:
    """The finding of that body (see ``mooc.core.evidence.codec``); None where there is none, or it cannot be read."""
    if not body:
        return None
    try:
        return codec.finding_from_json(body)
    except Exception as error:  # whatever an older version, or a hand, has left there
        log.warning("a stored finding cannot be read: %s", type(error).__name__)
        return None


def standing(body: Any, answer: str, trouble: str) -> tuple[Finding | None, bool]:
    """What stands, and whether it could be read. Where it could not, the answer stands, and its one line says so."""
    finding = read(body)
    if finding is not None or not body or not answer:
        return finding, finding is not None or not body
    kind = Trouble(TroubleKind(trouble)) if trouble in set(TroubleKind) else None
    word = UNREADABLE_PASS if answer == Answer.MET else UNREADABLE
    return Finding(Answer(answer), (Line(Mark.UNKNOWN, word, {}),), trouble=kind), False
