"""Who takes part in the demo. They are birds, so that nobody takes them for people."""

from collections.abc import Mapping

from mooc.simulation.people import Persona, Temper, Trick

_BIRDS = (
    "wren", "robin", "heron", "kestrel", "curlew", "dunlin", "plover", "bittern", "siskin", "linnet", "merlin",
    "osprey", "puffin", "gannet", "petrel", "avocet", "dipper", "martin", "swift", "nuthatch", "fieldfare",
    "redwing", "goldcrest", "treecreeper", "whimbrel", "sanderling", "turnstone", "lapwing", "kittiwake",
    "guillemot",
)  # fmt: skip
_ZONES = ("Europe/Paris", "Europe/Brussels", "America/Montreal", "Africa/Dakar")


_WAYS: Mapping[int, tuple[Temper, Trick | None]] = {
    2: (Temper.CHEATING, Trick.RELAYED_BY_A_FELLOW),
    3: (Temper.CHEATING, Trick.ANSWERS_ONESELF),
    4: (Temper.CHEATING, Trick.HALF_TAGGED),
    5: (Temper.LATE, Trick.FOLLOWS_AT_THE_LAST_MINUTE),
    6: (Temper.EAGER, Trick.RELAYED_BY_NOBODY),
    7: (Temper.EAGER, Trick.FOLLOWED_BEFORE),
    8: (Temper.CHEATING, Trick.TOO_SHORT),
    9: (Temper.CHEATING, Trick.ALL_IN_ONE_GO),
    11: (Temper.SILENT, None),
    12: (Temper.LATE, Trick.FOLLOWS_LATE),
    13: (Temper.EAGER, Trick.UNFOLLOWS),
    14: (Temper.LATE, Trick.ANSWERS_LATE),
    16: (Temper.CHEATING, Trick.SAME_TEXT),
    17: (Temper.EAGER, Trick.TELLS_TOO_EARLY),
    18: (Temper.LATE, Trick.RELAYED_LATE),
    20: (Temper.EAGER, Trick.DELETES),
    21: (Temper.EAGER, Trick.RENAMES),
    25: (Temper.EAGER, Trick.PROTECTS),
}
"""Place in the cast → how that learner takes the course; who is not named does all of it well."""


def _learner(number: int, handle: str) -> Persona:
    temper, trick = _WAYS.get(number, (Temper.EAGER, None))
    language = "fr" if number % 3 else "en"
    return Persona(handle, str(1000 + number), language, _ZONES[number % len(_ZONES)], temper, trick)


LEARNERS = tuple(_learner(number, handle) for number, handle in enumerate(_BIRDS))
MENTORS = tuple(Persona(handle, "", language, "Europe/Paris") for handle, language in (("owl", "fr"), ("raven", "en")))
FACILITATOR = Persona("stork", "", "en", "Europe/Paris")
HOST = Persona("first_steps", "1", "en", "Europe/Paris")
OUTSIDERS = tuple(
    Persona(handle, str(2000 + n), "en", "UTC", Temper.KIND) for n, handle in enumerate(("magpie", "jay", "rook"))
)
