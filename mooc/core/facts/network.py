"""What a network is to the engine: questions that it can answer, what an answer holds, and the Protocol to fulfil."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from mooc.core.facts.activity import Activity
from mooc.core.facts.cost import NO_LIMIT, EndpointUsage, Limit
from mooc.core.values.span import Span


class NeedKind(StrEnum):
    """What must have been seen before one may say "not yet"."""

    __hash__ = str.__hash__  # as for any text; an enumeration's own is slow, and needs are compared all the time
    POSTS = "posts"
    """Posts by ``actor`` (with ``tag``, if there is one)."""
    REPLIES = "replies"
    """Posts by ``actor`` that answer a post of the account ``object``."""
    FOLLOWS = "follows"
    """Whether ``actor`` follows the account ``object``."""
    UNFOLLOWS = "unfollows"
    """Whether ``actor`` has stopped following the account ``object``: each look must list all that stands."""
    REPOSTS = "reposts"
    """Who has reposted the post ``object``, which ``actor`` wrote."""
    QUOTES = "quotes"
    """Who has quoted the post ``object``, which ``actor`` wrote."""
    ANSWERS = "answers"
    """Who has answered the post ``object``, which ``actor`` wrote."""
    SHARES = "shares"
    """Posts of others that ``actor`` has reposted."""
    PROFILE = "profile"
    """How the account ``actor`` shows itself: its bio, its picture, its links."""
    STANDING = "standing"
    """Whether the account ``actor`` can be read at all: active, protected, suspended, gone."""
    POST = "post"
    """The one post ``object``, whoever wrote it, for ``actor``, who answered it: asked for once."""


class Need(NamedTuple):
    """One thing that must have been seen completely, over the challenge's window, before "not yet" may be said."""

    kind: NeedKind
    network: str
    actor: str
    object: str = ""
    tag: str = ""


class Scope(StrEnum):
    """What one complete answer proves."""

    STREAM = "stream"
    """Everything that happened in a span of time (posts)."""
    STATE = "state"
    """Everything that stood at one moment (follows, reposts, profiles)."""


class Read(NamedTuple):
    """One line of a network's table: a question that it answers, and what asking costs.

    ``by`` names the field of the Need that becomes the question's subject: ``tag``, ``actor``, ``object``, or
    ``""`` where one question serves everybody (then ``among`` lists the accounts). ``page`` is rows a request,
    ``limit`` requests a ``limit_seconds``, ``usd`` the price of one row and ``usd_request`` of one request.
    ``every`` is how often the question is asked while a window is open; ``lag`` how far behind the network's own
    index is: nothing younger counts as seen. ``batch`` is how many accounts fit in one request where the question
    goes ``among`` accounts (0: it does not). ``each`` is ``"object"`` where it goes among posts: then ``among`` lists
    their keys, and each post is seen on its own. ``trust`` is how long a sign that an account can be read speaks for
    it (STANDING only; zero: as long as any look). ``on_demand``: never planned, but put about one account at once when
    somebody waits for the answer; the same is planned by another read, which is asked rarely and for many.

    ``expands``: how many other posts each row may bring along at most (what it answers, quotes or reposts), which are
    reckoned as billed too.

    For the forecast: ``extra_requests``: requests that a look takes besides its pages, on average; ``usd_item``: what
    each post that it goes among costs a day, before anything of it is listed; ``rebilled_rows``: rows that are paid for
    again each day.
    """

    name: str
    needs: frozenset[NeedKind]
    by: str
    scope: Scope
    page: int
    limit: int
    limit_seconds: int
    usd: Decimal
    every: timedelta
    lag: timedelta = timedelta(0)
    batch: int = 0
    usd_request: Decimal = Decimal(0)
    each: str = ""
    trust: timedelta = timedelta(0)
    extra_requests: float = 0.0
    usd_item: Decimal = Decimal(0)
    rebilled_rows: int = 0
    expands: int = 0
    on_demand: bool = False

    @property
    def asks_once(self) -> bool:
        """Whether each post is asked for only until it has been answered for: what one post says does not change."""
        return NeedKind.POST in self.needs


class Question(NamedTuple):
    """A Read put about one subject. ``since``/``until``: the span that is asked about (UTC).

    ``among``: stable ids of the accounts (or keys of the posts) that are asked about, where the Read has a ``batch``.
    ``whole``: all that stands must be listed, for an end must not be missed, or an absence is to be claimed for good;
    else a read that knows what it has listed before may stop where that begins. ``lacking``: of whom the absence would
    be claimed; when all of them have been found, the whole is not needed after all (empty: it is, in any case).
    """

    network: str
    read: str
    subject: str
    since: datetime
    until: datetime
    among: tuple[str, ...] = ()
    allowance: Limit = NO_LIMIT
    whole: bool = False
    lacking: tuple[str, ...] = ()


class TroubleKind(StrEnum):
    """Why something could not be seen."""

    NOT_LOOKED = "not_looked"
    RATE_LIMITED = "rate_limited"
    OUT_OF_CREDITS = "out_of_credits"
    UNAUTHORIZED = "unauthorized"
    """The token that we ask with is refused: revoked, or expired."""
    BUDGET = "budget"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server_error"
    BAD_ANSWER = "bad_answer"
    PARTIAL = "partial"
    LOOPING = "looping"
    REFUSED = "refused"
    GAP = "gap"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    ACCOUNT_GONE = "account_gone"
    MOVED = "moved"
    HIDDEN = "hidden"
    NOT_SHOWN = "not_shown"
    """A post of somebody else that is needed is deleted, or not for us."""
    NO_ACCOUNT = "no_account"
    NOT_ON_NETWORK = "not_on_network"
    NOT_ASKABLE = "not_askable"
    """The rule speaks of people about whom no network is asked: of a follow, all who are on no list."""
    CRASHING = "crashing"


