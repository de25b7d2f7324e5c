"""The network itself: lofts of carrier pigeons, each in the memory of this process: somebody's servers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from queue import Queue
from typing import NamedTuple


class Letter(NamedTuple):
    """A post. ``answers``: the key of the letter that it answers, and who wrote that."""

    key: str
    author: str
    at: datetime
    text: str
    answers: tuple[str, str] = ("", "")


@dataclass
class Loft:
    """One server. ``rings``: id → handle. ``bios``: id → what stands on the bird's card."""

    rings: dict[str, str] = field(default_factory=dict)
    bios: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    heard: "Queue[Letter]" = field(default_factory=Queue)
    asked: int = 0

    def write(self, letter: Letter) -> None:
        """A letter is there, and whoever listens hears of it."""
        self.letters.append(letter)
        self.heard.put(letter)

    def by(self, author: str) -> Iterator[Letter]:
        """The letters of one author, in the order in which they came."""
        self.asked += 1
        return (letter for letter in self.letters if letter.author == author)


LOFTS: dict[str, Loft] = {}
"""Where a loft is found, by the name that the setting gives it."""
