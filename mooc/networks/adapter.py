"""What the adapters of all networks have in common: to whom a question is handed, and whom it is minded by."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading
from mooc.core.planning.adhoc_requests import AdhocRequests, adhoc_request
from mooc.networks.asker import BaseAsker

A = TypeVar("A", bound=BaseAsker)
C = TypeVar("C", contravariant=True)


class ProfileReads(Protocol[C]):
    """The module ``profiles`` of a network. Each raises NetworkTrouble."""

    def find(self, asker: C, handles: Sequence[str], /) -> Mapping[str, AccountProfile]:
        """Profiles by handle, as it was given."""

    def profile(self, asker: C, account: str, /) -> AccountProfile:
        """The profile of a stable id."""

    def recent_texts(self, asker: C, account: str, /) -> Sequence[str]:
        """The texts of the account's own newest posts."""


class PostRead(Protocol[C]):
    """The module ``reads.single_post`` of a network."""

    def read_post(self, asker: C, reference: str, /) -> Reading:
        """The post that ``recognise`` has made out."""


class StatusRead(Protocol[C]):
    """The module ``reads.post_status`` of a network."""

    def read_status(self, asker: C, authors: Mapping[str, str], /) -> Reading:
        """What became of these posts."""


class BaseAdapter(Generic[A]):
    """A ``mooc.core.facts.network.Network``, but for ``recognise``. May be shared by threads.

    ``answers``: by the name of a read. ``open_asker``: for a question of that course time, and what it may cost.
    ``adhoc_requests``: who minds what is asked once; None: nobody.
    """

    name: str
    answers: Mapping[str, Callable[[Question, A, str], Reading]]
    profiles: ProfileReads[A]
    single_post: PostRead[A]
    post_status: StatusRead[A]

    def __init__(
        self,
        open_asker: Callable[[datetime, Limit], A],
        reads: tuple[Read, ...],
        adhoc_requests: AdhocRequests | None = None,
    ) -> None:
        self._open_asker, self.reads, self._adhoc_requests = open_asker, reads, adhoc_requests

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        """Answer the question. Never raises for the network; an unknown ``question.read`` is a KeyError.

        ``trouble.until`` of a rate limit goes by the real clock, whatever ``now`` is.
        """
        return self.answers[question.read](question, self._open_asker(now, question.allowance), cursor)

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        """Profiles by handle, as it was given. Raises NetworkTrouble."""
        with self._ask_once() as asker:
            return self.profiles.find(asker, handles)

    def profile(self, account: str) -> AccountProfile:
        """The account's profile; of one that is not shown, only its standing is known. Raises NetworkTrouble."""
        with self._ask_once() as asker:
            return self.profiles.profile(asker, account)

    def recent_texts(self, account: str) -> Sequence[str]:
        """The texts of the account's own newest posts, for the code in one of them. Raises NetworkTrouble."""
        with self._ask_once() as asker:
            return self.profiles.recent_texts(asker, account)

    def post(self, reference: str, now: datetime) -> Reading:
        """The post that ``recognise`` has made out. Never raises for the network."""
        return self.single_post.read_post(self._open_asker(now, NO_LIMIT), reference)

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        """What became of these posts. Never raises for the network."""
        return self.post_status.read_status(self._open_asker(now, allowance), authors)

    def _ask_once(self) -> AbstractContextManager[A]:
        return adhoc_request(self._adhoc_requests, self.name, self._open_asker(datetime.now(UTC), NO_LIMIT))
