"""What a reading adds to the log: of follows only those of members, of posts that are passed on each on its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.reconcile import edge_kind, listed_kind, reconcile
from mooc.core.values.span import Span


class Look(NamedTuple):
    """A ``question`` of a watch was put by ``read`` and answered at ``now`` (course time)."""

    question: Question
    read: Read
    reading: Reading
    now: datetime


class LastLook(NamedTuple):
    """What was seen before a look. ``at``: the last complete look, None if there was none; ``items``: of a question
    that goes among posts, post → up to when it was known; ``linked``: account → since when it is a member's (UTC)."""

    at: datetime | None
    items: Mapping[str, datetime | None]
    linked: Mapping[str, datetime]


class StandingFacts(NamedTuple):
    """The facts that a reading may end, or need not tell again: of this kind, about these ``targets`` or else by these
    ``actors``, and dated within ``span`` if there is one."""

    kind: Kind
    targets: Collection[str] = ()
    actors: Collection[str] = ()
    span: Span | None = None

    def has(self, fact: Activity) -> bool:
        """Whether the fact, which stands by the log, is one of them."""
        is_of_them = fact.target in self.targets if self.targets else fact.actor in self.actors
        return fact.kind is self.kind and is_of_them and (self.span is None or fact.at in self.span)


def standing_facts(look: Look) -> StandingFacts | None:
    """Which facts the reading is compared with; None: it cannot end any, and tells them all."""
    question, read, reading, _ = look
    kind = edge_kind(read)
    if kind or read.per_item:
        posts = _posts_listed(reading) if read.per_item else (question.subject,)
        return StandingFacts(kind, targets=posts) if kind and posts else None
    if NeedKind.PROFILE in read.needs:
        return StandingFacts(Kind.PROFILE, actors=[person.id for person in reading.people])
    span = reading.completeness.listing
    return StandingFacts(listed_kind(read), actors=(question.subject,), span=span) if span else None


def new_facts(look: Look, standing: Sequence[Activity], last: LastLook) -> tuple[Activity, ...]:
    """The facts to append. ``standing``: those of ``standing_facts`` that stand by the log."""
    return _of_posts(look, standing, last) if look.read.per_item else _of_accounts(look, standing, last)


def _of_accounts(look: Look, standing: Sequence[Activity], last: LastLook) -> tuple[Activity, ...]:
    """Of a question about one subject, or about accounts."""
    question, read, reading, now = look
    is_of_follows = edge_kind(read) is Kind.FOLLOW
    if is_of_follows:  # of strangers' follows nothing is kept
        reading = replace(reading, edges=tuple(edge for edge in reading.edges if edge.actor in last.linked))
    absent: dict[str, datetime] = {}
    if last.at and (is_of_follows or NeedKind.PROFILE in read.needs):
        absent = {account: last.at for account, since in last.linked.items() if since <= last.at}
    elif last.at:
        absent = {edge.actor: last.at for edge in reading.edges}
    return reconcile(read, question, reading, standing, absent, now)


def _of_posts(look: Look, standing: Sequence[Activity], last: LastLook) -> tuple[Activity, ...]:
    """Of a question that goes among posts: what is known of each is weighed on its own."""
    question, read, reading, now = look
    edges: dict[str, list[Edge]] = {key: [] for key in _posts_listed(reading)}
    for edge in reading.edges:
        edges[edge.target].append(edge)
    stand: dict[str, list[Activity]] = {key: [] for key in edges}
    for fact in standing:
        stand[fact.target].append(fact)
    facts = list(reading.activities)
    for key, edges_of_post in edges.items():
        moment = reading.completeness.moment if key in (reading.completeness.listed or ()) else None
        part = Reading(edges=tuple(edges_of_post), completeness=Completeness(Span(moment, moment) if moment else None))
        seen_until = last.items.get(key)
        absent = {edge.actor: seen_until for edge in edges_of_post} if seen_until else {}
        facts += reconcile(read, question._replace(subject=key, targets=()), part, stand[key], absent, now)
    return tuple(facts)


def _posts_listed(reading: Reading) -> tuple[str, ...]:
    """Keys of the posts of which a reading that goes among posts shows edges, or says that it has listed them all."""
    return tuple(sorted({*(reading.completeness.listed or ()), *(edge.target for edge in reading.edges)}))
