"""Who takes part in the demo. They are birds, so that nobody takes them for people."""

from typing import NamedTuple

_BIRDS = (
    "wren", "robin", "heron", "kestrel", "curlew", "dunlin", "plover", "bittern", "siskin", "linnet", "merlin",
    "osprey", "puffin", "gannet", "petrel", "avocet", "dipper", "martin", "swift", "nuthatch", "fieldfare",
    "redwing", "goldcrest", "treecreeper", "whimbrel", "sanderling", "turnstone", "lapwing", "kittiwake",
    "guillemot",
)  # fmt: skip
_SKILLS = ("photos", "summaries", "sources", "humour", "questions", "translation", "maps", "figures")
_ZONES = ("Europe/Paris", "Europe/Brussels", "America/Montreal", "Africa/Dakar")


class Person(NamedTuple):
    """Somebody in the demo. ``account``: the id on the made-up network; empty for those who have none."""

    handle: str
    account: str
    language: str
    zone: str
    offers: tuple[str, ...]
    wants: tuple[str, ...]

    @property
    def email(self) -> str:
        """The address that the person signs in with; the domain is reserved and receives no mail (RFC 2606)."""
        return f"{self.handle}@demo.example"


def _learner(number: int, handle: str) -> Person:
    count = len(_SKILLS)
    offers = (_SKILLS[number % count], _SKILLS[(number * 3 + 1) % count])
    wants = (_SKILLS[(number * 5 + 2) % count], _SKILLS[(number + 3) % count])
    language = "fr" if number % 3 else "en"
    return Person(handle, str(1000 + number), language, _ZONES[number % len(_ZONES)], offers, wants)


LEARNERS = tuple(_learner(number, handle) for number, handle in enumerate(_BIRDS))
MENTORS = tuple(
    Person(handle, "", language, "Europe/Paris", (), ()) for handle, language in (("owl", "fr"), ("raven", "en"))
)
FACILITATOR = Person("stork", "", "en", "Europe/Paris", (), ())
HOST = Person("first_steps", "1", "en", "Europe/Paris", (), ())
OUTSIDERS = tuple(
    Person(handle, str(2000 + n), "en", "UTC", (), ()) for n, handle in enumerate(("magpie", "jay", "rook"))
)
