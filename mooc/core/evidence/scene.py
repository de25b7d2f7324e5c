"""Scene: all that a check may know when it judges one member."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import LISTED, OUTSIDE, Audience, Relation, known_by
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.proof import Attestation, EvidenceLevel
from mooc.core.values.span import Span

NO_TIES: frozenset[str] = frozenset()
ONESELF: frozenset[str] = frozenset({Relation.SELF})

CLOCK_GRACE = timedelta(minutes=15)
"""How far a network's clock may be ahead of ours. What it dates later than that waits until its time has come."""

_began_by = attrgetter("began_by")
_NOTHING = ("", "", "")


class OwnAccount(NamedTuple):
    """An account of the member, proven to be theirs at ``since`` (UTC)."""

    network: str
    id: str
    handle: str
    since: datetime
    standing: AccountStatus = AccountStatus.ACTIVE


class ActivityLog:
    """The activities that touch one member, sorted by network time, and folded once for all challenges.

    The order of arrival does not show: the same set of activities gives the same Log.
    """

    def __init__(self, activities: Iterable[Activity]) -> None:
        self._all = sorted(_each_repost_once(activities), key=lambda a: (a.at or a.seen_at, a.network, a.key))
        self._posts_within: dict[tuple[str, Span], list[Activity]] = {}

    @cached_property
    def _by_kind(self) -> Mapping[Kind, list[Activity]]:
        by_kind: dict[Kind, list[Activity]] = {kind: [] for kind in Kind}
        for activity in self._all:
            by_kind[activity.kind].append(activity)
        return by_kind

    @cached_property
    def _ended(self) -> Mapping[tuple[str, str], Activity]:
        """(Network, key) of a fact → the first GONE that ended it: two networks may use the same key."""
        return {(a.network, a.target): a for a in reversed(self._by_kind[Kind.GONE])}

    @cached_property
    def _by_actor(self) -> Mapping[tuple[Kind, str], list[Activity]]:
        by_actor: dict[tuple[Kind, str], list[Activity]] = {}
        for activity in self._all:
            by_actor.setdefault((activity.kind, activity.actor), []).append(activity)
        return by_actor

    @cached_property
    def _about(self) -> Mapping[str, list[Activity]]:
        about: dict[str, list[Activity]] = {}
        for activity in self._all:
            keys = activity.target, *activity.references.posts
            if keys != _NOTHING and activity.kind is not Kind.GONE:
                for key in {*keys} - {""}:
                    about.setdefault(key, []).append(activity)
        return about

    @cached_property
    def _follows(self) -> Mapping[tuple[str, str, str], list[Activity]]:
        follows: dict[tuple[str, str, str], list[Activity]] = {}
        for activity in self._by_kind[Kind.FOLLOW]:
            follows.setdefault((activity.network, activity.actor, activity.target), []).append(activity)
        return follows

    @cached_property
    def _posts(self) -> Mapping[tuple[str, str], Activity]:
        return {(a.network, a.key): a for a in self._by_kind[Kind.POST]}

    @cached_property
    def _edits(self) -> Mapping[tuple[str, str], list[Activity]]:
        edits: dict[tuple[str, str], list[Activity]] = {}
        for activity in self._by_kind[Kind.POST]:
            if activity.references.edit_of:
                edits.setdefault((activity.network, activity.references.edit_of), []).append(activity)
        return edits

    def by(self, kind: Kind, account: str) -> list[Activity]:
        """What that account did, oldest first, what is gone included."""
        return self._by_actor.get((kind, account), [])

    def posts(self, account: str, span: Span) -> list[Activity]:
        """The account's posts that the network dates within the span, oldest first, deleted ones included."""
        activities = self._posts_within.get((account, span))
        if activities is None:
            posts = self.by(Kind.POST, account)
            start = bisect_left(posts, span.start, key=_began_by)
            end = bisect_left(posts, span.end, key=_began_by)
            activities = [post for post in posts[start:end] if post.at is not None]
            self._posts_within[account, span] = activities
        return activities

    def about(self, key: str) -> list[Activity]:
        """Replies to, reposts and quotes of the post ``key``, oldest first, what is gone included."""
        return self._about.get(key, [])

    def follows(self, network: str, actor: str, target: str) -> list[Activity]:
        """Each time that ``actor`` began to follow ``target``, oldest first, what is gone included."""
        return self._follows.get((network, actor, target), [])

    def to(self, accounts: Collection[str]) -> list[Activity]:
        """Posts that answer one of the accounts, oldest first, what is gone included."""
        posts = self._by_kind[Kind.POST]
        return [post for account in sorted(accounts) for post in posts if post.references.reply_to_author == account]

    def by_others(self, accounts: Collection[str]) -> list[Activity]:
        """Posts and reposts by anybody but these accounts, oldest first, what is gone included."""
        kinds = (Kind.POST, Kind.REPOST)
        return [fact for fact in self._all if fact.kind in kinds and fact.actor not in accounts]

    def ended(self, fact: Activity) -> Activity | None:
        """The GONE that ended the fact; None while it stands."""
        return self._ended.get((fact.network, fact.key))

    def post(self, network: str, key: str) -> Activity | None:
        """The post of that key, whoever wrote it, gone or not; None if it was never seen."""
        return self._posts.get((network, key))

    def versions(self, post: Activity) -> list[Activity]:
        """The post in all the versions that were seen, oldest first."""
        if not self._edits:
            return [post]
        first_key = post.references.edit_of or post.key
        edits = self._edits.get((post.network, first_key), [])
        original = self.post(post.network, first_key) if edits else post
        return [original, *edits] if original else edits


