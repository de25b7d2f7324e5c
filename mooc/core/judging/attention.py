"""Attention: which learners need a mentor, why, and for how long they have been waiting."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from mooc.core.course.course import Review
from mooc.core.evidence.verdict import Answer
from mooc.core.values.span import Span

SOON = timedelta(hours=48)
"""A window that closes within this time is near its end."""
SILENCE = timedelta(days=7)
"""Nothing seen for so long is silence."""

PATIENCE = timedelta(days=3)
"""So long a pass may wait for a peer's eyes before a mentor is told."""


class AttentionReason(StrEnum):
    """Why a learner needs somebody."""

    NO_ACCOUNT = "no_account"
    CANT_TELL = "cant_tell"
    CLOSING = "closing"
    SILENT = "silent"
    REVIEW = "review"


class ChallengeState(NamedTuple):
    """How a challenge stands for a learner. ``since``: when this answer came (UTC); None if it was never judged."""

    challenge: str
    answer: Answer | None
    trouble: str
    since: datetime | None


class PendingReview(NamedTuple):
    """A pass waits for the eyes of a peer or a mentor (``kind``) since ``asked_at`` (UTC)."""

    challenge: str
    kind: Review
    asked_at: datetime


class LearnerState(NamedTuple):
    """What is known of one learner. ``joined``: since when he or she is in the running course; ``seen``: when last
    anything was seen of the learner on a network; None if never. All UTC. ``pending``: passes that wait
    for a review."""

    member: int
    joined: datetime
    has_account: bool
    seen: datetime | None
    standings: tuple[ChallengeState, ...]
    pending: tuple[PendingReview, ...] = ()


class NeedsAttention(NamedTuple):
    """A learner needs somebody, since ``since`` (UTC). ``until``: when the window closes; ``trouble``: what was in
    the way of telling."""

    member: int
    why: AttentionReason
    since: datetime
    challenge: str = ""
    until: datetime | None = None
    trouble: str = ""


Windows = Callable[[datetime], Mapping[str, Span]]
"""When somebody joined → challenge → when it counts for that person."""


def who_waits(learners: Iterable[LearnerState], windows: Windows, now: datetime) -> list[NeedsAttention]:
    """Every learner with a reason, the longest wait first; of each the reason that has lasted longest comes first."""
    found = [waiting for learner in learners for waiting in _of(learner, windows(learner.joined), now)]
    return sorted(found, key=lambda waiting: (waiting.since, waiting.member, waiting.why, waiting.challenge))


def _of(learner: LearnerState, windows: Mapping[str, Span], now: datetime) -> Sequence[NeedsAttention]:
    if not learner.has_account:
        return (
            [NeedsAttention(learner.member, AttentionReason.NO_ACCOUNT, learner.joined)]
            if learner.joined <= now
            else []
        )
    found = [
        waiting
        for standing in learner.standings
        if standing.challenge in windows and (waiting := _challenge(learner, standing, windows, now))
    ]
    found += [waiting for review in learner.pending if (waiting := _review(learner, review, now))]
    last = max(learner.joined, learner.seen or learner.joined)
    ended = all(span.end <= now for span in windows.values())
    if now - last >= SILENCE and not ended:
        found.append(NeedsAttention(learner.member, AttentionReason.SILENT, last))
    return found


def _review(learner: LearnerState, review: PendingReview, now: datetime) -> NeedsAttention | None:
    """What is for a mentor's eyes waits at once; what is for a peer's, once no peer has looked for some days."""
    since = review.asked_at + (PATIENCE if review.kind is Review.PEER else timedelta(0))
    return NeedsAttention(learner.member, AttentionReason.REVIEW, since, review.challenge) if since <= now else None


def _challenge(
    learner: LearnerState, standing: ChallengeState, windows: Mapping[str, Span], now: datetime
) -> NeedsAttention | None:
    window = windows[standing.challenge]
    since = standing.since or window.start
    named = (standing.challenge, window.end)
    if standing.answer is Answer.CANT_TELL:
        return NeedsAttention(learner.member, AttentionReason.CANT_TELL, since, *named, standing.trouble)
    near = window.end - SOON <= now < window.end
    if standing.answer is not Answer.MET and near:
        return NeedsAttention(learner.member, AttentionReason.CLOSING, window.end - SOON, *named)
    return None
