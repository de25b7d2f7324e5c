"""All letters of one bird."""

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.values.span import Span
from mooc.networks.transport import catch_trouble
from tests.networks.toy.asker import Asker
from tests.networks.toy.capabilities import LETTER_USD
from tests.networks.toy.loft import Letter
from tests.networks.toy.posts import with_letters


def read_letters(question: Question, asker: Asker, cursor: str) -> Reading:
    letters: list[Letter] = []
    span = Span(question.since, max(question.since, min(question.until, asker.now)))

    def look() -> None:
        letters.extend(
            asker.ask("letters", lambda loft: [one for one in loft.by(question.subject) if one.at in span], LETTER_USD)
        )

    trouble = catch_trouble(look)
    return with_letters(asker, trouble, letters, completeness=Completeness(asker.span(question, trouble)))
