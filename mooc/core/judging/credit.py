"""Credit: what a new verdict changes in what is stored. A pass is kept unless it must hold and was seen undone."""

from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.course.course import Challenge, Review
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark, Verdict
from mooc.core.judging.receipt import Receipt, make_receipt

EVIDENCE_GONE = "answer.evidence_gone"

SETTLING = timedelta(hours=1)
"""How long after its window a pass that must hold is judged again: looks from within the window may still come in."""


class Previous(NamedTuple):
    """What is stored before; ``answer`` and ``finding`` are None before anything was judged."""

    answer: Answer | None = None
    finding: Finding | None = None
    settled: bool = False


class VerdictChange(NamedTuple):
    """An entry of the history. ``reason``: a trouble's kind, ``undone`` (a pass was taken back), ``evidence_gone`` (a
    pass is kept although what proved it can no longer be seen), or empty."""

    answer: Answer
    reason: str
    as_of: datetime | None


class Credit(NamedTuple):
    """What is to be stored.

    ``answer`` and ``finding``: what stands now. ``points``: what the challenge adds to the progress now, nothing while
    a review is to come. ``receipt``: a new one, or None if there is none to be made; ``review``: whose eyes it waits
    for. ``taken_back``: the receipt so far no longer holds. ``settled``: met
    for good. ``change``: for the history; None if neither the answer nor the reason is new. ``changed``: whether
    anything that is stored differs from before.
    """

    answer: Answer
    finding: Finding
    points: int
    settled: bool
    changed: bool
    receipt: Receipt | None = None
    review: Review = Review.NONE
    taken_back: bool = False
    change: VerdictChange | None = None


def credit(previous: Previous, verdict: Verdict, challenge: Challenge, scene: Scene) -> Credit:
    """What to store after ``verdict``, which was found in ``scene``, when ``previous`` is what stands."""
    taken_back = previous.answer is Answer.MET and _undone(verdict, challenge)
    finding = verdict.finding
    if previous.answer is Answer.MET and not taken_back and verdict.answer is not Answer.MET:
        finding = previous.finding or Finding(Answer.MET, ())  # a pass is kept with what it was given for
        if verdict.answer is Answer.NOT_YET:
            finding = without_evidence(finding)
    new = finding.answer is Answer.MET and previous.answer is not Answer.MET
    for_good = not challenge.check.holds or scene.now >= scene.window.end + SETTLING
    settled = finding.answer is Answer.MET and for_good
    reason = "undone" if taken_back else _reason(finding)
    is_news = (finding.answer, _reason(finding)) != (previous.answer, _reason(previous.finding))
    counts = finding.answer is Answer.MET and challenge.review is Review.NONE
    return Credit(
        answer=finding.answer,
        finding=finding,
        points=challenge.points if counts else 0,
        settled=settled,
        changed=(finding.answer, finding, settled) != previous,
        receipt=make_receipt(challenge, verdict, scene) if new else None,
        review=challenge.review if new else Review.NONE,
        taken_back=taken_back,
        change=VerdictChange(finding.answer, reason, finding.as_of) if is_news else None,
    )


def _undone(verdict: Verdict, challenge: Challenge) -> bool:
    """Only where the challenge says that it must hold, and only when all was seen: an outage takes nothing back."""
    return challenge.check.holds and verdict.finding.undone and verdict.answer is Answer.NOT_YET


def without_evidence(finding: Finding) -> Finding:
    """The finding of a pass of which something that proved it can no longer be seen; the same if that is said."""
    if _reason(finding):
        return finding
    return finding._replace(lines=(*finding.lines, Line(Mark.SUMMARY, EVIDENCE_GONE, {})))


def _reason(finding: Finding | None) -> str:
    if finding is None:
        return ""
    if finding.trouble:
        return finding.trouble.kind.value
    return "evidence_gone" if any(line.word == EVIDENCE_GONE for line in finding.lines) else ""
