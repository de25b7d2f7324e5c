"""Reconciling: what a Reading adds to the log, given what is known to stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mooc.core.facts.activity import Activity, Content, Kind
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Edge, Reading
from mooc.core.values.text import text_hash, word_count

EDGE_KINDS: Mapping[NeedKind, Kind] = {
    NeedKind.FOLLOWS: Kind.FOLLOW,
    NeedKind.UNFOLLOWS: Kind.FOLLOW,
    NeedKind.REPOSTS: Kind.REPOST,
}


def edge_kind(read: Read) -> Kind | None:
    """Which kind of fact the edges of this read are; None where it has none."""
    return next((EDGE_KINDS[need] for need in sorted(read.needs) if need in EDGE_KINDS), None)


def listed_kind(read: Read) -> Kind:
    """Which kind of fact a ``listing`` of this read is complete of: what somebody reposted, or what somebody wrote."""
    return Kind.REPOST if NeedKind.SHARES in read.needs else Kind.POST


def reconcile(
    read: Read,
    question: Question,
    reading: Reading,
    activities: Sequence[Activity],
    absent_at: Mapping[str, datetime],
    now: datetime,
) -> tuple[Activity, ...]:
    """The facts to append: posts, edges that are new, and a GONE for what is known and provably no longer stands.

    ``activities``: facts within the question that stand according to the log. ``absent_at``: account → the last
    complete look that would have shown an edge of that account, or its profile as it is now (missing: there was none).
    """
    kind = edge_kind(read)
    edges = _new_edges(kind, question, reading.edges, activities, absent_at, now) if kind else ()
    profiles = (
        _new_profiles(question, reading.people, activities, absent_at, now) if NeedKind.PROFILE in read.needs else ()
    )
    return (*reading.activities, *edges, *profiles, *_gone(read, question, reading, activities, absent_at, now))


def _new_profiles(
    question: Question,
    people: Iterable[AccountProfile],
    activities: Sequence[Activity],
    absent_at: Mapping[str, datetime],
    now: datetime,
) -> tuple[Activity, ...]:
    """How people show themselves now, where it differs from what was seen last."""
    profiles_seen = sorted((fact for fact in activities if fact.kind is Kind.PROFILE), key=lambda fact: fact.seen_at)
    last_shown = {fact.actor: fact.content for fact in profiles_seen}
    profiles = (
        Activity(
            question.network,
            f"profile:{person.id}@{int(now.timestamp())}",
            Kind.PROFILE,
            person.id,
            None,
            now,
            absent_at.get(person.id),
            content=Content(
                links=person.links,
                media=int(person.picture),
                words=word_count(person.bio),
                text_hash=text_hash(person.bio),
            ),
        )
        for person in people
        if person.standing is AccountStatus.ACTIVE
    )
    return tuple(profile for profile in profiles if profile.content != last_shown.get(profile.actor))


def _actor_and_target(edge: Edge) -> tuple[str, str]:
    return edge.actor, edge.target


def _new_edges(
    kind: Kind,
    question: Question,
    edges: Iterable[Edge],
    activities: Sequence[Activity],
    absent_at: Mapping[str, datetime],
    now: datetime,
) -> tuple[Activity, ...]:
    keys = {fact.key for fact in activities}
    stand = {(fact.actor, fact.target) for fact in activities}
    fresh = (edge for edge in edges if (edge.key not in keys if edge.key else _actor_and_target(edge) not in stand))
    return tuple(
        Activity(
            question.network,
            edge.key or f"{kind}:{edge.actor}>{edge.target}@{int(now.timestamp())}",
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
    read: Read,
    question: Question,
    reading: Reading,
    activities: Sequence[Activity],
    absent_at: Mapping[str, datetime],
    now: datetime,
) -> tuple[Activity, ...]:
    """Only a complete answer ends a fact, and only within what was asked about.

    Where each look lists all that stands, the last one before has shown what is gone now: it ended after that.
    """
    kind = edge_kind(read)
    if kind and reading.completeness.covered:
        if reading.completeness.listed is not None and question.subject not in reading.completeness.listed:
            return ()
        standing = {edge.key or _actor_and_target(edge) for edge in reading.edges}
        among = set(question.targets) if kind is Kind.FOLLOW else ()  # of who reposts, whoever it is is listed
        ended = [
            fact
            for fact in activities
            if fact.kind is kind
            and fact.key not in standing
            and (fact.actor, fact.target) not in standing
            and (not among or fact.actor in among)
        ]
    elif reading.completeness.listing:
        listed = {fact.key for fact in reading.activities}
        ended = [
            fact
            for fact in activities
            if fact.kind is listed_kind(read)
            and fact.at
            and fact.at in reading.completeness.listing
            and fact.key not in listed
        ]
    else:
        ended = []
    stood = absent_at if NeedKind.UNFOLLOWS in read.needs else {}
    return tuple(gone_activity(fact, now)._replace(absent_at=stood.get(fact.actor)) for fact in ended)


def gone_activity(fact: Activity, now: datetime) -> Activity:
    """The GONE that ends ``fact``, as seen ``now``. It keeps the other person concerned, so that both are judged."""
    person = fact.target_author or fact.references.quote_author or fact.references.reply_to_author
    return Activity(
        fact.network, f"gone:{fact.key}", Kind.GONE, fact.actor, None, now, target=fact.key, target_author=person
    )
