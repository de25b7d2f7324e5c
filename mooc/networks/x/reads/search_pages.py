"""Reading a stream of posts that comes newest first, so that what is covered is known whatever fails.

    covered before ─────▶│◀── this read ──────────────────────────▶│◀─ 30 s of lag ─▶ now
                       until      pages come in this direction ◀── end

A page that fails leaves a hole between ``until`` and the last page that was read: nothing of the span is covered then,
but what was read is kept, and the cursor notes how far down it got. The next read goes on there (``until_id``) before
it turns to what is newer, so that a stream of any size is got through, fifty pages at a time, and paid for once. Where
nothing failed and there was just more than that, the read is unfinished: no trouble, as long as each page goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel

from mooc.core.facts.questions import Question
from mooc.core.facts.troubles import NetworkTrouble, Trouble
from mooc.core.values.span import Span
from mooc.networks.asker import TooManyPages, parse_cursor
from mooc.networks.x.answers import PostPayload, Posts
from mooc.networks.x.posts import first_id, time_of

Pages = Callable[[Mapping[str, Any]], Iterator[Posts]]


class Hole(BaseModel, frozen=True):
    """A read that broke off: from ``end`` down to the post ``below`` all was seen, what is older was not."""

    end: AwareDatetime
    below: int


class SearchCursor(BaseModel, frozen=True):
    """The cursor. ``until``: up to here everything is covered; ``since_id`` of X follows from it.

    It stands for the moment, not for the newest id seen: a post may show up in the index after a newer one.
    ``handle``: under which handle the subject was asked for, and ``sure``: up to when that is known to have been its
    handle. What was found later counts; that nothing else was there is claimed only once the handle is sure.
    """

    until: AwareDatetime | None = None
    hole: Hole | None = None
    handle: str = ""
    sure: AwareDatetime | None = None


def search_cursor(cursor: str) -> SearchCursor:
    """The mark in the cursor; an empty one if there is none."""
    return parse_cursor(SearchCursor, cursor) or SearchCursor()


@dataclass
class Sweep:
    """One read. ``end``: up to where it can be complete. ``earliest``: how far back X reaches (None: far enough)."""

    pages: Pages
    question: Question
    mark: SearchCursor
    end: datetime
    earliest: datetime | None = None
    latest: datetime | None = None
    """What came later is not listed (None: X's lag ends it). Later than ``end``: a post that was edited since is shown
    under the time of its edit."""
    posts_by_id: dict[str, PostPayload] = field(default_factory=dict)
    trouble: Trouble | None = None
    unfinished: bool = False
    """Whether the trouble is only that there was more than one read may take."""

    def run(self) -> Span | None:
        """Read; returns what is covered now, and moves the mark."""
        start = self.mark.until or self.question.since
        floor = max(start, self.earliest) if self.earliest else start
        covered_until, hole = floor, self.mark.hole
        if hole and floor < hole.end:
            covered_until = self._read_down(floor, hole.end, hole.below)
        if not self.trouble and covered_until < self.end:
            covered_until = self._read_down(covered_until, self.end, 0)
        if covered_until > floor:
            self.mark = self.mark.model_copy(update={"until": covered_until})
        return Span(floor, covered_until) if covered_until > floor else None

    def _read_down(self, floor: datetime, end: datetime, below: int) -> datetime:
        """Read from ``end`` (or from the post ``below``) down to ``floor``; returns up to where all is seen now."""
        lowest, goes_on = below, False
        try:
            if not below or time_of(below) > floor:
                oldest = {"start_time": floor} if floor == self.earliest else {"since_id": first_id(floor) - 1}
                newest = {"until_id": below} if below else {"end_time": self.latest} if self.latest else {}
                for page in self.pages({**oldest, **newest}):
                    self.posts_by_id.update((post.id, post) for post in page.data)
                    if page.trouble:
                        raise NetworkTrouble(page.trouble)
                    previous, lowest = lowest, min([int(post.id) for post in page.data], default=lowest)
                    goes_on = lowest < previous
        except NetworkTrouble as error:
            self.trouble, self.unfinished = error.trouble, goes_on and isinstance(error, TooManyPages)
            self.mark = self.mark.model_copy(update={"hole": Hole(end=end, below=lowest) if lowest else None})
            return floor
        self.mark = self.mark.model_copy(update={"hole": None})
        return end
