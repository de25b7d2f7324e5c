"""A letter that somebody points at."""

from mooc.core.facts.reading import Reading
from mooc.networks.transport import catch_trouble
from tests.networks.toy.asker import Asker
from tests.networks.toy.capabilities import LETTER_USD
from tests.networks.toy.loft import Letter
from tests.networks.toy.posts import with_letters


def read_post(asker: Asker, reference: str) -> Reading:
    letters: list[Letter] = []

    def look() -> None:
        letters.extend(
            asker.ask("letters", lambda loft: [one for one in loft.letters if one.key == reference], LETTER_USD)
        )

    return with_letters(asker, catch_trouble(look), letters)
