"""A loft counts all requests together."""

from mooc.core.spending.gate import Bucket
from tests.networks.toy.capabilities import LIMIT, LIMIT_SECONDS, NETWORK


def loft_bucket(name: str) -> Bucket:
    return Bucket(NETWORK, name, "", LIMIT, LIMIT_SECONDS)
