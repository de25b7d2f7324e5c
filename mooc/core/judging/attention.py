"""Attention: which learners need a mentor, why, and for how long they have been waiting."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from mooc.core.course.course import Review
from mooc.core.evidence.verdict import Answer
from mooc.core.values.span import Span

CLOSING_SOON = timedelta(hours=48)
"""A window that closes within this time is near its end."""
SILENCE = timedelta(days=7)
"""Nothing seen for so long is silence."""

PEER_REVIEW_PATIENCE = timedelta(days=3)
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
    """What is known of one learner. ``joined_at``: since when he or she is in the running course; ``last_seen_at``:
    when last anything was seen of the learner on a network; None if never. All UTC. ``pending``: passes that wait
    for a review."""

    member: int
    joined_at: datetime
    has_account: bool
    last_seen_at: datetime | None
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


def learners_in_need(learners: Iterable[LearnerState], windows: Windows, now: datetime) -> list[NeedsAttention]:
    """Every learner with a reason, the longest wait first; of each the reason that has lasted longest comes first."""
    waiting = [reason for learner in learners for reason in _reasons(learner, windows(learner.joined_at), now)]
    return sorted(waiting, key=lambda reason: (reason.since, reason.member, reason.why, reason.challenge))


def _reasons(learner: LearnerState, windows: Mapping[str, Span], now: datetime) -> Iterator[NeedsAttention]:
    """Without an account there is nothing else to say of a learner; with one, each challenge and review may need
    somebody, and the silence after them."""
    member = learner.member
    if not learner.has_account:
        if learner.joined_at <= now:
            yield NeedsAttention(member, AttentionReason.NO_ACCOUNT, learner.joined_at)
        return
    for standing in learner.standings:
        if window := windows.get(standing.challenge):
            since, soon = standing.since or window.start, window.end - CLOSING_SOON
            named = (standing.challenge, window.end)
            if standing.answer is Answer.CANT_TELL:
                yield NeedsAttention(member, AttentionReason.CANT_TELL, since, *named, standing.trouble)
            elif standing.answer is not Answer.MET and soon <= now < window.end:
                yield NeedsAttention(member, AttentionReason.CLOSING, soon, *named)
    for review in learner.pending:
        # what is for a mentor's eyes waits at once; what is for a peer's, once no peer has looked for some days
        since = review.asked_at + (PEER_REVIEW_PATIENCE if review.kind is Review.PEER else timedelta(0))
        if since <= now:
            yield NeedsAttention(member, AttentionReason.REVIEW, since, review.challenge)
    last = max(learner.joined_at, learner.last_seen_at or learner.joined_at)
    if now - last >= SILENCE and any(span.end > now for span in windows.values()):
        yield NeedsAttention(member, AttentionReason.SILENT, last)
