"""Reconciling: what a Reading adds to the log, given what is known to stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mooc.core.activity import Activity, Kind
from mooc.core.network import Edge, NeedKind, Question, Read, Reading

EDGE_KINDS: Mapping[NeedKind, Kind] = {NeedKind.FOLLOWS: Kind.FOLLOW, NeedKind.REPOSTS: Kind.REPOST}


def edge_kind(read: Read) -> Kind | None:
    """Which kind of fact the edges of this read are; None where it has none."""
    return next((EDGE_KINDS[need] for need in sorted(read.needs) if need in EDGE_KINDS), None)


def reconcile(
    read: Read,
    question: Question,
    reading: Reading,
    known: Sequence[Activity],
    absent_at: Mapping[str, datetime],
    now: datetime,
) -> tuple[Activity, ...]:
    """The facts to append: posts, edges that are new, and a GONE for what is known and provably no longer stands.

    ``known``: facts within the question that stand according to the log. ``absent_at``: account → the last complete
    look that would have shown an edge of that account (missing: there was none).
    """
    kind = edge_kind(read)
    edges = _new_edges(kind, question, reading.edges, known, absent_at, now) if kind else ()
    return (*reading.activities, *edges, *_gone(kind, question, reading, known, now))


def _edge_key(kind: Kind, edge: Edge, seen_at: datetime) -> str:
    return edge.key or f"{kind}:{edge.actor}>{edge.target}@{int(seen_at.timestamp())}"


def _same(edge: Edge) -> tuple[str, str]:
    return edge.actor, edge.target


def _new_edges(
    kind: Kind,
    question: Question,
    edges: Iterable[Edge],
    known: Sequence[Activity],
    absent_at: Mapping[str, datetime],
    now: datetime,
) -> tuple[Activity, ...]:
    keys = {fact.key for fact in known}
    stand = {(fact.actor, fact.target) for fact in known}
    fresh = (edge for edge in edges if (edge.key not in keys if edge.key else _same(edge) not in stand))
    return tuple(
        Activity(
            question.network,
            _edge_key(kind, edge, now),
            kind,
            edge.actor,
            edge.at,
            now,
            absent_at.get(edge.actor),
            edge.target,
            edge.target_author,
        )
        for edge in fresh
    )


def _gone(
    kind: Kind | None, question: Question, reading: Reading, known: Sequence[Activity], now: datetime
) -> tuple[Activity, ...]:
    """Only a complete answer ends a fact, and only within what was asked about."""
    if kind and reading.covered:
        if reading.listed is not None and question.subject not in reading.listed:
            return ()
        here = {edge.key or _same(edge) for edge in reading.edges}
        among = set(question.among)
        ended = [
            fact
            for fact in known
            if fact.kind is kind
            and fact.key not in here
            and (fact.actor, fact.target) not in here
            and (not among or fact.actor in among)
        ]
    elif reading.listing:
        listed = {post.key for post in reading.activities}
        ended = [
            fact
            for fact in known
            if fact.kind is Kind.POST and fact.at and fact.at in reading.listing and fact.key not in listed
        ]
    else:
        ended = []
    return tuple(gone(fact, now) for fact in ended)


def gone(fact: Activity, now: datetime) -> Activity:
    """The GONE that ends ``fact``, as seen ``now``. It keeps the other person concerned, so that both are judged."""
    other = fact.target_author or fact.quote_author or fact.reply_to_author
    return Activity(
        fact.network, f"gone:{fact.key}", Kind.GONE, fact.actor, None, now, target=fact.key, target_author=other
    )