def _each_repost_once(activities: Iterable[Activity]) -> Iterable[Activity]:
    """A repost may be seen from both sides: among what somebody reposted, with its time, and among those who reposted a
    post, without one. Where both are the same deed, the one with the time is it."""
    facts = list(activities)
    times: dict[tuple[str, str, str], list[datetime]] = {}
    for fact in facts:
        if fact.kind is Kind.REPOST and fact.at:
            times.setdefault((fact.network, fact.actor, fact.target), []).append(fact.at)
    if not times:
        return facts
    distinct = []
    for fact in facts:
        if fact.kind is Kind.REPOST and not fact.at:
            earliest = fact.absent_at - CLOCK_GRACE if fact.absent_at else None
            moments = times.get((fact.network, fact.actor, fact.target), ())
            if any(at <= fact.seen_at + CLOCK_GRACE and (earliest is None or at > earliest) for at in moments):
                continue
        distinct.append(fact)
    return distinct


@dataclass(frozen=True, slots=True)
class Scene:
    """One member, one challenge, one moment.

    ``lists``: (network, list name) → account ids. ``ties``: account id → what that account is to the member; who is
    absent is a stranger. ``coverage``: how far a need has been seen. ``hashtag``: the cohort's, as networks are asked
    for it. ``step``: what the budgets still let be asked for proof; ``attestations``: what people have said of this
    challenge, the learner too, and whom the learner has met.
    """

    member: str
    accounts: tuple[OwnAccount, ...]
    window: Span
    now: datetime
    log: ActivityLog
    hashtag: str = ""
    lists: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    ties: Mapping[str, frozenset[str]] = field(default_factory=dict)
    coverage: Callable[[Need], Coverage | None] = field(default=lambda need: None)
    step: EvidenceLevel = EvidenceLevel.NETWORK
    attestations: tuple[Attestation, ...] = ()

    def ties_of(self, account: str) -> frozenset[str]:
        """What that account is to the member."""
        try:
            ties = self.ties[account]
        except KeyError:
            ties = NO_TIES
        return ties | ONESELF if account in [own_account.id for own_account in self.accounts] else ties

    def means(self, audience: Audience, network: str, account: str) -> bool:
        """Whether ``audience`` includes that account. Nobody is ever meant by his or her own challenge."""
        ties = self.ties_of(account)
        if audience.list and Relation.SELF not in ties:
            return account in self.lists.get((network, audience.list), ())
        return audience.includes(ties | self._listed(network, account) if audience.word == OUTSIDE else ties)

    def known_by(self, account: str) -> str:
        """What makes that account no stranger (see ``mooc.core.facts.audience``); empty for a stranger."""
        networks = {own_account.network for own_account in self.accounts}
        return known_by(self.ties_of(account).union(*(self._listed(network, account) for network in networks)))

    def _listed(self, network: str, account: str) -> frozenset[str]:
        """The lists of the course on which that account stands: its host is on one, too."""
        return frozenset(
            f"{LISTED}{name}"
            for (list_network, name), ids in self.lists.items()
            if list_network == network and account in ids
        )

    def named(self, audience: Audience, network: str) -> tuple[str, ...]:
        """The accounts on that network that ``audience`` names beforehand (a list); empty where it names none. Nobody
        is ever meant by his or her own challenge."""
        named = self.lists.get((network, audience.list), ()) if audience.list else ()
        own_ids = {account.id for account in self.accounts if account.network == network}
        return tuple(account for account in named if account not in own_ids) if own_ids.intersection(named) else named

    def may_be_within(self, fact: Activity) -> bool:
        """Whether the fact began within the window; without a time of its own, whether the two looks allow it."""
        if fact.at:
            return fact.at in self.window
        began_late = fact.absent_at is not None and fact.absent_at >= self.window.end
        return fact.seen_at >= self.window.start and not began_late

    def posts(self, account: str) -> list[Activity]:
        """The account's posts that the network dates within the window, oldest first, deleted ones included.

        What is dated in the future, beyond the grace for clocks that differ, waits.
        """
        return self.log.posts(account, Span(self.window.start, min(self.window.end, self.now + CLOCK_GRACE)))
