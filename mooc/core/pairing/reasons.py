"""Why these people: what a group has in common, who offers what to whom, and what could not be had."""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations, permutations

from mooc.core.pairing.scale import minutes_apart
from mooc.core.pairing.twinome import Candidate, MetBefore, Reason

PERSONAL_REASONS = frozenset({"network.unsaid"})
"""Reasons that say of one person (``who``) what is for them and for those who look after them alone."""


def group_reasons(group: Sequence[Candidate], met_before: MetBefore) -> tuple[Reason, ...]:
    """All that speaks for this group, and, said openly, what does not."""
    minutes = minutes_apart([person.utc_offset_minutes for person in group])
    hours = Reason("hours.within", {"hours": math.ceil(minutes / 60)}) if minutes else Reason("hours.same", {})
    barter = [
        Reason("barter.offers", {"who": giver.id, "skill": ", ".join(skills), "to": taker.id})
        for giver, taker in permutations(group, 2)
        if (skills := sorted(giver.offers & taker.wants))
    ]
    repeats = [
        Reason("met.again", {"who": left.id, "to": right.id, "times": times})
        for left, right in combinations(group, 2)
        if (times := met_before.get(frozenset((left.id, right.id)), 0)) > 0
    ]
    return (
        *_common("language", group, lambda person: person.languages),
        *_common("network", group, lambda person: sorted(person.networks)),
        hours,
        *barter,
        *(repeats or [Reason("met.never", {})]),
    )


def _common(topic: str, group: Sequence[Candidate], words: Callable[[Candidate], Collection[str]]) -> Iterator[Reason]:
    """The words that all who said any have in common; else, that there is none, and which two people share."""
    candidates = [person for person in group if words(person)]
    shared = _shared(candidates, words)
    if len(candidates) > 1 and shared:
        yield from (Reason(f"{topic}.shared", {topic: word}) for word in shared)
    elif len(candidates) > 1:
        yield Reason(f"{topic}.none", {})
        for left, right in combinations(candidates, 2):
            for word in _shared((left, right), words)[:1]:
                yield Reason(f"{topic}.between", {"who": left.id, "to": right.id, topic: word})
    yield from (Reason(f"{topic}.unsaid", {"who": person.id}) for person in group if not words(person))


def _shared(people: Sequence[Candidate], words: Callable[[Candidate], Collection[str]]) -> list[str]:
    """The words of all of these, those first that stand first in most lists."""
    lists = [list(words(person)) for person in people]
    common = set(lists[0]).intersection(*lists[1:]) if lists else set()
    return sorted(common, key=lambda word: (sum(preferred.index(word) for preferred in lists), word))
