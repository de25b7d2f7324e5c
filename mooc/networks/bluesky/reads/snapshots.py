"""How accounts stand and show themselves now."""

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.networks.bluesky import profiles
from mooc.networks.bluesky.asker import Asker
from mooc.networks.transport import catch_trouble


def read_profiles(question: Question, asker: Asker, cursor: str) -> Reading:
    """The accounts that are asked about."""
    people: list[AccountProfile] = []
    trouble = catch_trouble(lambda: people.extend(profiles.standings(asker, question.targets)))
    return asker.reading(trouble, people=tuple(people), completeness=Completeness(asker.moment(trouble)))


def read_profile(question: Question, asker: Asker, cursor: str) -> Reading:
    """The one account ``subject``."""
    return read_profiles(question._replace(targets=(question.subject,)), asker, cursor)
