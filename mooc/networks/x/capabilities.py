"""What X can be asked, as data.

Limits: https://docs.x.com/x-api/fundamentals/rate-limits (per app, 15 minutes). Prices: documented for posts and users
(https://docs.x.com/x-api/getting-started/pricing); those of reposters and quotes are inferred from them.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.facts.questions import Price, RateLimit, Read
from mooc.core.forecast.limitations import UNDATED_ENDS, UNDATED_FOLLOWS, UNPROVEN_ENDS
from mooc.core.spending.costs import Limitation, NaiveRate, PriceList

NETWORK = "x"
LAG = timedelta(seconds=30)
"""X's own word: recent search is up to 30 seconds behind."""
REACH = timedelta(days=7)
"""How far back recent search reaches."""
POSTS, PEOPLE, BATCH = 100, 1000, 100
POST_USD, USER_USD = Decimal("0.005"), Decimal("0.010")
QUARTER_SECONDS = 900
TIMELINE_AT_MOST = 3200
"""How many posts users/:id/tweets shows at most."""
EXPANDED = 2
"""Posts that one post may bring along: one that it answers, one that it quotes (or reposts)."""
LEAST_FOLLOWERS = 10
"""The smallest page of followers that is asked for."""
HOUR = timedelta(hours=1)
TRUST = timedelta(days=14)
"""How long a sign that an account can be read speaks for it while a window is open: a look costs a cent a person."""


def read_table(lag: timedelta = LAG, pace: timedelta | None = None) -> tuple[Read, ...]:
    """The reads, cheapest first. ``pace``: how often to ask everything, where the table's own word is not wanted."""

    def row(
        name: str,
        needs: frozenset[NeedKind],
        by: str,
        scope: Scope,
        every: timedelta,
        limit: int,
        usd: Decimal,
        page: int = POSTS,
        **more: Any,
    ) -> Read:
        price = Price(page, usd, **{field: more.pop(field) for field in Price._fields if field in more})
        return Read(name, needs, by, scope, price, RateLimit(limit, QUARTER_SECONDS), pace or every, lag, **more)

    posts, replies, answers = (frozenset({kind}) for kind in (NeedKind.POSTS, NeedKind.REPLIES, NeedKind.ANSWERS))
    standings, relays = frozenset({NeedKind.STANDING}), frozenset({NeedKind.REPOSTS, NeedKind.QUOTES})
    stream, state, named = Scope.STREAM, Scope.STATE, frozenset({NeedKind.POST})
    follows, ends, profiles = (frozenset({kind}) for kind in (NeedKind.FOLLOWS, NeedKind.UNFOLLOWS, NeedKind.PROFILE))
    return (
        row("search_tag", posts, "tag", stream, HOUR, 450, POST_USD, expands=EXPANDED),
        row("replies_to", replies, "object", stream, HOUR / 2, 300, POST_USD, extra_requests=0.5, expands=EXPANDED),
        row("standing", standings, "", state, 24 * HOUR, 300, USER_USD, BATCH, batch=BATCH, trust=TRUST),
        row("followers", follows, "object", state, HOUR, 300, USER_USD, PEOPLE, rebilled_rows=LEAST_FOLLOWERS),
        row("followers_whole", ends, "object", state, 24 * HOUR, 300, USER_USD, PEOPLE, extra_requests=1),
        row("relays", relays, "", state, 2 * HOUR, 75, USER_USD, batch=BATCH, per_item="object", usd_item=POST_USD),
        row("author_posts", posts | replies, "actor", stream, HOUR, 10_000, POST_USD, expands=EXPANDED),
        row("answers_to", answers, "actor", stream, 2 * HOUR, 300, POST_USD, extra_requests=0.5, expands=EXPANDED),
        row("shares", frozenset({NeedKind.SHARES}), "actor", stream, 2 * HOUR, 10_000, POST_USD, expands=EXPANDED),
        row("profiles", profiles, "", state, 24 * HOUR, 300, USER_USD, BATCH, batch=BATCH),
        row("profile", profiles, "actor", state, 24 * HOUR, 300, USER_USD, 1, on_demand=True),
        row("named", named, "", state, HOUR, 3500, POST_USD, BATCH, batch=BATCH, per_item="object"),
    )


NAIVE_RATES = {
    NeedKind.POSTS: NaiveRate(1, 15, POST_USD, "the learner's own posts"),
    NeedKind.REPLIES: NaiveRate(1, 15, POST_USD, "the learner's own posts"),
    NeedKind.FOLLOWS: NaiveRate(1, 300, USER_USD, "all whom the learner follows"),
    NeedKind.UNFOLLOWS: NaiveRate(1, 300, USER_USD, "all whom the learner follows"),
    NeedKind.REPOSTS: NaiveRate(1, 1, USER_USD, "who has reposted the learner's post"),
    NeedKind.ANSWERS: NaiveRate(1, 5, POST_USD, "answers to the learner"),
    NeedKind.SHARES: NaiveRate(1, 15, POST_USD, "the learner's own posts"),
    NeedKind.PROFILE: NaiveRate(1, 1, USER_USD, "the learner's profile"),
    NeedKind.POST: NaiveRate(1, 1, POST_USD, "the post that the learner answered"),
}
"""A learner who writes 15 posts a day and follows 300 accounts."""
LIMITATIONS = (
    UNDATED_FOLLOWS,
    UNDATED_ENDS,
    Limitation(
        "unfollow",
        "",
        None,
        EvidenceLevel.NETWORK,
        {
            "en": "the followers of each account are listed as a whole once a day, at a cent each; of an account with "
            "more than 20,000 it can't be told",
            "fr": "les abonnés de chaque compte sont tous relus une fois par jour, à un centime chacun ; "
            "au-delà de 20 000 abonnés, on ne peut pas savoir",
        },
    ),
    UNPROVEN_ENDS,
)
"""https://docs.x.com/x-api/fundamentals/data-dictionary names no time of a follow."""
CAPABILITIES = PriceList(NETWORK, date(2026, 11, 21), read_table(), NAIVE_RATES, LIMITATIONS, texts=BATCH)
