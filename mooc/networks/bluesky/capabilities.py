"""What Bluesky can be asked, as data.

Limits: 3,000 requests in 5 minutes from one address (https://docs.bsky.app/docs/advanced-guides/rate-limits). Free.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.questions import Price, RateLimit, Read
from mooc.core.forecast.limitations import UNDATED_ENDS, UNDATED_FOLLOWS, UNPROVEN_ENDS
from mooc.core.spending.costs import NaiveRate, PriceList

NETWORK = "bluesky"
LAG = timedelta(seconds=30)
PAGE = 100
RELATIONSHIPS = 30
PROFILES = 25
POSTS = 25
"""https://docs.bsky.app/docs/api/app-bsky-feed-get-posts"""
LIMIT, LIMIT_SECONDS = 3000, 300
FREE = Decimal(0)
HOUR = timedelta(hours=1)
ANSWERED_ALONG = {NeedKind.POSTS: (NeedKind.REPLIES,), NeedKind.FOLLOWS: (NeedKind.UNFOLLOWS,)}
"""What a read tells besides."""
SPEAKS = frozenset({NeedKind.POSTS, NeedKind.REPLIES, NeedKind.SHARES})
"""What the streams speak for: what the accounts that are listened for do by themselves. Not what others do to them,
which a Jetstream does not tell; nor whom they follow and how they show themselves, which one look tells of many."""


def read_table(lag: timedelta, page: int, pace: timedelta | None) -> tuple[Read, ...]:
    """The reads, cheapest first. ``pace``: how often to ask everything, where the table's own word is not wanted."""

    def row(
        name: str, need: NeedKind, by: str, scope: Scope, page_size: int, every: timedelta, batch: int = 0, **more: Any
    ) -> Read:
        needs = frozenset({need, *ANSWERED_ALONG.get(need, ())})
        return Read(
            name, needs, by, scope, Price(page_size), RateLimit(LIMIT, LIMIT_SECONDS), pace or every, lag, batch, **more
        )

    return (
        row("relationships", NeedKind.FOLLOWS, "object", Scope.STATE, RELATIONSHIPS, HOUR, RELATIONSHIPS),
        row("standing", NeedKind.STANDING, "", Scope.STATE, PROFILES, 24 * HOUR, PROFILES),
        row("reposted_by", NeedKind.REPOSTS, "object", Scope.STATE, page, HOUR),
        row("quotes", NeedKind.QUOTES, "object", Scope.STREAM, page, HOUR),
        row("author_feed", NeedKind.POSTS, "actor", Scope.STREAM, page, HOUR),
        row("answers", NeedKind.ANSWERS, "object", Scope.STREAM, page, HOUR),
        row("shares", NeedKind.SHARES, "actor", Scope.STREAM, page, HOUR),
        row("profiles", NeedKind.PROFILE, "", Scope.STATE, PROFILES, 6 * HOUR, PROFILES),
        row("profile", NeedKind.PROFILE, "actor", Scope.STATE, 1, 6 * HOUR, on_demand=True),
        row("named", NeedKind.POST, "", Scope.STATE, POSTS, HOUR, POSTS, per_item="object"),
    )


NAIVE_RATES = {
    NeedKind.POSTS: NaiveRate(1, 15, FREE, "the learner's own feed"),
    NeedKind.REPLIES: NaiveRate(1, 15, FREE, "the learner's own feed"),
    NeedKind.FOLLOWS: NaiveRate(3, 300, FREE, "all whom the learner follows, a hundred a page"),
    NeedKind.UNFOLLOWS: NaiveRate(3, 300, FREE, "all whom the learner follows, a hundred a page"),
    NeedKind.REPOSTS: NaiveRate(1, 1, FREE, "who has reposted the learner's post"),
    NeedKind.QUOTES: NaiveRate(1, 1, FREE, "who has quoted the learner's post"),
    NeedKind.ANSWERS: NaiveRate(1, 1, FREE, "the thread of the learner's post"),
    NeedKind.SHARES: NaiveRate(1, 15, FREE, "the learner's own feed"),
    NeedKind.PROFILE: NaiveRate(1, 1, FREE, "the learner's profile"),
    NeedKind.POST: NaiveRate(1, 1, FREE, "the post that the learner answered"),
}
"""A learner who follows 300 accounts."""
LIMITATIONS = (
    UNDATED_FOLLOWS,
    UNDATED_ENDS,
    UNPROVEN_ENDS,
)
"""The time in the record of a follow is what its author's app claims; the AppView vouches for none."""
CAPABILITIES = PriceList(
    NETWORK, date(2026, 11, 21), read_table(LAG, PAGE, None), NAIVE_RATES, LIMITATIONS, texts=25, speaks=SPEAKS
)
