"""What a reading adds to the log, given what the log says to stand."""

from collections.abc import Mapping
from datetime import datetime

from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading
from mooc.core.facts.reading_facts import new_facts, new_facts_of_posts, posts_listed
from mooc.core.facts.reconcile import edge_kind, listed_kind
from mooc.store.log import activities
from mooc.store.log.answers import WatchAnswer


def reconcile_reading(
    answer: WatchAnswer, last: datetime | None, items: Mapping[str, datetime | None]
) -> tuple[Activity, ...]:
    """The facts to append. ``last``: the last complete look before this one, None if there was none; ``items``: the
    same for each post, where the question goes among posts."""
    question, read, reading = answer.question, answer.read, answer.reading
    standing = _standing(question, read, reading)
    if read.each:
        return new_facts_of_posts(read, question, reading, standing, items, answer.now)
    return new_facts(read, question, reading, answer.linked, standing, last, answer.now)


def _standing(question: Question, read: Read, reading: Reading) -> list[Activity]:
    """What the log says to stand within the question. At most one query."""
    kind = edge_kind(read)
    if read.each:
        posts = posts_listed(reading)
        return activities.standing_edges(question.network, kind, *posts) if kind and posts else []
    if kind:
        return activities.standing_edges(question.network, kind, question.subject)
    if NeedKind.PROFILE in read.needs:
        return activities.last_profiles(question.network, [person.id for person in reading.people])
    if reading.completeness.listing is None:
        return []
    return activities.standing_within(
        question.network, listed_kind(read), question.subject, reading.completeness.listing
    )
