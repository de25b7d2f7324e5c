"""A network whose every answer is laid down, so that an invariant can be put to the test at the moment it matters.

It fulfils the Protocol of the adapters and stands for any of them. That the adapters themselves keep to the Protocol
is shown on the real Bluesky network and on the sandbox, beside this.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from mooc.core.facts.activity import Activity, Content, Kind
from mooc.core.facts.cost import NO_LIMIT, EndpointUsage, Limit
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Price, Question, RateLimit, Read
from mooc.core.facts.reading import Completeness, Edge, PostStatus, Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks import metering

HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
FREE = Decimal(0)
_PARTIAL = TroubleKind.PARTIAL


def _read(name: str, need: NeedKind, by: str, scope: Scope, every: timedelta, batch: int = 0) -> Read:
    return Read(name, frozenset({need}), by, scope, Price(100), RateLimit(450, 900), every, batch=batch)


class World:
    """What happened, and how the network is: ``trouble`` by the name of a read; ``short``: reads that break off.

    A read that breaks off shows what it has got so far and covers nothing. ``hidden``: keys of posts that searches do
    not show. ``before_answer`` is called while a question is on its way. ``asked``: every question, in order.
    """

    name = "x"
    reads = (
        _read("tag", NeedKind.POSTS, "tag", Scope.STREAM, HOUR),
        _read("followers", NeedKind.FOLLOWS, "object", Scope.STATE, HOUR),
        _read("standing", NeedKind.STANDING, "", Scope.STATE, DAY, batch=100),
        _read("author", NeedKind.POSTS, "actor", Scope.STREAM, HOUR),
    )

    def __init__(self) -> None:
        self.posts: list[Activity] = []
        self.followers: dict[str, list[str]] = {}
        self.handles: dict[str, str] = {}
        self.trouble: dict[str, Trouble] = {}
        self.short: set[str] = set()
        self.hidden: set[str] = set()
        self.asked: list[Question] = []
        self.before_answer: Callable[[Question], object] = lambda question: None

    @property
    def requests(self) -> Counter[str]:
        """How often each read was asked."""
        return Counter(question.read for question in self.asked)

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        self.asked.append(question)
        metering.note(EndpointUsage("read", 1))
        self.before_answer(question)
        if question.read in self.trouble:
            return Reading(trouble=self.trouble[question.read], cursor=cursor, usage=(EndpointUsage("read", 1),))
        reading: Reading = getattr(self, f"_{question.read}")(question, cursor, now)
        return reading

    def _tag(self, question: Question, cursor: str, now: datetime) -> Reading:
        since = datetime.fromisoformat(cursor) if cursor else question.since
        shown = (post for post in self.posts if post.key not in self.hidden)
        found = tuple(post for post in shown if post.at and since <= post.at < now)
        texts = {post.key: f"text of {post.key}" for post in found}
        people = tuple(AccountProfile("x", post.actor, self.handles.get(post.actor, "")) for post in found)
        if "tag" in self.short:
            return Reading(
                found[:1], texts=texts, cursor=cursor, usage=(EndpointUsage("read", 3),), trouble=Trouble(_PARTIAL)
            )
        return Reading(
            found,
            (),
            people,
            texts,
            Completeness(Span(since, now)),
            cursor=now.isoformat(),
            usage=(EndpointUsage("read", 1),),
        )

    def _author(self, question: Question, cursor: str, now: datetime) -> Reading:
        found = tuple(post for post in self.posts if post.actor == question.subject and post.at and post.at < now)
        return Reading(found, completeness=Completeness(Span(question.since, now)), usage=(EndpointUsage("read", 1),))

    def _followers(self, question: Question, cursor: str, now: datetime) -> Reading:
        ids = self.followers.get(question.subject, [])
        if "followers" in self.short:
            edges = tuple(Edge(actor, question.subject) for actor in ids[:1])
            return Reading(edges=edges, usage=(EndpointUsage("read", 3),), trouble=Trouble(_PARTIAL))
        return Reading(
            edges=tuple(Edge(actor, question.subject) for actor in ids),
            completeness=Completeness(Span(now, now)),
            usage=(EndpointUsage("read", 1),),
        )

    def _standing(self, question: Question, cursor: str, now: datetime) -> Reading:
        people = tuple(AccountProfile("x", account, self.handles.get(account, "")) for account in question.targets)
        return Reading(people=people, completeness=Completeness(Span(now, now)), usage=(EndpointUsage("read", 1),))

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        return {}

    def profile(self, account: str) -> AccountProfile:
        return AccountProfile("x", account, self.handles.get(account, ""))

    def recognise(self, url: str) -> str | None:
        return None

    def post(self, reference: str, now: datetime) -> Reading:
        return Reading()

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        stand = {post.key for post in self.posts}
        post_statuses = {key: PostStatus.STANDS if key in stand else PostStatus.MISSING for key in authors}
        people = tuple(AccountProfile("x", account, "") for account in set(authors.values()))
        return Reading(post_statuses=post_statuses, people=people, usage=(EndpointUsage("read", 1),))


def post(key: object, actor: str, at: datetime, **more: object) -> Activity:
    """A post with the cohort's hashtag, unlike any other in its words."""
    said = Content(("mooc",), words=5, text_hash=f"hash of {key}")
    bare = Activity("x", str(key), Kind.POST, actor, at, at, content=said)
    return Activity.of_fields(**(bare.fields() | more))
