"""Birds: by their ring, by their id."""

from collections.abc import Mapping, Sequence

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from tests.networks.toy.asker import Asker
from tests.networks.toy.capabilities import LETTER_USD, NETWORK
from tests.networks.toy.loft import Loft


def find(asker: Asker, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
    found = asker.ask("find", lambda loft: [_profile(loft, bird) for bird in loft.rings if loft.rings[bird] in handles])
    return {profile.handle: profile for profile in found}


def profile(asker: Asker, account: str) -> AccountProfile:
    (found,) = asker.ask("standing", lambda loft: [_profile(loft, account)])
    return found


def recent_texts(asker: Asker, account: str) -> Sequence[str]:
    return [letter.text for letter in asker.ask("letters", lambda loft: list(loft.by(account)), LETTER_USD)]


def _profile(loft: Loft, bird: str) -> AccountProfile:
    ring = loft.rings[bird]
    return AccountProfile(NETWORK, bird, ring, ring.title(), AccountStatus.ACTIVE, loft.bios.get(bird, ""))
