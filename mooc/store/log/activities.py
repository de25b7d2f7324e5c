"""The activity log: adding facts, and reading those that touch given accounts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Coalesce

from mooc.core.facts.activity import FIELDS, NO_CONTENT, NO_REFERENCES, Activity, Content, Kind, References
from mooc.core.values.span import Span
from mooc.store import models

_WORD_LISTS = ("tags", "mentions", "links", "marks")
_JOINED = tuple(FIELDS.index(name) for name in _WORD_LISTS)
_MOMENTS = tuple(FIELDS.index(name) for name in ("at", "seen_at", "absent_at", "claimed_at"))
_COLUMNS = tuple(
    Coalesce(name, None, output_field=TextField()) if index in _MOMENTS else F(name)
    for index, name in enumerate(FIELDS)
)
"""Moments as the database hands them out: Django's way from SQLite's text takes half the time of a large read."""
_KIND = FIELDS.index("kind")
_REFERENCES = FIELDS.index(References._fields[0])
_CONTENT = FIELDS.index(Content._fields[0])
_KINDS = {kind.value: kind for kind in Kind}
_OTHERS = ("target_author", "reply_to_author", "quote_author")

AccountKey = tuple[str, str]
"""Network and stable id of an account."""


@lru_cache(maxsize=4096)
def _words(joined: str) -> tuple[str, ...]:
    """The same few hashtags stand on most posts of a cohort: they are kept once."""
    return tuple(joined.split())


def _to_core(row: Sequence[Any]) -> Activity:
    values = list(row)
    values[_KIND] = _KINDS[values[_KIND]]
    for index in _MOMENTS:
        if type(values[index]) is str:  # from SQLite
            values[index] = datetime.fromisoformat(values[index] + "+00:00")
    for index in _JOINED:
        values[index] = _words(values[index]) if values[index] else ()
    of_references, of_content = values[_REFERENCES:_CONTENT], values[_CONTENT:]
    references = References._make(of_references) if any(of_references) else NO_REFERENCES
    content = Content._make(of_content) if any(of_content) else NO_CONTENT
    return Activity._make((*values[:_REFERENCES], references, content))


def _to_row(fact: Activity) -> models.Activity:
    fields = fact.fields()
    return models.Activity(**fields | {name: " ".join(fields[name]) for name in _WORD_LISTS})


def _read(activities: QuerySet[models.Activity]) -> list[Activity]:
    return [_to_core(row) for row in activities.values_list(*_COLUMNS)]


def touching(accounts: Collection[AccountKey]) -> list[Activity]:
    """Every fact in which one of the accounts did something, or something was done to it; one query a network."""
    activities: list[Activity] = []
    for network in sorted({network for network, _ in accounts}):
        ids = sorted(account for account_network, account in accounts if account_network == network)
        concerned = Q(network=network, actor__in=ids)
        for column in _OTHERS:  # every part names the network, so that each is looked up in an index of its own
            concerned |= Q(("network", network), (f"{column}__in", ids)) & ~Q((column, ""))
        activities += _read(models.Activity.objects.filter(concerned))
    return activities


def _standing(**filters: Any) -> QuerySet[models.Activity]:
    targeted = models.Activity.objects.filter(~Q(target=""))  # as in the index by_target, which is not used else
    ended = targeted.filter(kind=Kind.GONE, network=OuterRef("network"), target=OuterRef("key"))
    return models.Activity.objects.filter(~Exists(ended), **filters)


def standing_edges(network: str, kind: Kind, *targets: str) -> list[Activity]:
    """Follows of these accounts, or reposts of these posts, that stand according to the log."""
    return _read(_standing(network=network, kind=kind, target__in=targets).exclude(target=""))


def standing_within(network: str, kind: Kind, actor: str, span: Span) -> list[Activity]:
    """The account's posts, or reposts, dated within ``span`` that stand according to the log."""
    return _read(_standing(network=network, kind=kind, actor=actor, at__gte=span.start, at__lt=span.end))


def last_profiles(network: str, accounts: Collection[str]) -> list[Activity]:
    """How each of the accounts showed itself when it was last seen to differ. One query, none for no accounts."""
    if not accounts:
        return []
    activities = models.Activity.objects.filter(network=network, kind=Kind.PROFILE, actor__in=accounts)
    later = activities.filter(actor=OuterRef("actor"), seen_at__gt=OuterRef("seen_at"))
    return _read(activities.filter(~Exists(later)))


_key = attrgetter("key")


def add(network: str, facts: Iterable[Activity]) -> list[Activity]:
    """Store what the log does not have yet; returns just that.

    Safe to repeat: a fact is known by its network and key. Belongs in a transaction of the caller.
    """
    by_key = {fact.key: fact for fact in sorted(facts, key=_key)}  # in one order: two that add do not deadlock
    stored_keys = models.Activity.objects.filter(network=network, key__in=by_key).values_list("key", flat=True)
    for key in list(stored_keys):
        del by_key[key]
    fresh = list(by_key.values())
    models.Activity.objects.bulk_create([_to_row(fact) for fact in fresh], ignore_conflicts=True, batch_size=500)
    return fresh


def post(network: str, key: str) -> Activity | None:
    """The post of that key; None if the log does not have it."""
    return next(iter(_read(models.Activity.objects.filter(network=network, key=key, kind=Kind.POST))), None)


def author_of(network: str, key: str) -> str:
    """Who wrote the post; empty if the log does not have it."""
    row = models.Activity.objects.filter(network=network, key=key).values_list("actor", flat=True).first()
    return row or ""


def by_keys(network: str, keys: Collection[str]) -> list[Activity]:
    """The facts of these keys. One query."""
    return _read(models.Activity.objects.filter(network=network, key__in=keys))


def posts_of(network: str, keys: Collection[str]) -> list[Activity]:
    """The posts of these keys. One query, none for no keys."""
    if not keys:
        return []
    return _read(models.Activity.objects.filter(network=network, key__in=keys, kind=Kind.POST))


def known_keys(network: str, keys: Collection[str]) -> set[str]:
    """Which of these keys the log has. One query, none for no keys."""
    if not keys:
        return set()
    return set(models.Activity.objects.filter(network=network, key__in=keys).values_list("key", flat=True))


def standing_pairs(network: str, kind: Kind, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (actor, target) follow, or have reposted, according to the log. One query."""
    activities = _standing(
        network=network, kind=kind, actor__in={actor for actor, _ in pairs}, target__in={target for _, target in pairs}
    )
    return set(pairs) & set(activities.exclude(target="").values_list("actor", "target"))
