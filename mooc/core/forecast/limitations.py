"""What networks lack that several have in common: how a rule is judged there all the same."""

from mooc.core.facts.proof import EvidenceLevel
from mooc.core.spending.costs import Limitation

UNDATED_FOLLOWS = Limitation(
    "follow",
    "new",
    True,
    EvidenceLevel.NETWORK,
    {
        "en": "the network gives a follow no time: that it is new is known from two looks, one without it",
        "fr": "le réseau ne date pas un abonnement : qu'il est nouveau se sait par deux passages, dont un sans lui",
    },
)
"""Of networks where follows have no time of their own."""

UNDATED_ENDS = Limitation(
    "unfollow",
    "",
    None,
    EvidenceLevel.NETWORK,
    {
        "en": "an unfollow has no time: it is known from two looks, one with the follow and one without",
        "fr": "un désabonnement n'a pas d'heure : il se sait par deux passages, l'un avec l'abonnement, l'autre sans",
    },
)
"""Of the same."""

UNPROVEN_ENDS = Limitation(
    "repost",
    "must_hold",
    True,
    EvidenceLevel.NETWORK,
    {
        "en": "a repost that is taken back cannot be told from one whose post was deleted: it is not lost",
        "fr": "un repartage retiré ne se distingue pas d'un repartage dont la publication a été supprimée : il "
        "n'est pas perdu",
    },
)
"""Of networks where nobody can list all that an account reposts."""
