"""What a reading adds to the log: of follows only those of members, of posts that are passed on each on its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.network import Edge, NeedKind, Question, Read, Reading
from mooc.core.facts.reconcile import edge_kind, listed_kind, reconcile
from mooc.core.values.span import Span
from mooc.store.log import activities
from mooc.store.log.answers import WatchAnswer


def reconcile_reading(
    answer: WatchAnswer, last: datetime | None, items: Mapping[str, datetime | None]
) -> tuple[Activity, ...]:
    """The facts to append. ``last``: the last complete look before this one, None if there was none; ``items``: the
    same for each post, where the question goes among posts."""
    return _of_posts(answer, items) if answer.read.each else _of_subject(answer, last)


def _of_subject(answer: WatchAnswer, last: datetime | None) -> tuple[Activity, ...]:
    question, read, reading = answer.question, answer.read, answer.reading
    if edge_kind(read) is Kind.FOLLOW:  # of strangers' follows nothing is kept
        reading = replace(reading, edges=tuple(edge for edge in reading.edges if edge.actor in answer.linked))
    absent = _absent(answer, reading, last) if last else {}
    return reconcile(read, question, reading, _known(question, read, reading), absent, answer.now)


def _of_posts(answer: WatchAnswer, items: Mapping[str, datetime | None]) -> tuple[Activity, ...]:
    """The same for a question that goes among posts: what is known of each is weighed on its own."""
    question, reading, kind = answer.question, answer.reading, edge_kind(answer.read)
    edges: dict[str, list[Edge]] = {key: [] for key in reading.listed or ()}
    for edge in reading.edges:
        edges.setdefault(edge.target, []).append(edge)
    standing: dict[str, list[Activity]] = {key: [] for key in edges}
    for fact in activities.standing_edges(question.network, kind, *edges) if kind and edges else ():
        standing[fact.target].append(fact)
    facts = list(reading.activities)
    for key, listed in sorted(edges.items()):
        moment = reading.moment if key in (reading.listed or ()) else None
        part = Reading(edges=tuple(listed), covered=Span(moment, moment) if moment else None)
        seen = items.get(key)
        absent = {edge.actor: seen for edge in listed} if seen else {}
        of_post = question._replace(subject=key, among=())
        facts += reconcile(answer.read, of_post, part, standing[key], absent, answer.now)
    return tuple(facts)


def _absent(answer: WatchAnswer, reading: Reading, last: datetime) -> dict[str, datetime]:
    """Account → the last complete look, where that look would have shown the account's edge, or its profile."""
    if edge_kind(answer.read) is Kind.FOLLOW or NeedKind.PROFILE in answer.read.needs:
        return {account: last for account, since in answer.linked.items() if since <= last}
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
