"""How accounts stand and show themselves now."""

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.networks.transport import catch_trouble
from mooc.networks.x import profiles
from mooc.networks.x.asker import Asker


def read_profiles(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-users-by-ids"""
    people: list[AccountProfile] = []

    def look() -> None:
        for profile in profiles.standings(asker, question.targets):
            people.append(profile)

    trouble = catch_trouble(look)
    return asker.reading(trouble, people=tuple(people), completeness=Completeness(asker.moment(trouble)))


def read_profile(question: Question, asker: Asker, cursor: str) -> Reading:
    """The same of one account."""
    return read_profiles(question._replace(targets=(question.subject,)), asker, cursor)
