"""Erasing: how long the text of a post is kept here, when the post is looked at again, and what then becomes of it.

    text ── due ──▶ the network is asked ──▶ stands ──▶ kept, due again later
                                     ├──▶ edited, hidden ──▶ erased
                                     ├──▶ missing, its author can be read ──▶ erased, and the log says that it is gone
                                     └──▶ not known ──▶ asked again soon; erased when that goes on for too long

The text is borrowed. What is kept for good is the fact: id, time, hash and what counts of it, never the words.

When: in the last hour of a UTC day, of all at once, so that as many as possible fit in one request. A network that
bills the same post once a UTC day has been paid for it on the day on which it was first seen, so that the first look is
free there. After that on the next day, and then ever less often: most posts that are deleted are deleted soon. Where a
look costs there is only the first one: the words go with it, for nothing that is kept for good needs them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.reading import PostStatus
from mooc.core.facts.troubles import UNPAID, Trouble

HOUR_OF_DAY = 23
DAY = timedelta(days=1)
LONGEST_PAUSE = timedelta(days=7)
"""The longest time between two looks."""
RETRY, RETRY_UNPAID = timedelta(hours=1), timedelta(hours=6)
PATIENCE, PATIENCE_UNPAID = timedelta(days=7), DAY
"""How long after its time a look may be outstanding: then the text goes. Where nobody pays for the look any more, that
is soon: nobody would notice if the post were deleted."""
BATCH = 100
"""So many are looked at together, in as many requests as the network takes for them."""


class RetentionDecision(StrEnum):
    """What is to be done about a text."""

    KEEP = "keep"
    """It was seen."""
    WAIT = "wait"
    """Nothing is known: ask again."""
    BLANK = "blank"
    """The words go now; whether the post is deleted or its author hidden is still to be asked."""
    ERASE = "erase"
    """The words go."""
    GONE = "gone"
    """The words go, and the post no longer stands."""


class RetainedText(NamedTuple):
    """A text that is kept. ``seen_at``: when the post was first seen; ``checked_at``: when last (course time)."""

    author: str
    seen_at: datetime
    checked_at: datetime
    body: str


def next_slot(moment: datetime) -> datetime:
    """The first 23:00 UTC after ``moment`` (which is in UTC)."""
    at = moment.replace(hour=HOUR_OF_DAY, minute=0, second=0, microsecond=0)
    return at if at > moment else at + DAY


def next_look(seen_at: datetime, checked_at: datetime) -> datetime:
    """When the post is to be looked at again.

    >>> from datetime import UTC
    >>> seen = datetime(2026, 11, 2, 10, tzinfo=UTC)
    >>> first = next_look(seen, seen)
    >>> second = next_look(seen, first)
    >>> [str(moment)[:16] for moment in (first, second, next_look(seen, second))]
    ['2026-11-02 23:00', '2026-11-03 23:00', '2026-11-04 23:00']
    """
    age = checked_at - seen_at
    if age <= timedelta(0):
        return next_slot(seen_at)
    wait = min(age / 2, LONGEST_PAUSE)
    return next_slot(checked_at + max(wait - DAY, timedelta(0))) if age >= DAY else next_slot(checked_at)


def decide_retention(
    key: str,
    text: RetainedText,
    post_statuses: Mapping[str, PostStatus],
    people: Mapping[str, AccountProfile],
    texts: Mapping[str, str],
) -> RetentionDecision:
    """What is to be done about the text of the post ``key``. Nothing is called deleted unless its author can be read.

    A post that shows other words under the same key was edited.
    """
    author = people.get(text.author)
    match post_statuses.get(key):
        case None:
            return RetentionDecision.ERASE if author and not author.standing.is_readable else RetentionDecision.WAIT
        case PostStatus.STANDS:
            return RetentionDecision.KEEP if texts.get(key, text.body) == text.body else RetentionDecision.ERASE
        case PostStatus.EDITED:
            return RetentionDecision.ERASE
        case PostStatus.MISSING if author and author.standing.is_readable:
            return RetentionDecision.GONE
        case _:
            return RetentionDecision.ERASE if author else RetentionDecision.BLANK


def is_past_paid_day(seen_at: datetime, now: datetime) -> bool:
    """Whether the day is over for which a post was paid: where looks cost, its words are kept no longer."""
    return now >= next_slot(seen_at)


def is_given_up(text: RetainedText, trouble: Trouble | None, now: datetime) -> bool:
    """Whether the look is outstanding for so long that the text goes unseen."""
    patience = PATIENCE_UNPAID if trouble and trouble.kind in UNPAID else PATIENCE
    return now - next_look(text.seen_at, text.checked_at) >= patience


def retry_at(trouble: Trouble | None, now: datetime) -> datetime:
    """When to ask again for what is not known."""
    return now + (RETRY_UNPAID if trouble and trouble.kind in UNPAID else RETRY)
