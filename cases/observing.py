"""Looking at a network as the engine does, with nothing but memory: watches, looks, facts, coverage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cases.network import Played
from mooc.core.evidence.scene import Log
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.network import Need, NeedKind, Question, Read, Reading, Scope, Trouble
from mooc.core.facts.reconcile import edge_kind, listed_kind, reconcile
from mooc.core.planning.plan import WatchKey, carries_on, coverage_of, key_of, read_for
from mooc.core.values.span import Span, merged


@dataclass
class _Watch:
    read: Read
    question: Question
    spans: tuple[Span, ...] = ()
    trouble: Trouble | None = None


@dataclass
class Observer:
    """What has been seen of a network. ``linked``: account → since when it is a member's (UTC)."""

    network: Played
    linked: Mapping[str, datetime]
    window: Span
    facts: dict[str, Activity] = field(default_factory=dict)
    standings: dict[str, str] = field(default_factory=dict)
    _watches: dict[WatchKey, _Watch] = field(default_factory=dict)

    @property
    def log(self) -> Log:
        """All that was seen."""
        return Log(self.facts.values())

    def want(self, needs: Iterable[Need]) -> bool:
        """See to it that these needs are watched from now on; whether any of the watches is new."""
        before = len(self._watches)
        for need in needs:
            read = self._read_for(need)
            if read:
                key = key_of(need, read)
                question = Question(*key, *self.window, among=tuple(sorted(self.linked)) if read.batch else ())
                self._watches.setdefault(key, _Watch(read, question))
        return len(self._watches) > before

    def look(self, now: datetime) -> None:
        """Read every watch, and keep what was seen."""
        for watch in self._watches.values():
            self._take(watch, self.network.read(watch.question, now), now)

    def coverage(self, need: Need) -> Coverage | None:
        """How far the need has been seen; None if nobody looks."""
        read = self._read_for(need)
        watch = self._watches.get(key_of(need, read)) if read else None
        if read is None or watch is None:
            return None
        since = self.linked[need.actor]
        if need.kind is NeedKind.STANDING and watch.spans:
            since = watch.spans[-1].end  # the last sign that the account can be read
        return coverage_of(need, read, watch.spans, None, watch.trouble, since)

    def _read_for(self, need: Need) -> Read | None:
        return read_for(need, {self.network.name: self.network.reads})

    def _take(self, watch: _Watch, reading: Reading, now: datetime) -> None:
        kind = edge_kind(watch.read)
        known = [fact for fact in self.facts.values() if self._stands(fact) and self._is_about(fact, watch, kind)]
        last = dict.fromkeys(self._shown(watch.read, reading), watch.spans[-1].end) if watch.spans else {}
        for fact in reconcile(watch.read, watch.question, reading, known, last, now):
            self.facts.setdefault(fact.key, fact)
        self.standings.update((person.id, person.standing) for person in reading.people)
        if reading.covered:
            watch.spans = _grown(watch, reading.covered)
        watch.trouble = reading.trouble

    def _shown(self, read: Read, reading: Reading) -> Iterable[str]:
        of_people = edge_kind(read) is Kind.FOLLOW or NeedKind.PROFILE in read.needs
        return self.linked if of_people else [edge.actor for edge in reading.edges]

    def _stands(self, fact: Activity) -> bool:
        return fact.kind is not Kind.GONE and f"gone:{fact.key}" not in self.facts

    def _is_about(self, fact: Activity, watch: _Watch, kind: Kind | None) -> bool:
        subject = watch.question.subject
        if kind:
            return fact.kind is kind and fact.target == subject
        if NeedKind.PROFILE in watch.read.needs:
            return fact.kind is Kind.PROFILE
        return fact.kind is listed_kind(watch.read) and watch.read.by == "actor" and fact.actor == subject


def _grown(watch: _Watch, new: Span) -> tuple[Span, ...]:
    """Of a state there is one span, from the first complete look to the last; after an outage in which an end may have
    been missed, another one."""
    if watch.read.scope is Scope.STATE and watch.spans:
        if watch.trouble and not carries_on(watch.read, watch.spans[-1], new):
            return (*watch.spans, new)
        return (*watch.spans[:-1], Span(watch.spans[-1].start, new.end))
    return merged((*watch.spans, new))
