"""A network that a world plays: it shows, whenever it is asked, what stands in the world at that moment.

It stands for any of the real ones where only what happened matters, not how it is asked for: one read for each kind of
need, no lag, no pages, no price. Like X it gives follows and reposts no time. That the real adapters show the same of
the same world is tested apart, on the sandbox.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from mooc.core.evidence.text_features import content_of
from mooc.core.facts.activity import Activity, Kind, References
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.questions import Price, Question, RateLimit, Read
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.simulation.worlds import FailureKind, PostVersion, Readability, World, folded

EVERY = timedelta(hours=1)
_HOW: Mapping[FailureKind, TroubleKind] = {
    FailureKind.ERROR_500: TroubleKind.SERVER_ERROR,
    FailureKind.RATE_LIMITED: TroubleKind.RATE_LIMITED,
    FailureKind.TIMEOUT: TroubleKind.UNREACHABLE,
    FailureKind.TRUNCATED: TroubleKind.BAD_ANSWER,
    FailureKind.PARTIAL: TroubleKind.PARTIAL,
}
_UNREADABLE: Mapping[Readability, TroubleKind] = {
    Readability.PROTECTED: TroubleKind.PROTECTED,
    Readability.SUSPENDED: TroubleKind.SUSPENDED,
    Readability.GONE: TroubleKind.ACCOUNT_GONE,
}


def _read(name: str, needs: Iterable[NeedKind], by: str, scope: Scope, batch: int = 0) -> Read:
    return Read(name, frozenset(needs), by, scope, Price(100), RateLimit(1000, 900), EVERY, batch=batch)


TABLE = (
    _read("timeline", (NeedKind.POSTS, NeedKind.REPLIES), "actor", Scope.STREAM),
    _read("followers", (NeedKind.FOLLOWS, NeedKind.UNFOLLOWS), "object", Scope.STATE, batch=100),
    _read("reposters", (NeedKind.REPOSTS,), "object", Scope.STATE),
    _read("quotes", (NeedKind.QUOTES,), "object", Scope.STREAM),
    _read("answers", (NeedKind.ANSWERS,), "object", Scope.STREAM),
    _read("shares", (NeedKind.SHARES,), "actor", Scope.STREAM),
    _read("named", (NeedKind.POST,), "object", Scope.STATE),
    _read("users", (NeedKind.STANDING, NeedKind.PROFILE), "", Scope.STATE, batch=100),
)
_OUT = {"timeline": "timeline", "shares": "timeline", "quotes": "search", "answers": "search", "named": "search"}
"""Read → the part of the network whose outage concerns it; by default ``users``."""


class PlayedNetwork:
    """The world, as a network. ``asked`` counts the questions."""

    reads = TABLE

    def __init__(self, world: World) -> None:
        self._world, self.name, self.asked = world, world.network, 0

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        """What stands at ``now``, all of it, wherever the ``cursor`` is."""
        self.asked += 1
        outage = self._world.outage(_OUT.get(question.read, "users"), now)
        if outage:
            return Reading(trouble=Trouble(_HOW[outage.how]))
        answer: Callable[[Question, datetime], Reading] = getattr(self, f"_{question.read}")
        return answer(question, now)

    def _timeline(self, question: Question, now: datetime) -> Reading:
        unreadable = _UNREADABLE.get(self._world.standing(question.subject, now))
        if unreadable:
            return Reading(trouble=Trouble(unreadable))
        posts = self._world.posts(now, question.since, author=question.subject)
        return self._stream(posts, question, now, listing=True)

    def _quotes(self, question: Question, now: datetime) -> Reading:
        quoted = self._world.post(int(question.subject), now)
        posts = self._world.quotes(quoted, now) if quoted else []
        return self._stream(posts, question, now)

    def _answers(self, question: Question, now: datetime) -> Reading:
        answered = self._world.post(int(question.subject), now)
        posts = self._world.answers(answered, now) if answered else []
        return self._stream(posts, question, now)

    def _shares(self, question: Question, now: datetime) -> Reading:
        unreadable = _UNREADABLE.get(self._world.standing(question.subject, now))
        if unreadable:
            return Reading(trouble=Trouble(unreadable))
        span = Span(question.since, min(question.until, now))
        facts = tuple(
            Activity(
                self.name,
                f"repost:{question.subject}>{post.id}@{int(at.timestamp())}",
                Kind.REPOST,
                question.subject,
                at,
                now,
                target=str(post.id),
                target_author=post.author,
            )
            for post, at in self._world.shares(question.subject, now)
            if at in span
        )
        return Reading(facts, completeness=Completeness(span, listing=span))

    def _stream(
        self, posts: Iterable[PostVersion], question: Question, now: datetime, listing: bool = False
    ) -> Reading:
        span = Span(question.since, min(question.until, now))
        listed = (post for post in posts if post.at in span or self._world.first(post).at in span)
        facts = tuple(fact for post in listed for fact in self._versions(post, now))
        return Reading(facts[::-1], completeness=Completeness(span, listing=span if listing else None))

    def _followers(self, question: Question, now: datetime) -> Reading:
        followers = self._world.followers(question.subject, now)
        edges = tuple(Edge(follower, question.subject) for follower in followers if follower in question.targets)
        return Reading(edges=edges, completeness=Completeness(Span(now, now)))

    def _reposters(self, question: Question, now: datetime) -> Reading:
        post = self._world.post(int(question.subject), now)
        reposters = self._world.reposters(post, now) if post else []
        edges = tuple(Edge(reposter, question.subject, post.author) for reposter in reposters) if post else ()
        return Reading(edges=edges, completeness=Completeness(Span(now, now)))

    def _named(self, question: Question, now: datetime) -> Reading:
        post = self._world.post(int(question.subject), now)
        activities = [self._activity(post, now)] if post and self._world.is_public(post, now) else []
        return Reading(tuple(activities), completeness=Completeness(Span(now, now)))

    def _users(self, question: Question, now: datetime) -> Reading:
        profiles = []
        for account in question.targets:
            state = self._world.state(account, now)
            profile = AccountProfile(
                self.name, account, "", standing=AccountStatus(self._world.standing(account, now).value)
            )
            if state:
                links = (state.link,) if state.link else ()
                profile = profile._replace(handle=state.handle, bio=state.bio, picture=state.picture, links=links)
            profiles.append(profile)
        return Reading(people=tuple(profiles), completeness=Completeness(Span(now, now)))

    def _versions(self, post: PostVersion, now: datetime) -> Iterator[Activity]:
        """As the real ones show it: the post as it reads now, and of earlier versions only when they were posted."""
        activity = self._activity(post, now)
        yield activity
        versions = self._world.versions(post, now)[::-1]
        for earlier in filter(None, (self._world.post(version, now) for version in versions if version < post.id)):
            references = activity.references._replace(edit_of=_edit_of(earlier))
            yield activity._replace(key=_id(earlier.id), at=earlier.at, references=references)

    def _activity(self, post: PostVersion, now: datetime) -> Activity:
        quoted = self._world.post(post.quote_of, now) if post.quote_of else None
        return Activity(
            network=self.name,
            key=str(post.id),
            kind=Kind.POST,
            actor=post.author,
            at=post.at,
            seen_at=now,
            references=References(
                reply_to=_id(post.reply_to),
                reply_to_author=post.reply_to_author,
                root=_id(post.root),
                quote_of=_id(post.quote_of),
                quote_author=quoted.author if quoted else "",
                edit_of=_edit_of(post),
            ),
            content=content_of(
                post.text,
                tags=tuple(folded(tag) if self._world.folds_tags else tag.casefold() for tag in post.tags),
                mentions=post.mentions,
                links=post.links,
                media=post.media,
            ),
            url=f"https://example.org/{post.name}",
        )


def _id(number: int) -> str:
    return str(number) if number else ""


def _edit_of(post: PostVersion) -> str:
    return _id(post.family) if post.family != post.id else ""


def ids_of_handles(world: World, handles: Sequence[str]) -> tuple[str, ...]:
    """The ids of the accounts of these handles."""
    return tuple(world.id_of(handle) for handle in handles)
