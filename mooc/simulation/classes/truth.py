"""The truth of each (learner, challenge): plain loops over what happened, by the words of docs/lesson-words.md.

No check, need, scene or coverage of the engine is asked, and no look is played. What is asked of each challenge is said
once more here, in other words than in the engine, and on purpose not made to share anything with it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.values.span import Span
from mooc.simulation.classes.past import PostState, ReplayedState, events_by_person, replay
from mooc.simulation.classes.solo import FRIENDS, HOST, WITHOUT_SPACES, tag_of
from mooc.simulation.worlds import EventName, World

HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
ENDS = frozenset(
    {EventName.DELETE, EventName.EDIT, EventName.UNREPOST, EventName.UNFOLLOW, EventName.BIO, EventName.LINK}
)
"""What may end something that was done."""


class TrueSituation(NamedTuple):
    """Whether ``handle`` has done something on one network. ``members``: who of the class has linked an account
    there."""

    past: ReplayedState
    handle: str
    members: frozenset[str]
    window: Span
    tag: str

    @property
    def posts(self) -> list[PostState]:
        """What the learner wrote in the week, oldest first."""
        return sorted(self.past.by(self.handle, self.window), key=lambda post: post.first)

    def is_outsider(self, handle: str) -> bool:
        """Whether that is somebody who is not of the class, and has nothing to do with the course either."""
        return bool(handle) and handle not in (self.handle, *FRIENDS) and handle not in self.members


def _texts(posts: list[PostState]) -> int:
    return len({post.text for post in posts})


def _follow(situation: TrueSituation) -> bool:
    return (situation.handle, HOST) in situation.past.follows


def _live_post(situation: TrueSituation) -> bool:
    posts = {post.text: post for post in reversed(situation.posts) if situation.tag in post.tags}
    moments: list[datetime] = []
    for at in sorted(post.first for post in posts.values()):
        if not moments or at - moments[-1] >= timedelta(minutes=10):
            moments.append(at)
    return len(posts) >= 3 and len(moments) >= 3


def _relay(situation: TrueSituation) -> bool:
    tagged = {post.name for post in situation.posts if situation.tag in post.tags}
    quotes = [(post.by, post.quotes, post.first) for post in situation.past.posts.values()]
    relays = [*quotes, *((by, post, at) for (by, post), at in situation.past.reposts.items())]
    return any(post in tagged and at in situation.window and situation.is_outsider(by) for by, post, at in relays)


def _curate(situation: TrueSituation) -> bool:
    sources = [post for post in situation.posts if post.links and post.words >= 4]
    return len({link for post in sources for link in post.links}) >= 2 and _texts(sources) >= 2


def _repost(situation: TrueSituation) -> bool:
    reposts = situation.past.reposts.items()
    posts = [post for (by, post), at in reposts if by == situation.handle and at in situation.window]
    return sum(situation.past.author(post) != situation.handle for post in posts) >= 2


def _conversation(situation: TrueSituation) -> bool:
    turns: dict[tuple[str, str], list[str]] = {}
    posts = situation.past.posts
    for post in posts.values():
        answered = situation.past.author(post.answers)
        if post.first in situation.window and situation.handle in (post.by, answered) and post.by != answered:
            person = answered if post.by == situation.handle else post.by
            top = post
            while top.answers in posts:
                top = posts[top.answers]
            turns.setdefault((person, top.answers or top.name), []).append(post.by)
    return any(
        situation.is_outsider(person) and min(speakers.count(situation.handle), speakers.count(person)) >= 2
        for (person, _), speakers in turns.items()
    )


def _thread(situation: TrueSituation) -> bool:
    posts = {post.name: post for post in situation.posts}
    trees: dict[str, list[PostState]] = {}
    for post in posts.values():
        top = post
        while top.answers in posts:
            top = posts[top.answers]
        if not top.answers:
            trees.setdefault(top.name, []).append(post)
    return any(_texts(tree) >= 3 for tree in trees.values())


def _listen(situation: TrueSituation) -> bool:
    reactions = [
        (at, post)
        for (by, post), at in situation.past.reposts.items()
        if by == situation.handle and at in situation.window
    ]
    reactions += [(post.first, name) for post in situation.posts for name in (post.answers, post.quotes) if name]
    spoke = [post.first for post in situation.posts if not post.answers and not post.quotes]
    heard = [post for at, post in reactions if not any(timedelta(0) <= at - first < DAY for first in spoke)]
    return len({situation.past.author(post) for post in heard} - {situation.handle}) >= 3


def _profile(situation: TrueSituation) -> bool:
    profile = situation.past.profiles.get(situation.handle, {})
    bio = profile.get(EventName.BIO, "")
    words = WITHOUT_SPACES.get(bio) or len([word for word in bio.split() if not word.startswith("#")])
    return words >= 3 and EventName.PICTURE in profile and bool(profile.get(EventName.LINK))


def _help(situation: TrueSituation) -> bool | None:
    """Where the post that was answered is known, it must ask something: whether it is, depends on the network."""
    helped: list[PostState] = []
    for post in situation.posts:
        question = situation.past.posts.get(post.answers)
        if post.words < 5 or question is None or not situation.is_outsider(question.by):
            continue
        replies = (reply for reply in situation.past.posts.values() if reply.answers == post.name)
        if any(
            reply.by == question.by and "thank you" in reply.text.casefold() and reply.first - post.first <= DAY
            for reply in replies
        ):
            helped.append(question)
    return any("?" in question.text for question in helped) or (None if helped else False)


def _bridge(situation: TrueSituation) -> bool:
    to_others, to_me = set[str](), set[str]()
    for post in situation.past.posts.values():
        authors = {situation.past.author(post.answers), situation.past.author(post.quotes)}
        if post.first in situation.window:
            to_others |= authors | post.mentions if post.by == situation.handle else set()
            to_me |= {post.by} if situation.handle in authors else set()
    for (by, post_name), at in situation.past.reposts.items():
        author = situation.past.author(post_name)
        if at in situation.window:
            to_others |= {author} if by == situation.handle else set()
            to_me |= {by} if author == situation.handle else set()
    return any(situation.is_outsider(person) for person in to_others & to_me)


_BIRDS = re.compile(r"(\d+) birds(?: in (\d{4}))?")


def _figure(situation: TrueSituation) -> bool:
    for post in situation.posts:
        figure = _BIRDS.search(post.text) if situation.tag in post.tags and post.links else None
        if not figure or not figure[2]:
            continue
        for reply in situation.past.posts.values():
            confirmed = _BIRDS.search(reply.text)
            is_reply = post.name in (reply.answers, reply.quotes) and reply.by != situation.handle
            if is_reply and confirmed and confirmed[1] == figure[1]:
                return True
    return False


DONE: Mapping[str, Callable[[TrueSituation], bool | None]] = {
    "follow": _follow,
    "follow-kept": _follow,
    "unfollow": lambda situation: (
        not _follow(situation) and situation.past.unfollowed_at.get((situation.handle, HOST)) in situation.window
    ),
    "reply": lambda situation: any(
        situation.past.author(post.answers) == HOST and post.words >= 5 for post in situation.posts
    ),
    "post": lambda situation: (
        _texts([post for post in situation.posts if situation.tag in post.tags and post.words >= 4]) >= 3
    ),
    "live-post": _live_post,
    "relay": _relay,
    "curate": _curate,
    "repost-kept": _repost,
    "conversation": _conversation,
    "thread": _thread,
    "mention": lambda situation: any(HOST in post.mentions and post.words >= 4 for post in situation.posts),
    "quote": lambda situation: any(
        situation.past.author(post.quotes) == HOST and post.words >= 4 for post in situation.posts
    ),
    "listen": _listen,
    "profile": _profile,
    "help": _help,
    "bridge": _bridge,
    "figure": _figure,
}
"""Challenge → whether it is done, as things stand. Each is done on one network, not half on the one and half on the
other."""


class Truth:
    """The truth of a story. ``members``: network → who of the class has linked an account there."""

    def __init__(self, worlds: Mapping[str, World], members: Mapping[str, frozenset[str]]) -> None:
        self._members = members
        self._events = {network: events_by_person(world.events) for network, world in worlds.items()}

    def of(self, me: str, challenge: str, window: Span) -> bool | None:
        """Whether it was done: as things stand at the end, or for a whole day; None where it stood for a shorter time
        in which somebody may have looked. Looks fall on full hours. What must hold is asked of the end alone."""
        networks = [network for network in self._events if me in self._members[network]]
        truths = [self._on(network, me, challenge, window) for network in networks]
        return True if True in truths else None if None in truths else False

    def _on(self, network: str, me: str, challenge: str, window: Span) -> bool | None:
        events = self._events[network].get(me, ())

        def done(moment: datetime) -> bool | None:
            now = replay(events, moment)
            return DONE[challenge](TrueSituation(now, me, self._members[network], window, tag_of(challenge)))

        at_last = done(window.end)
        if at_last:
            return True
        if challenge.endswith("-kept"):
            return False
        ends = [event.at for event in events if event.what in ENDS and event.at in window]
        seen_ends = []
        for end in ends:
            last_look = (end - timedelta(microseconds=1)).replace(minute=0, second=0, microsecond=0)
            if done(last_look):
                seen_ends.append(end)
        if any(done(end - DAY) for end in seen_ends):
            return True
        return None if seen_ends else at_last
