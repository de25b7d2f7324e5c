"""Findings that can no longer be read: an older version has left them, or a hand."""

from mooc.store import models
from mooc.store.receipts import findings

PAGE = 100
"""So many findings are looked at together."""


def pairs(after: int) -> tuple[list[tuple[int, str]], int]:
    """Of the next hundred verdicts above that id the pairs (member, challenge) whose finding cannot be read; and the
    last id, 0 at the end. One query.

    What is settled is not judged any more, for its receipt proves it; what is parked has been tried in vain.
    """
    open_verdicts = models.Verdict.objects.filter(pk__gt=after, settled=False, parked_at__isnull=True)
    page = list(
        open_verdicts.order_by("pk").values_list("pk", "member", "challenge", "finding", "answer", "trouble")[:PAGE]
    )
    unreadable = [(member, challenge) for _, member, challenge, *stored in page if not findings.standing(*stored)[1]]
    return unreadable, page[-1][0] if len(page) == PAGE else 0
