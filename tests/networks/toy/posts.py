"""From letters to activities."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mooc.core.evidence.text_features import content_of
from mooc.core.facts.activity import Activity, Kind, References
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import Trouble
from tests.networks.toy.asker import Asker
from tests.networks.toy.capabilities import NETWORK
from tests.networks.toy.loft import Letter
from tests.networks.toy.urls import ADDRESS


def with_letters(asker: Asker, trouble: Trouble | None, letters: Sequence[Letter], **parts: Any) -> Reading:
    return asker.reading(
        trouble,
        activities=tuple(_activity(letter, asker.now) for letter in letters),
        texts={letter.key: letter.text for letter in letters},
        **parts,
    )


def _activity(letter: Letter, now: datetime) -> Activity:
    key, author = letter.answers
    return Activity(
        NETWORK, letter.key, Kind.POST, letter.author, letter.at, now, url=ADDRESS + letter.key,
        references=References(key, author, key or letter.key), content=content_of(letter.text),
    )  # fmt: skip
