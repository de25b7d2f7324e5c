"""Situations: a member, a window and what happened, in a line or two. A fixed cast: ada is judged.

The window is the second week of November 2026. ``bob`` and ``eve`` share ada's twinome, ``max`` is of the cohort,
``mia`` mentors it; ``zoe`` and ``yan`` are strangers; ``host`` and ``voice`` are on lists.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mooc.core.checks import check_from_words
from mooc.core.checks.base import Check
from mooc.core.evidence.scene import ActivityLog, OwnAccount, Scene
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import Relation
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need, NeedKind, Scope
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.troubles import Trouble
from mooc.core.values.span import Span

OPENS = datetime(2026, 11, 9, tzinfo=UTC)
CLOSES = datetime(2026, 11, 16, tzinfo=UTC)
WEEK = Span(OPENS, CLOSES)
NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)
"""In the middle of the window."""
AFTER = CLOSES + timedelta(hours=2)
"""When everything is over, and by default the moment of judging."""

TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ADA = OwnAccount("x", "ada", "ada_handle", OPENS - 30 * DAY)
ADA_ON_BLUESKY = OwnAccount("bluesky", "did:ada", "ada.example", OPENS - 30 * DAY)

LISTS = {
    ("x", "host"): ("host",),
    ("x", "voices"): ("voice", "host", "vic"),
    ("bluesky", "host"): ("did:host",),
}
TIES: Mapping[str, frozenset[str]] = {
    "ada": frozenset({Relation.SELF, Relation.COHORT}),
    "bob": frozenset({Relation.TWINOME, Relation.COHORT}),
    "eve": frozenset({Relation.TWINOME, Relation.COHORT}),
    "max": frozenset({Relation.COHORT}),
    "mia": frozenset({Relation.COHORT, Relation.MENTORS}),
    "host": frozenset({"list:host"}),
}

STATES = {NeedKind.FOLLOWS, NeedKind.UNFOLLOWS, NeedKind.REPOSTS, NeedKind.STANDING}


def post(key: str, at: datetime = NOON, **more: Any) -> Activity:
    """A post by ada with the cohort's tag and a text of its own, unless ``more`` says otherwise."""
    fields: dict[str, Any] = {"network": "x", "actor": "ada", "seen_at": at + MINUTE, "words": 12}
    fields |= {"tags": ("mooc",), "text_hash": f"text of {key}"}
    return Activity.of_fields(**(fields | {"key": key, "kind": Kind.POST, "at": at} | more))


def changed(fact: Activity, **fields: Any) -> Activity:
    """The same fact with these fields, its own or of its references or its content."""
    return Activity.of_fields(**(fact.fields() | fields))


def reply(key: str, to: str, at: datetime = NOON, **more: Any) -> Activity:
    """A post by ada that answers a post of the account ``to``."""
    return post(key, at, **({"reply_to": f"post of {to}", "reply_to_author": to} | more))


def quote(key: str, of: str, by: str, at: datetime = NOON, **more: Any) -> Activity:
    """A post by ``by`` that quotes ada's post ``of``."""
    return post(key, at, **({"actor": by, "quote_of": of, "quote_author": "ada", "tags": ()} | more))


def repost(
    of: str, by: str, seen: datetime = NOON + HOUR, absent: datetime | None = None, at: datetime | None = None
) -> Activity:
    """A repost by ``by`` of ada's post ``of``, first seen at ``seen``."""
    key = f"repost:{by}>{of}@{seen.timestamp():.6f}"
    return Activity("x", key, Kind.REPOST, by, at, seen, absent, of, "ada")


def follow(
    of: str, seen: datetime = NOON, absent: datetime | None = None, at: datetime | None = None, **more: Any
) -> Activity:
    """Ada follows ``of``: first seen at ``seen``, not there in the look at ``absent``."""
    key = f"follow:ada>{of}@{seen.timestamp():.6f}"
    return Activity(**({"network": "x", "actor": "ada"} | more), key=key, kind=Kind.FOLLOW, at=at, seen_at=seen,
                    absent_at=absent, target=of)  # fmt: skip


def gone(fact: Activity, seen: datetime = NOON + HOUR) -> Activity:
    """The fact no longer stands, as seen at ``seen``."""
    return Activity(fact.network, f"gone:{fact.key}", Kind.GONE, fact.actor, None, seen, target=fact.key)


def all_seen(until: datetime = AFTER, start: datetime = OPENS - 30 * DAY, **more: Any) -> Callable[[Need], Coverage]:
    """Every need is covered from ``start``, by default long before the window, up to ``until``."""

    def coverage(need: Need) -> Coverage:
        scope = Scope.STATE if need.kind in STATES else Scope.STREAM
        return Coverage(scope, **({"spans": (Span(start, until),)} | more))

    return coverage


def unseen(need: Need) -> None:
    """Nothing has ever been looked at."""
    return


def in_trouble(trouble: Trouble) -> Callable[[Need], Coverage]:
    """Nothing could be seen, and the latest look says why."""
    return lambda need: Coverage(Scope.STREAM, trouble=trouble)


def scene(*happened: Activity, **more: Any) -> Scene:
    """What ada's judge knows: all that happened, everything looked at, the window over."""
    fields: dict[str, Any] = {"member": "ada", "accounts": (ADA,), "window": WEEK, "now": AFTER, "hashtag": "mooc"}
    fields |= {"lists": LISTS, "ties": TIES, "coverage": all_seen()}
    return Scene(**(fields | {"log": ActivityLog(happened)} | more))


def check(name: str, **parameters: Any) -> Check:
    """The check as its author writes it."""
    return check_from_words({name: parameters})


def found(rule: Check, *happened: Activity, **more: Any) -> Finding:
    """What the rule finds in the scene."""
    return rule.find(scene(*happened, **more))


def answer(rule: Check, *happened: Activity, **more: Any) -> Answer:
    """Met, not yet or can't tell."""
    return found(rule, *happened, **more).answer


def words(finding: Finding) -> list[str]:
    """The names of the sentences, in their order."""
    return [line.word for line in finding.lines]


def protected(account: OwnAccount) -> OwnAccount:
    """The account, now readable by its followers alone."""
    return account._replace(standing=AccountStatus.PROTECTED)
