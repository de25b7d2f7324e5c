"""What a reading adds to the log: of follows only those of members, of posts that are passed on each on its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.network import Edge, NeedKind, Question, Read, Reading
from mooc.core.facts.reconcile import edge_kind, listed_kind, reconcile
from mooc.core.values.span import Span
from mooc.store.log import activities
from mooc.store.watching.watches import Claimed


def of(
    claimed: Claimed,
    read: Read,
    reading: Reading,
    last: datetime | None,
    items: Mapping[str, datetime | None],
    now: datetime,
) -> tuple[Activity, ...]:
    """The facts to append. ``last``: the last complete look before this one, None if there was none; ``items``: the
    same for each post, where the question goes among posts."""
    return (
        _of_posts(claimed, read, reading, items, now) if read.each else _of_subject(claimed, read, reading, last, now)
    )


def _of_subject(
    claimed: Claimed, read: Read, reading: Reading, last: datetime | None, now: datetime
) -> tuple[Activity, ...]:
    kind = edge_kind(read)
    if kind is Kind.FOLLOW:  # of strangers' follows nothing is kept
        reading = replace(reading, edges=tuple(edge for edge in reading.edges if edge.actor in claimed.linked))
    absent = _absent(claimed, read, reading, last) if last else {}
    known = _known(claimed.question, read, reading)
    return reconcile(read, claimed.question, reading, known, absent, now)


def _of_posts(
    claimed: Claimed, read: Read, reading: Reading, items: Mapping[str, datetime | None], now: datetime
) -> tuple[Activity, ...]:
    """The same for a question that goes among posts: what is known of each is weighed on its own."""
    kind = edge_kind(read)
    edges: dict[str, list[Edge]] = {key: [] for key in reading.listed or ()}
    for edge in reading.edges:
        edges.setdefault(edge.target, []).append(edge)
    stand: dict[str, list[Activity]] = {key: [] for key in edges}
    for fact in activities.standing_edges(claimed.question.network, kind, *edges) if kind and edges else ():
        stand[fact.target].append(fact)
    found = list(reading.activities)
    for key, shown in sorted(edges.items()):
        moment = reading.moment if key in (reading.listed or ()) else None
        part = Reading(edges=tuple(shown), covered=Span(moment, moment) if moment else None)
        seen = items.get(key)
        absent = {edge.actor: seen for edge in shown} if seen else {}
        question = claimed.question._replace(subject=key, among=())
        found += reconcile(read, question, part, stand[key], absent, now)
    return tuple(found)


def _absent(claimed: Claimed, read: Read, reading: Reading, last: datetime) -> dict[str, datetime]:
    """Account → the last complete look, where that look would have shown the account's edge, or its profile."""
    if edge_kind(read) is Kind.FOLLOW or NeedKind.PROFILE in read.needs:
        return {account: last for account, since in claimed.linked.items() if since <= last}
    return {edge.actor: last for edge in reading.edges}


def _known(question: Question, read: Read, reading: Reading) -> list[Activity]:
    kind = edge_kind(read)
    if kind:
        return activities.standing_edges(question.network, kind, question.subject)
    if NeedKind.PROFILE in read.needs:
        return activities.last_profiles(question.network, [person.id for person in reading.people])
    if reading.listing is None:
        return []
    return activities.standing_within(question.network, listed_kind(read), question.subject, reading.listing)
