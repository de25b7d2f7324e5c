"""Whether a bird lives there."""

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.networks.transport import catch_trouble
from tests.networks.toy import profiles
from tests.networks.toy.asker import Asker


def read_profile(question: Question, asker: Asker, cursor: str) -> Reading:
    people: list[AccountProfile] = []
    trouble = catch_trouble(lambda: people.append(profiles.profile(asker, question.subject)))
    return asker.reading(trouble, people=tuple(people), completeness=Completeness(asker.moment(trouble)))
