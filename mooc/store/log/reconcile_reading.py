"""What a reading adds to the log, given what the log says to stand."""

from collections.abc import Mapping
from datetime import datetime

from mooc.core.facts.activity import Activity
from mooc.core.facts.reading_facts import LastLook, Look, new_facts, standing_facts
from mooc.store.log import activities
from mooc.store.log.answers import WatchAnswer


def reconcile_reading(
    answer: WatchAnswer, last: datetime | None, items: Mapping[str, datetime | None]
) -> tuple[Activity, ...]:
    """The facts to append. ``last``: the last complete look before this one, None if there was none; ``items``: the
    same for each post, where the question goes among posts."""
    return new_facts(answer.look, _standing(answer.look), LastLook(last, items, answer.linked))


def _standing(look: Look) -> list[Activity]:
    """What the log says to stand within the question. At most one query."""
    network, wanted = look.question.network, standing_facts(look)
    if wanted is None:
        return []
    if wanted.targets:
        return activities.standing_edges(network, wanted.kind, *wanted.targets)
    if wanted.span:
        (actor,) = wanted.actors
        return activities.standing_within(network, wanted.kind, actor, wanted.span)
    return activities.last_profiles(network, wanted.actors)
