"""What a reading adds to the log: of follows only those of members, of posts that are passed on each on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.reconcile import edge_kind, reconcile
from mooc.core.values.span import Span


def posts_listed(reading: Reading) -> tuple[str, ...]:
    """Keys of the posts of which a reading that goes among posts shows edges, or says that it has listed them all."""
    return tuple(sorted({*(reading.completeness.listed or ()), *(edge.target for edge in reading.edges)}))


def new_facts(
    read: Read,
    question: Question,
    reading: Reading,
    linked: Mapping[str, datetime],
    standing: Sequence[Activity],
    last_look: datetime | None,
    now: datetime,
) -> tuple[Activity, ...]:
    """The facts to append, of a question about one subject, or about accounts.

    ``linked``: account → since when it is a member's (UTC); ``standing``: facts within the question that stand by the
    log; ``last_look``: the last complete look before this one, None if there was none.
    """
    is_of_follows = edge_kind(read) is Kind.FOLLOW
    if is_of_follows:  # of strangers' follows nothing is kept
        reading = replace(reading, edges=tuple(edge for edge in reading.edges if edge.actor in linked))
    absent: dict[str, datetime] = {}
    if last_look and (is_of_follows or NeedKind.PROFILE in read.needs):
        absent = {account: last_look for account, since in linked.items() if since <= last_look}
    elif last_look:
        absent = {edge.actor: last_look for edge in reading.edges}
    return reconcile(read, question, reading, standing, absent, now)


def new_facts_of_posts(
    read: Read,
    question: Question,
    reading: Reading,
    standing: Sequence[Activity],
    seen_until: Mapping[str, datetime | None],
    now: datetime,
) -> tuple[Activity, ...]:
    """The same for a question that goes among posts: what is known of each is weighed on its own.

    ``standing``: edges of the posts that are listed; ``seen_until``: post → up to when it was known before.
    """
    edges: dict[str, list[Edge]] = {key: [] for key in posts_listed(reading)}
    for edge in reading.edges:
        edges[edge.target].append(edge)
    stand: dict[str, list[Activity]] = {key: [] for key in edges}
    for fact in standing:
        stand[fact.target].append(fact)
    facts = list(reading.activities)
    for key, edges_of_post in edges.items():
        moment = reading.completeness.moment if key in (reading.completeness.listed or ()) else None
        part = Reading(edges=tuple(edges_of_post), completeness=Completeness(Span(moment, moment) if moment else None))
        last_look = seen_until.get(key)
        absent = {edge.actor: last_look for edge in edges_of_post} if last_look else {}
        facts += reconcile(read, question._replace(subject=key, among=()), part, stand[key], absent, now)
    return tuple(facts)
