"""The ground truth of the demo: read off the world's own events, by other means than the engine's.

It knows the four challenges of ``first-steps`` and nothing of needs, coverage or checks: it looks at what happened,
where the engine looks at what a network showed it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from mooc.core.values.span import Span
from mooc.simulation.worlds import Event, EventName, World

KEPT = timedelta(hours=2)
"""What was undone sooner than this may have been seen by nobody."""


class Truth:
    """Who had done what by when. ``cohort``: the handles of those in it; the host is no stranger to them either."""

    def __init__(
        self, world: World, windows: Mapping[str, Span], hashtag: str, host: str, cohort: Collection[str]
    ) -> None:
        self._events = world.events
        self._windows = windows
        self._tag = hashtag
        self._host = host
        self._cohort = {*cohort, host}
        self._posts = {event.object: event for event in world.events if event.what is EventName.POST}
        self._undone = {
            (event.what, event.object, event.by): event.at
            for event in world.events
            if event.what in (EventName.DELETE, EventName.UNFOLLOW, EventName.UNREPOST)
        }

    def met(self, handle: str, challenge: str, by: datetime) -> bool:
        """Whether the learner had done the challenge by that moment."""
        judge = {"follow": self._follow, "reply": self._reply, "live-post": self._live, "relay": self._relay}[challenge]
        window = self._windows[challenge]
        return judge(handle, Span(window.start, min(window.end, by)))

    def _follow(self, handle: str, span: Span) -> bool:
        for event in self._events:
            if (event.what, event.object, event.by) == (EventName.FOLLOW, self._host, handle):
                ended = self._undone.get((EventName.UNFOLLOW, self._host, handle))
                if event.at < span.end and (ended is None or ended > max(event.at + KEPT, span.start)):
                    return True
        return False

    def _posts_by(self, handle: str, span: Span) -> list[Event]:
        """What the learner posted in that time and did not soon delete."""
        posts = [post for post in self._posts.values() if post.by == handle and post.at in span]
        deletions = [self._undone.get((EventName.DELETE, post.object, "")) for post in posts]
        return [
            post for post, deleted in zip(posts, deletions, strict=True) if deleted is None or deleted - post.at > KEPT
        ]

    def _reply(self, handle: str, span: Span) -> bool:
        answers = (post for post in self._posts_by(handle, span) if post.reply_to and len(post.text.split()) >= 5)
        return any(self._posts[post.reply_to].by == self._host for post in answers)

    def _live(self, handle: str, span: Span) -> bool:
        tagged = [post for post in self._posts_by(handle, span) if self._tag in post.tags]
        first_at = {post.text: post.at for post in reversed(tagged)}
        moments: list[datetime] = []
        for at in sorted(first_at.values()):
            if not moments or at - moments[-1] >= timedelta(minutes=10):
                moments.append(at)
        return len(first_at) >= 5 and len(moments) >= 4

    def _relay(self, handle: str, span: Span) -> bool:
        tagged = {post.object for post in self._posts_by(handle, span) if self._tag in post.tags}
        for event in self._events:
            passed_on = event.object if event.what is EventName.REPOST else event.quote_of
            if passed_on in tagged and event.at in span and event.by not in self._cohort:
                return True
        return False
