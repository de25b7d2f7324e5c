"""How far each need of a member has been seen, by the watches of the class."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from mooc.core.evidence.member_logs import AccountKey
from mooc.core.evidence.scene import ActivityLog, OwnAccount
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.questions import Read
from mooc.core.facts.troubles import Trouble
from mooc.core.planning.plan import (
    Tables,
    WatchKey,
    coverage_of,
    item_of,
    key_of,
    own_timelines_only,
    read_for,
    read_on_demand,
    with_look_on_demand,
)
from mooc.core.values.span import Span


class WatchState(NamedTuple):
    """A watch as the judge sees it: the ``spans`` that it has covered completely, when it is ``due`` next (UTC; None:
    nobody knows), and what is wrong with it."""

    spans: tuple[Span, ...] = ()
    due: datetime | None = None
    trouble: Trouble | None = None


class ClassCoverage(NamedTuple):
    """What has been seen for a class. ``items``: (watch, post) → up to when that post is known; ``standing_at``:
    account → when it was last known to stand as it is noted."""

    tables: Tables
    watches: Mapping[WatchKey, WatchState]
    items: Mapping[tuple[WatchKey, str], datetime]
    standing_at: Mapping[AccountKey, datetime]

    def of_member(
        self, accounts: tuple[OwnAccount, ...], log: ActivityLog, hidden_on: Collection[str] = ()
    ) -> Callable[[Need], Coverage | None]:
        """How far each need of a member has been seen, found once for all challenges, which ask for much the same.
        ``hidden_on``: see ``hidden_networks``."""
        tables = own_timelines_only(self.tables, hidden_on) if hidden_on else self.tables
        return cache(MemberCoverage(self._replace(tables=tables), accounts, log).of)


class MemberCoverage(NamedTuple):
    """What has been seen of one member. It refers to nothing that refers to it: what goes round in circles is not given
    back until somebody looks for it."""

    seen: ClassCoverage
    accounts: tuple[OwnAccount, ...]
    log: ActivityLog

    def of(self, need: Need) -> Coverage | None:
        """How far the need has been seen; None if no watch is for it."""
        planned = self._by(read_for(need, self.seen.tables), need)
        if planned is None or need.kind is not NeedKind.PROFILE:
            return planned
        return with_look_on_demand(planned, self._by(read_on_demand(need, self.seen.tables), need))

    def _by(self, read: Read | None, need: Need) -> Coverage | None:
        """The same, by this read."""
        watch = self.seen.watches.get(key_of(need, read)) if read else None
        if read is None or watch is None:
            return None
        since = {account.id: account.since for account in self.accounts}[need.actor]
        sign = self.seen.standing_at.get((need.network, need.actor), since) if need.kind is NeedKind.STANDING else since
        spans = watch.spans
        if read.per_item:  # up to when the post is known: when it was posted, nobody can have passed it on yet
            item = item_of(need, read)
            post = self.log.post(need.network, item)
            moments = [self.seen.items.get((key_of(need, read), item)), post.at if post else None]
            latest = max((moment for moment in moments if moment), default=None)
            spans = (Span(latest, latest),) if latest else ()
        return coverage_of(need, read, spans, watch.due, watch.trouble, sign)


def hidden_networks(returned: Iterable[tuple[str, datetime]], opens_at: datetime) -> frozenset[str]:
    """The networks on which a member could not be read at some time since ``opens_at``. ``returned``: of each account
    that could not be read for a time its network, and when it was seen again."""
    return frozenset(network for network, returned_at in returned if returned_at > opens_at)
