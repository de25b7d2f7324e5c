"""What a loft can be asked: letters at two cents each, and who lives there. Nobody follows anybody."""

from datetime import date, timedelta
from decimal import Decimal

from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.questions import Price, RateLimit, Read
from mooc.core.spending.costs import Limitation, NaiveRate, PriceList

NETWORK = "pigeon"
LETTER_USD = Decimal("0.02")
LAG, HOUR = timedelta(0), timedelta(hours=1)
LIMIT, LIMIT_SECONDS = 600, 60
WRITTEN = frozenset({NeedKind.POSTS, NeedKind.REPLIES})
STANDING = frozenset({NeedKind.STANDING})
READS = (
    Read("letters", WRITTEN, "actor", Scope.STREAM, Price(50, LETTER_USD), RateLimit(LIMIT, LIMIT_SECONDS), HOUR),
    Read("standing", STANDING, "actor", Scope.STATE, Price(1), RateLimit(LIMIT, LIMIT_SECONDS), 24 * HOUR),
)
NAIVE_RATES = {kind: NaiveRate(1, 15, LETTER_USD, "the learner's own letters") for kind in WRITTEN}
LIMITATIONS = (
    Limitation("mention", "", None, None, {"en": "a letter names nobody", "fr": "une lettre ne nomme personne"}),
)
CAPABILITIES = PriceList(NETWORK, date(2026, 11, 30), READS, NAIVE_RATES, LIMITATIONS)
