"""Reading a loft."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from mooc.core.evidence.text_features import content_of
from mooc.core.facts.activity import Activity, Kind, References
from mooc.core.facts.cost import NO_LIMIT, EndpointUsage, Limit, with_request
from mooc.core.facts.profiles import AccountStatus, Profile
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.planning.adhoc_requests import AdhocRequests, adhoc_request
from mooc.core.spending.gate import Bucket, Gate, RequestOutcome
from mooc.core.values.span import Span
from mooc.networks.local_gate import LocalGate
from tests.networks.toy.capabilities import LETTER_USD, NETWORK, READS
from tests.networks.toy.loft import LOFTS, Letter

ADDRESS = "https://loft.example/letters/"


class Pigeon:
    """The Network of that name."""

    name = NETWORK
    reads: tuple[Read, ...] = READS

    def __init__(
        self, loft: str, *, gate: Gate | None = None, asides: AdhocRequests | None = None, timeout: float = 1.0
    ) -> None:
        self._loft, self._gate, self._asides = LOFTS[loft], gate or LocalGate(), asides
        self._bucket = Bucket(NETWORK, loft, "", 600, 60)

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        return {"letters": self._letters, "standing": self._standing}[question.read](question, now)

    def find(self, handles: Sequence[str]) -> Mapping[str, Profile]:
        with self._aside() as asker:
            self._ask(asker)
            ids = {handle: ring for ring, handle in self._loft.rings.items()}
            return {handle: self._profile(ids[handle]) for handle in handles if handle in ids}

    def profile(self, account: str) -> Profile:
        with self._aside() as asker:
            self._ask(asker)
            return self._profile(account)

    def recent_texts(self, account: str) -> Sequence[str]:
        return [letter.text for letter in self._loft.by(account)]

    def recognise(self, url: str) -> str | None:
        return url.removeprefix(ADDRESS) if url.startswith(ADDRESS) else None

    def post(self, reference: str, now: datetime) -> Reading:
        written = [letter for letter in self._loft.letters if letter.key == reference]
        return self._reading(written, now)

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        return Reading()

    def _letters(self, question: Question, now: datetime) -> Reading:
        span = Span(question.since, min(question.until, now))
        written = [letter for letter in self._loft.by(question.subject) if letter.at in span]
        return self._reading(written, now, span)

    def _standing(self, question: Question, now: datetime) -> Reading:
        people = (self._profile(question.subject),)
        return Reading(people=people, completeness=Completeness(Span(now, now)), usage=(EndpointUsage("standing", 1),))

    def _reading(self, written: Sequence[Letter], now: datetime, covered: Span | None = None) -> Reading:
        self._gate.enter(self._bucket)
        self._gate.leave(self._bucket, RequestOutcome(200))
        usd = len(written) * LETTER_USD
        return Reading(
            activities=tuple(self._activity(letter, now) for letter in written),
            texts={letter.key: letter.text for letter in written},
            completeness=Completeness(covered),
            usage=(EndpointUsage("letters", 1, len(written), usd),),
        )

    def _activity(self, letter: Letter, now: datetime) -> Activity:
        key, author = letter.answers
        return Activity(
            NETWORK, letter.key, Kind.POST, letter.author, letter.at, now, url=ADDRESS + letter.key,
            references=References(key, author, key or letter.key), content=content_of(letter.text),
        )  # fmt: skip

    def _profile(self, ring: str) -> Profile:
        handle = self._loft.rings[ring]
        return Profile(NETWORK, ring, handle, handle.title(), AccountStatus.ACTIVE, self._loft.bios.get(ring, ""))

    def _aside(self) -> AbstractContextManager[Any]:
        return adhoc_request(self._asides, NETWORK, SimpleNamespace(usage=()))

    def _ask(self, asker: Any) -> None:
        self._gate.enter(self._bucket)
        self._gate.leave(self._bucket, RequestOutcome(200))
        asker.usage = with_request("find", asker.usage)
