"""A letter that has flown is there for good, and nobody need ask."""

from collections.abc import Mapping

from mooc.core.facts.reading import Reading
from tests.networks.toy.asker import Asker


def read_status(asker: Asker, authors: Mapping[str, str]) -> Reading:
    return asker.reading(None)
