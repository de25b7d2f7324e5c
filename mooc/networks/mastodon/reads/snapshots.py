"""How an account stands and shows itself now."""

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.networks.mastodon import profiles
from mooc.networks.mastodon.asker import Asker
from mooc.networks.transport import catch_trouble


def read_profile(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.joinmastodon.org/methods/accounts/#get"""
    people: list[AccountProfile] = []
    trouble = catch_trouble(lambda: people.append(profiles.profile(asker, question.subject)))
    return asker.reading(trouble, people=tuple(people), completeness=Completeness(asker.moment(trouble)))
