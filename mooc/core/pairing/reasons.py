"""Why these people: what a group has in common, who offers what to whom, and what could not be had."""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import combinations, permutations

from mooc.core.pairing.scale import minutes_apart
from mooc.core.pairing.twinome import Candidate, MetBefore, Reason

OF_ONE = frozenset({"network.unsaid"})
"""Reasons that say of one person (``who``) what is for them and for those who look after them alone."""


def reasons(group: Sequence[Candidate], met_before: MetBefore) -> tuple[Reason, ...]:
    """All that speaks for this group, and, said openly, what does not."""
    return (
        *_common("language", group, lambda person: person.languages),
        *_common("network", group, lambda person: sorted(person.networks)),
        _hours(group),
        *_barter(group),
        *_meetings(group, met_before),
    )


def _common(what: str, group: Sequence[Candidate], words: Callable[[Candidate], Collection[str]]) -> Iterator[Reason]:
    """The words that all who said any have in common; else, that there is none, and which two people share."""
    candidates = [person for person in group if words(person)]
    shared = _shared(candidates, words)
    if len(candidates) > 1 and shared:
        yield from (Reason(f"{what}.shared", {what: word}) for word in shared)
    elif len(candidates) > 1:
        yield Reason(f"{what}.none", {})
        for candidate, other in combinations(candidates, 2):
            for word in _shared((candidate, other), words)[:1]:
                yield Reason(f"{what}.between", {"who": candidate.id, "to": other.id, what: word})
    yield from (Reason(f"{what}.unsaid", {"who": person.id}) for person in group if not words(person))


def _shared(people: Sequence[Candidate], words: Callable[[Candidate], Collection[str]]) -> list[str]:
    """The words of all of these, those first that stand first in most lists."""
    lists = [list(words(person)) for person in people]
    common = set(lists[0]).intersection(*lists[1:]) if lists else set()
    return sorted(common, key=partial(_rank, lists))


def _rank(lists: Sequence[list[str]], word: str) -> tuple[int, str]:
    return sum(words.index(word) for words in lists), word


def _hours(group: Sequence[Candidate]) -> Reason:
    minutes = minutes_apart([person.utc_offset_minutes for person in group])
    return Reason("hours.within", {"hours": math.ceil(minutes / 60)}) if minutes else Reason("hours.same", {})


def _barter(group: Sequence[Candidate]) -> Iterator[Reason]:
    for candidate, other in permutations(group, 2):
        if skills := sorted(candidate.offers & other.wants):
            yield Reason("barter.offers", {"who": candidate.id, "skill": ", ".join(skills), "to": other.id})


def _meetings(group: Sequence[Candidate], met_before: MetBefore) -> Iterator[Reason]:
    again = [
        Reason("met.again", {"who": candidate.id, "to": other.id, "times": times})
        for candidate, other in combinations(group, 2)
        if (times := met_before.get(frozenset((candidate.id, other.id)), 0)) > 0
    ]
    yield from again or [Reason("met.never", {})]
