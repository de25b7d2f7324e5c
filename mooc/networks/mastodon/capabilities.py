"""What servers that speak Mastodon's API can be asked, as data. Figures of November 2026; free of charge.

Limits: 300 requests in 5 minutes, and of requests with ``max_id``, ``min_id`` or ``since_id`` 300 in 15 minutes, per
token or per anonymous address, of *each server* (https://docs.joinmastodon.org/api/rate-limits/; that of paged
requests stands in the server's source, ``config/initializers/rack_attack.rb``). Other software has other limits, and
says so in its answers.

Pages: 40 posts (https://docs.joinmastodon.org/methods/accounts/#statuses), 80 accounts
(https://docs.joinmastodon.org/methods/statuses/#reblogged_by, https://docs.joinmastodon.org/methods/accounts/#followers).
"""

from datetime import date, timedelta
from decimal import Decimal

from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.facts.questions import Price, RateLimit, Read
from mooc.core.forecast.limitations import UNDATED_ENDS, UNDATED_FOLLOWS, UNPROVEN_ENDS
from mooc.core.spending.costs import Limitation, NaiveRate, PriceList

NETWORK = "mastodon"
LAG = timedelta(seconds=30)
"""What is asked at home is there at once; the half minute is for a follow or a boost that crosses from server to
server. A server that is overloaded delivers later: then the next look sees it."""
POSTS, PEOPLE = 40, 80
RELATIONSHIPS = 80
"""Ids in one address: no limit is documented, and 80 of the longest make 3 kilobytes."""
STATUSES = 20
"""Posts by id (https://docs.joinmastodon.org/methods/statuses/#index); servers before 4.3 are asked one by one."""
ANSWERS = 60
"""Answers in one thread, for those without a token (https://docs.joinmastodon.org/methods/statuses/#context)."""
LIMIT, LIMIT_SECONDS = 300, 300
PAGED_LIMIT, PAGED_SECONDS = 300, 900
FREE = Decimal(0)
HOUR = timedelta(hours=1)


def read_table(lag: timedelta = LAG, pace: timedelta | None = None) -> tuple[Read, ...]:
    """The reads, cheapest first. ``pace``: how often to ask everything, where the table's own word is not wanted."""

    def row(
        name: str,
        needs: frozenset[NeedKind],
        by: str,
        scope: Scope,
        page_size: int,
        every: timedelta,
        seconds: int = LIMIT_SECONDS,
        batch: int = 0,
        extra_requests: float = 0,
        per_item: str = "",
    ) -> Read:
        price, rate_limit = Price(page_size, extra_requests=extra_requests), RateLimit(LIMIT, seconds)
        return Read(name, needs, by, scope, price, rate_limit, pace or every, lag, batch, per_item)

    posts = frozenset({NeedKind.POSTS, NeedKind.REPLIES})
    follows, reposts = frozenset({NeedKind.FOLLOWS, NeedKind.UNFOLLOWS}), frozenset({NeedKind.REPOSTS})
    quotes, standing = frozenset({NeedKind.QUOTES}), frozenset({NeedKind.STANDING})
    stream, state = Scope.STREAM, Scope.STATE
    return (
        row("followed_by", follows, "object", state, RELATIONSHIPS, HOUR, batch=RELATIONSHIPS),
        row("standing", standing, "actor", state, 1, 24 * HOUR),
        row("reblogged_by", reposts, "object", state, PEOPLE, HOUR, extra_requests=1),
        row("quotes", quotes, "object", stream, POSTS, 4 * HOUR),
        row("author_statuses", posts, "actor", stream, POSTS, HOUR, PAGED_SECONDS, extra_requests=0.5),
        row("answers", frozenset({NeedKind.ANSWERS}), "object", stream, ANSWERS, HOUR, extra_requests=1),
        row("shares", frozenset({NeedKind.SHARES}), "actor", stream, POSTS, HOUR, PAGED_SECONDS, extra_requests=0.5),
        row("profile", frozenset({NeedKind.PROFILE}), "actor", state, 1, 6 * HOUR),
        row("named", frozenset({NeedKind.POST}), "", state, STATUSES, HOUR, batch=STATUSES, per_item="object"),
    )


NAIVE_RATES = {
    NeedKind.POSTS: NaiveRate(1, 15, FREE, "the learner's own posts"),
    NeedKind.REPLIES: NaiveRate(1, 15, FREE, "the learner's own posts"),
    NeedKind.FOLLOWS: NaiveRate(4, 300, FREE, "all whom the learner follows, 80 a page"),
    NeedKind.UNFOLLOWS: NaiveRate(4, 300, FREE, "all whom the learner follows, 80 a page"),
    NeedKind.REPOSTS: NaiveRate(1, 1, FREE, "who has boosted the learner's post"),
    NeedKind.QUOTES: NaiveRate(1, 1, FREE, "who has quoted the learner's post"),
    NeedKind.ANSWERS: NaiveRate(1, 1, FREE, "the thread of the learner's post"),
    NeedKind.SHARES: NaiveRate(1, 15, FREE, "the learner's own posts"),
    NeedKind.PROFILE: NaiveRate(1, 1, FREE, "the learner's profile"),
    NeedKind.POST: NaiveRate(1, 1, FREE, "the post that the learner answered"),
}
"""A learner who follows 300 accounts."""
LIMITATIONS = (
    UNDATED_FOLLOWS,
    UNDATED_ENDS,
    Limitation(
        "unfollow",
        "",
        None,
        EvidenceLevel.NETWORK,
        {
            "en": "where both the followers of the account and the follows of the learner are hidden, it can't be told",
            "fr": "quand les abonnés du compte et les abonnements de l'apprenant sont masqués, on ne peut pas savoir",
        },
    ),
    UNPROVEN_ENDS,
    *(
        Limitation(
            name,
            "",
            None,
            EvidenceLevel.NETWORK,
            {
                "en": "only on servers that know quotes (Mastodon from 4.5 on); elsewhere a peer's word is taken",
                "fr": "seulement sur les serveurs qui connaissent les citations (Mastodon à partir de 4.5) ; ailleurs, "
                "la parole d'une personne du twinôme",
            },
        )
        for name in ("quote", "relay", "figure", "bridge")
    ),
)
"""Quotes: https://docs.joinmastodon.org/entities/Quote/; no entity names the time of a follow."""
CAPABILITIES = PriceList(NETWORK, date(2026, 11, 21), read_table(), NAIVE_RATES, LIMITATIONS, texts=20)
