"""Push: from what a stream tells to watches that are due.

    stream ── handle_events ──▶ signals ── concerns · touched ──▶ scheduler ── look ──▶ watches due at once ──▶ a hint
       └─ gap ── fill ──▶ all that it may hide is due

What a stream delivers for money is charged to the cohorts whose watches it touches. While a network wants to be paid
nobody listens to it, and for a cohort whose budget runs low nobody does.

    told ── CoverageTracker.hear ──▶ for whom it speaks ── keep ──▶ cursor · spans · next looks, in one transaction

Then the ordinary collect → append → judge follows: no fact is stored of what a stream tells. That nothing else
happened counts as seen, where the stream speaks for a watch (``mooc.core.push.stream_coverage``,
``mooc.store.watching.stream_coverage``). The cursor moves on when what it covers stands in the log, or has been
looked for often enough to be left to the polls; whoever comes after a crash hears the rest again, and what is known
takes no look.

``now`` is course time, ``moment`` seconds of a monotonic clock.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mooc.core.facts.cost import EndpointUsage, usage_by_endpoint
from mooc.core.facts.questions import Read
from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.plan import WatchKey
from mooc.core.push import (
    CoverageTracker,
    Disconnected,
    EventStream,
    Gap,
    GapKind,
    Scheduler,
    Signal,
    StreamEvent,
    Subscription,
    concerns,
    touched_watches,
)
from mooc.core.spending.budget import Purpose
from mooc.services import ingest, networks
from mooc.services.spending import permits
from mooc.services.spending.permits import SpendRequest
from mooc.store.spending import ledger
from mooc.store.watching import streams
from mooc.store.watching.streams import ONE_LOOK, HeldStream

FILL_INTERVALS = {GapKind.MISSED: 10.0, GapKind.UNTOLD: 300.0}
"""Seconds between two fillings of a kind of gap: a stream that is full of holes must not make us ask without end."""
OTHER_FILL_INTERVAL = 60.0
CURSOR_INTERVAL = 1.0
"""Seconds between two notes of the cursor, which hold the host for us too; and between two entries in the ledger."""
COVERAGE_INTERVAL = 180.0
"""Seconds between two notes of what counts as seen: well within the shortest round of looks."""


def open_streams() -> list[EventStream]:
    """The streams that are to be listened to: of networks that are read here, where ``MOOC_PUSH`` names them."""
    return [networks.stream(name, **options) for name, options in networks.stream_options().items()]


def has_streams() -> bool:
    """Whether any network tells us at once what people do. Opens nothing."""
    return bool(networks.stream_options())


class HeldHost:
    """One host that this process alone listens to."""

    def __init__(self, stream: EventStream, reads: Sequence[Read], held: HeldStream) -> None:
        self.stream, self.cursor = stream, held.cursor
        self.subscription = Subscription(frozenset())
        self.scheduler = Scheduler(stream.delays)
        self._reads = reads
        self._held = held
        self._pending_cursors: deque[tuple[str, datetime | None, frozenset[Signal]]] = deque()
        self._coverage, self._coverage_noted_at = CoverageTracker(stream.network, stream.covers, reads), 0.0
        self._gaps: dict[GapKind, Gap] = {}
        self._filled_at: dict[GapKind, float] = {}
        self._cursor_kept_at, self._heard = 0.0, False
        self._is_paid = any(read.price.usd or read.price.usd_request for read in reads)
        self._is_refused = False
        self._unpaid: list[StreamEvent] = []
        self._paid_at = 0.0

    @classmethod
    def begin(cls, stream: EventStream, reads: Sequence[Read], *, together: bool = False) -> "HeldHost | None":
        """Take the stream's host; None while another process listens to it. Raises SuspectRow as
        ``mooc.store.watching.streams.hold``."""
        held = streams.hold(stream.network, stream.host, together=together)
        return cls(stream, reads, held) if held else None

    def refresh(self) -> Subscription:
        """Whom to listen for: read anew, as members come and go, and budgets run low."""
        network = self.stream.network
        self._is_refused = permits.permit(SpendRequest(network, Purpose.STREAM)).refused is not None
        self.subscription = streams.subscription_of(
            network, ledger.over_budget_cohorts(network) if self._is_paid else ()
        )
        self._coverage.keep_to(self.subscription.accounts)
        return self.subscription

    @property
    def may_listen(self) -> bool:
        """Whether there is somebody to listen for, and the network may be asked."""
        if not self.subscription.accounts or self._is_refused:
            return False
        return bool(self.subscription.watches) or not self._is_paid

    def handle_events(self, events: Sequence[StreamEvent], moment: float) -> None:
        """Plan the looks at all that was told. A constant number of queries, none where nothing concerns us."""
        self._unpaid += [event for event in events if event.usage]
        for gap in (event.gap for event in events if event.gap):
            self.miss(gap)
        accounts = self.subscription.accounts
        self._coverage.hear(events, accounts)
        signals = {signal for event in events for signal in event.signals if concerns(signal, accounts)}
        watches_to_look_at = self._watches_to_look_at(signals) if signals else {}
        self.scheduler.add(watches_to_look_at, moment)
        for event in events:
            if event.cursor:
                open_signals = frozenset(watches_to_look_at) if signals.intersection(event.signals) else frozenset()
                self._pending_cursors.append((event.cursor, event.at, open_signals))

    def _watches_to_look_at(self, signals: set[Signal]) -> dict[Signal, frozenset[WatchKey]]:
        """The watches that are to be looked at for each signal that the log does not know."""
        touching = touched_watches(sorted(streams.resolve_deletions(self.stream.network, signals)), self._reads)
        existing = streams.existing({key for keys in touching.values() for key in keys})
        self._coverage.drop({key for keys in touching.values() for key in keys - existing})
        touching = {signal: keys & existing for signal, keys in touching.items() if keys & existing}
        logged = streams.in_the_log(self.stream.network, touching.keys()) if touching else set()
        return {signal: keys for signal, keys in touching.items() if signal not in logged or signal.event in ONE_LOOK}

    def pay(self, now: datetime, moment: float, *, at_once: bool = False) -> None:
        """Enter what was delivered, now and then, and charge it: each post to the cohorts whose watches it touches;
        what touches none, and the requests themselves, to all for whom somebody listens."""
        if not self._unpaid or (moment - self._paid_at < CURSOR_INTERVAL and not at_once):
            return
        events, self._unpaid, self._paid_at = self._unpaid, [], moment
        touching = touched_watches([signal for event in events for signal in event.signals], self._reads)
        cohorts_of = streams.cohorts_using(self.subscription.watches.union(*touching.values()))
        all_cohorts = frozenset[int]().union(*(cohorts_of.get(key, frozenset()) for key in self.subscription.watches))
        sent_by_payers: dict[frozenset[int], list[EndpointUsage]] = {}
        for event in events:
            keys = {key for signal in event.signals for key in touching.get(signal, ())}
            payers = frozenset[int]().union(*(cohorts_of.get(key, frozenset()) for key in keys)) or all_cohorts
            sent_by_payers.setdefault(payers, []).extend(event.usage)
        for payers, sent in sent_by_payers.items():
            ingest.record_unwatched_cost(self.stream.network, usage_by_endpoint(sent), "", payers, now)

    def look(self, now: datetime, moment: float) -> list[int]:
        """Make due what is to be looked at now; returns the watches, for a hint."""
        first = self.scheduler.next()
        if first is None or first > moment:
            return []
        self._drop_logged_signals()
        signals = self.scheduler.open()
        watches = self.scheduler.due(moment)
        if in_vain := signals - self.scheduler.open():
            self._coverage.doubt({signal.actor for signal in in_vain})
        with transaction.atomic():
            return streams.make_due(watches, now)

    def _drop_logged_signals(self) -> None:
        signals = self.scheduler.looked()
        if signals:
            self.scheduler.seen(streams.in_the_log(self.stream.network, signals))

    def miss(self, gap: Gap) -> None:
        """Something may be missing; ``fill_gap`` sees to it."""
        self._coverage.doubt(gap.accounts)
        open_gap = self._gaps.get(gap.kind)
        everybody = not gap.accounts or (open_gap is not None and not open_gap.accounts)
        accounts = frozenset() if everybody else gap.accounts | (open_gap.accounts if open_gap else frozenset())
        self._gaps[gap.kind] = Gap(gap.kind, accounts)

    def fill(self, now: datetime, moment: float) -> None:
        """Make due what the gaps may hide, and record them. Many of one kind count as one."""
        reads = [read for read in self._reads if read.needs & self.stream.emits]
        for kind, gap in list(self._gaps.items()):
            last = self._filled_at.get(kind)
            if last is None or moment - last >= FILL_INTERVALS.get(kind, OTHER_FILL_INTERVAL):
                with transaction.atomic():
                    filled = streams.fill_gap(self.stream.network, gap, reads, now)
                    streams.note_gap(self._held, gap, self.cursor, filled)
                self._filled_at[kind] = moment
                del self._gaps[kind]

    def opened(self, moment: float) -> None:
        """The connection stands. Raises LostLease."""
        if not self.cursor:
            self.miss(Gap(GapKind.FIRST if self.stream.resumes else GapKind.UNTOLD))
        self.keep(moment, at_once=True)
        streams.note_open(self._held)

    def broke(self, broken: Disconnected, moment: float) -> None:
        """The connection is gone. Where the server does not know the cursor, we go on from now. Raises LostLease.

        One that wants to be paid stops the network for all.
        """
        if broken.usage:
            self._unpaid.append(StreamEvent("", usage=broken.usage))
        if broken.kind is TroubleKind.OUT_OF_CREDITS:
            permits.suspend(self.stream.network)
        if broken.gap:
            self.miss(broken.gap)
            if broken.gap.kind is GapKind.FUTURE:
                self.cursor = ""
                self._pending_cursors.clear()
        self.keep(moment, at_once=True)
        streams.note_broken(self._held, str(broken))

    def keep(self, moment: float, now: datetime | None = None, *, at_once: bool = False, heard: bool = False) -> None:
        """Note how far all is done, now and then. Raises LostLease.

        The cursor does not pass what is still looked for, nor a gap that waits to be filled. With ``now``, what counts
        as seen up to it is noted, too.
        """
        self._heard = self._heard or heard
        if moment - self._cursor_kept_at < CURSOR_INTERVAL and not at_once:
            return
        if at_once:
            self._drop_logged_signals()
        open_signals = self.scheduler.open()
        while self._pending_cursors and not self._gaps and not self._pending_cursors[0][2] & open_signals:
            self.cursor, at, _ = self._pending_cursors.popleft()
            self._coverage.reach(at)
        coverage = None
        if now is not None and moment - self._coverage_noted_at >= COVERAGE_INTERVAL:
            coverage = self._coverage.say(now)
            self._coverage_noted_at = moment
        ingest.note_stream_progress(self._held, self.cursor, self._heard, coverage, self._reads)
        self._cursor_kept_at, self._heard = moment, False

    def note_well(self) -> None:
        """The connection has stood for so long that nothing is wrong with the stream."""
        streams.note_healthy(self._held)

    def end(self, moment: float) -> None:
        """Note how far all is done, and let another process listen. Raises LostLease."""
        self.keep(moment, at_once=True)
        streams.release(self._held)