class PostStatus(StrEnum):
    """What a network says of a post that was seen there before. What it does not speak of is not known."""

    STANDS = "stands"
    """It is shown, in the version that was asked for."""
    EDITED = "edited"
    """It is shown, and another version has taken the place of this one."""
    MISSING = "missing"
    """There is no such post (any more): deleted, if its author can be read."""
    HIDDEN = "hidden"
    """It is there and not for us: its author is protected, or it is withheld."""


class Trouble(NamedTuple):
    """Why something could not be seen, and when it is worth asking again (UTC; None: no date known).

    ``detail`` is for the operator's log: a status code or an exception's class, never a text or a name.
    """

    kind: TroubleKind
    until: datetime | None = None
    detail: str = ""


class AccountStatus(StrEnum):
    """Whether an account can be read."""

    ACTIVE = "active"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    GONE = "gone"
    MOVED = "moved"


class Profile(NamedTuple):
    """An account as the network shows it now."""

    network: str
    id: str
    handle: str
    name: str = ""
    standing: AccountStatus = AccountStatus.ACTIVE
    bio: str = ""
    moved_to: str = ""
    """MOVED: handle of the account that is used instead."""
    picture: bool = False
    """Whether it has a picture of its own, not the one that the network gives to all."""
    links: tuple[str, ...] = ()
    """The links of the profile."""


class Edge(NamedTuple):
    """Something that stands now and has no time of its own: ``actor`` follows an account, or has reposted a post."""

    actor: str
    target: str
    target_author: str = ""
    key: str = ""
    """The network's own stable id of the edge, where it has one (Bluesky record URI)."""
    at: datetime | None = None
    """The time that the network vouches for, where it gives one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer to a Question: what was seen, how far it is complete, and what it cost.

    A Reading is also what comes of a failure: then ``trouble`` says why, and the rest holds what was got before it.

    ``activities``: posts, and reposts that have a time, oldest first. ``edges``: what stands now (STATE reads; their
    kind follows from the Read). ``covered``: the span that is now completely seen; for a STATE read
    ``Span(moment, moment)``; None if incomplete. ``listing``: a span for which *every* post of the subject that still
    stands is in ``activities`` (of a read of SHARES: every repost), so that a known one that is missing has been taken
    back; None if the read cannot tell. ``cursor``: where the next read goes on (opaque to all but the adapter); on
    trouble, the cursor up to which everything is complete. ``texts``: post key → text.
    ``listed``: the targets of which every edge that stands is in ``edges``, so that a known edge that is missing has
    ended; None: the subject's, if it is covered. ``seen``: of a question that goes among posts, those of which all is
    known as of ``moment``, whatever became of the others. ``fates``: what became of posts that were asked for one by
    one, by key; of a post that stands ``texts`` then has the text as it is shown now. ``unfinished``: there was more
    than one look may take; the next one goes on with it, soon.
    ``requests``: how many were sent; ``rows``: billed rows; ``usd``: their price in dollars; ``sent``: the same by
    endpoint, where the adapter tells.
    """

    activities: tuple[Activity, ...] = ()
    edges: tuple[Edge, ...] = ()
    people: tuple[Profile, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    covered: Span | None = None
    listing: Span | None = None
    cursor: str = ""
    requests: int = 0
    rows: int = 0
    usd: Decimal = Decimal(0)
    trouble: Trouble | None = None
    sent: tuple[EndpointUsage, ...] = ()
    listed: frozenset[str] | None = None
    seen: frozenset[str] = frozenset()
    moment: datetime | None = None
    unfinished: bool = False
    fates: Mapping[str, PostStatus] = field(default_factory=dict)


class NetworkTrouble(Exception):
    """A one-off question (``find``, ``profile``) could not be answered; ``trouble`` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(f"{trouble.kind}: {trouble.detail}")
        self.trouble = trouble


class Network(Protocol):
    """A social network, read only. Nothing here ever writes to it."""

    name: str
    reads: tuple[Read, ...]
    """Cheapest first: the planner takes the first that answers a need."""

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        """Answer ``question`` from ``cursor`` on (empty: from ``question.since``). Never raises for the network."""

    def find(self, handles: Sequence[str]) -> Mapping[str, Profile]:
        """Profiles by handle; a handle that nobody has is left out. Raises NetworkTrouble.

        An account that is not shown is told by its ``standing``; its id may be empty then.
        """

    def profile(self, account: str) -> Profile:
        """The account's profile as of now, for the code in the bio. Raises NetworkTrouble."""

    def recognise(self, url: str) -> str | None:
        """A reference to the post, if ``url`` is the web address of a post of this network. Asks nobody."""

    def post(self, reference: str, now: datetime) -> Reading:
        """The one post that ``recognise`` has made out, read once; ``people`` holds who wrote it, where that is free.

        Nothing and no trouble: the network says that there is no such post (any more). With trouble it could not be
        seen: PROTECTED, SUSPENDED and ACCOUNT_GONE are then about its author. Covers nothing. Never raises for the
        network.
        """

    def fates(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        """What became of posts that were seen before. ``authors``: the post's key → the stable id of who wrote it.

        ``fates`` and ``texts`` say it of each post that the network speaks of, and ``people`` how their authors stand:
        of posts that are missing this is asked for too, for only then one knows whether they are deleted. What is in
        none of them is not known. Adds no facts, covers nothing. Never raises for the network.
        """
