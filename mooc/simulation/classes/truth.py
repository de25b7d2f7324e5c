"""The truth of each (learner, challenge): plain loops over what happened, by the words of docs/lesson-words.md.

No check, need, scene or coverage of the engine is asked, and no look is played. What is asked of each challenge is said
once more here, in other words than in the engine, and on purpose not made to share anything with it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.values.span import Span
from mooc.simulation.classes.past import Past, PostNow, concerning, past
from mooc.simulation.classes.solo import FRIENDS, HOST, WITHOUT_SPACES, tag_of
from mooc.simulation.worlds import EventName, World

HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
ENDS = frozenset(
    {EventName.DELETE, EventName.EDIT, EventName.UNREPOST, EventName.UNFOLLOW, EventName.BIO, EventName.LINK}
)
"""What may end something that was done."""


class TrueSituation(NamedTuple):
    """Whether ``me`` has done something on one network. ``members``: who of the class has linked an account there."""

    now: Past
    me: str
    members: frozenset[str]
    window: Span
    tag: str

    @property
    def mine(self) -> list[PostNow]:
        """What the learner wrote in the week, oldest first."""
        return sorted(self.now.by(self.me, self.window), key=lambda post: post.first)

    def is_outsider(self, who: str) -> bool:
        """Whether that is somebody who is not of the class, and has nothing to do with the course either."""
        return bool(who) and who not in (self.me, *FRIENDS) and who not in self.members


def _texts(posts: list[PostNow]) -> int:
    return len({post.text for post in posts})


def _follow(situation: TrueSituation) -> bool:
    return (situation.me, HOST) in situation.now.follows


def _unfollow(situation: TrueSituation) -> bool:
    return not _follow(situation) and situation.now.stopped.get((situation.me, HOST)) in situation.window


def _reply(situation: TrueSituation) -> bool:
    return any(situation.now.author(post.answers) == HOST and post.words >= 5 for post in situation.mine)


def _post(situation: TrueSituation) -> bool:
    return _texts([post for post in situation.mine if situation.tag in post.tags and post.words >= 4]) >= 3


def _live_post(situation: TrueSituation) -> bool:
    posts = {post.text: post for post in reversed(situation.mine) if situation.tag in post.tags}
    moments: list[datetime] = []
    for at in sorted(post.first for post in posts.values()):
        if not moments or at - moments[-1] >= timedelta(minutes=10):
            moments.append(at)
    return len(posts) >= 3 and len(moments) >= 3


def _relay(situation: TrueSituation) -> bool:
    mine = {post.name for post in situation.mine if situation.tag in post.tags}
    quoting = [(post.by, post.quotes, post.first) for post in situation.now.posts.values()]
    passed = [*quoting, *((who, post, at) for (who, post), at in situation.now.reposts.items())]
    return any(post in mine and at in situation.window and situation.is_outsider(who) for who, post, at in passed)


def _curate(situation: TrueSituation) -> bool:
    sources = [post for post in situation.mine if post.links and post.words >= 4]
    return len({link for post in sources for link in post.links}) >= 2 and _texts(sources) >= 2


def _repost(situation: TrueSituation) -> bool:
    made = [post for (who, post), at in situation.now.reposts.items() if who == situation.me and at in situation.window]
    return sum(situation.now.author(post) != situation.me for post in made) >= 2


def _conversation(situation: TrueSituation) -> bool:
    said: dict[tuple[str, str], list[str]] = {}
    for post in situation.now.posts.values():
        other = situation.now.author(post.answers)
        if post.first in situation.window and situation.me in (post.by, other) and post.by != other:
            person = other if post.by == situation.me else post.by
            said.setdefault((person, _first_of(situation.now, post)), []).append(post.by)
    return any(
        situation.is_outsider(person) and min(who.count(situation.me), who.count(person)) >= 2
        for (person, _), who in said.items()
    )


def _first_of(now: Past, post: PostNow) -> str:
    while post.answers in now.posts:
        post = now.posts[post.answers]
    return post.answers or post.name


def _thread(situation: TrueSituation) -> bool:
    posts = {post.name: post for post in situation.mine}
    trees: dict[str, list[PostNow]] = {}
    for post in posts.values():
        top = post
        while top.answers in posts:
            top = posts[top.answers]
        if not top.answers:
            trees.setdefault(top.name, []).append(post)
    return any(_texts(tree) >= 3 for tree in trees.values())


def _mention(situation: TrueSituation) -> bool:
    return any(HOST in post.mentions and post.words >= 4 for post in situation.mine)


def _quote(situation: TrueSituation) -> bool:
    return any(situation.now.author(post.quotes) == HOST and post.words >= 4 for post in situation.mine)


def _listen(situation: TrueSituation) -> bool:
    turned = [
        (at, post)
        for (who, post), at in situation.now.reposts.items()
        if who == situation.me and at in situation.window
    ]
    turned += [(post.first, other) for post in situation.mine for other in (post.answers, post.quotes) if other]
    spoke = [post.first for post in situation.mine if not post.answers and not post.quotes]
    heard = [post for at, post in turned if not any(timedelta(0) <= at - first < DAY for first in spoke)]
    return len({situation.now.author(post) for post in heard} - {situation.me}) >= 3


def _profile(situation: TrueSituation) -> bool:
    shown = situation.now.shows.get(situation.me, {})
    bio = shown.get(EventName.BIO, "")
    words = WITHOUT_SPACES.get(bio) or len([word for word in bio.split() if not word.startswith("#")])
    return words >= 3 and EventName.PICTURE in shown and bool(shown.get(EventName.LINK))


def _help(situation: TrueSituation) -> bool | None:
    """Where the post that was answered is known, it must ask something: whether it is, depends on the network."""
    helped = [
        situation.now.posts[post.answers] for post in situation.mine if post.words >= 5 and _is_thanked(situation, post)
    ]
    return any("?" in post.text for post in helped) or (None if helped else False)


def _is_thanked(situation: TrueSituation, post: PostNow) -> bool:
    post_now = situation.now.posts.get(post.answers)
    if post_now is None or not situation.is_outsider(post_now.by):
        return False
    answers = [one for one in situation.now.posts.values() if one.answers == post.name and one.by == post_now.by]
    return any("thank you" in one.text.casefold() and one.first - post.first <= DAY for one in answers)


def _bridge(situation: TrueSituation) -> bool:
    to_others, to_me = set[str](), set[str]()
    for post in situation.now.posts.values():
        met = {situation.now.author(post.answers), situation.now.author(post.quotes)}
        if post.first in situation.window:
            to_others |= met | post.mentions if post.by == situation.me else set()
            to_me |= {post.by} if situation.me in met else set()
    for (who, post_name), at in situation.now.reposts.items():
        author = situation.now.author(post_name)
        if at in situation.window:
            to_others |= {author} if who == situation.me else set()
            to_me |= {who} if author == situation.me else set()
    return any(situation.is_outsider(person) for person in to_others & to_me)


_BIRDS = re.compile(r"(\d+) birds(?: in (\d{4}))?")


def _figure(situation: TrueSituation) -> bool:
    return any(_is_confirmed(situation, post) for post in situation.mine if situation.tag in post.tags and post.links)


def _is_confirmed(situation: TrueSituation, post: PostNow) -> bool:
    given = _BIRDS.search(post.text)
    if not given or not given[2]:
        return False
    for post_now in situation.now.posts.values():
        found = _BIRDS.search(post_now.text)
        if (
            found
            and post.name in (post_now.answers, post_now.quotes)
            and post_now.by != situation.me
            and found[1] == given[1]
        ):
            return True
    return False


DONE: Mapping[str, Callable[[TrueSituation], bool | None]] = {
    "follow": _follow,
    "follow-kept": _follow,
    "unfollow": _unfollow,
    "reply": _reply,
    "post": _post,
    "live-post": _live_post,
    "relay": _relay,
    "curate": _curate,
    "repost-kept": _repost,
    "conversation": _conversation,
    "thread": _thread,
    "mention": _mention,
    "quote": _quote,
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
        self._events = {network: concerning(world.events) for network, world in worlds.items()}

    def of(self, me: str, challenge: str, window: Span) -> bool | None:
        """Whether it was done: as things stand at the end, or for a whole day; None where it stood for a shorter time
        in which somebody may have looked. Looks fall on full hours. What must hold is asked of the end alone."""
        networks = [network for network in self._events if me in self._members[network]]
        found = [self._on(network, me, challenge, window) for network in networks]
        return True if True in found else None if None in found else False

    def _on(self, network: str, me: str, challenge: str, window: Span) -> bool | None:
        events = self._events[network].get(me, ())

        def done(moment: datetime) -> bool | None:
            now = past(events, moment)
            return DONE[challenge](TrueSituation(now, me, self._members[network], window, tag_of(challenge)))

        at_last = done(window.end)
        if at_last:
            return True
        if challenge.endswith("-kept"):
            return False
        ends = [event.at for event in events if event.what in ENDS and event.at in window]
        last = [(end, _full_hour(end)) for end in ends]
        shown = [(end, hour) for end, hour in last if done(hour)]
        if any(done(end - DAY) for end, _ in shown):
            return True
        return None if shown else at_last


def _full_hour(moment: datetime) -> datetime:
    """The last look before something ended."""
    return (moment - timedelta(microseconds=1)).replace(minute=0, second=0, microsecond=0)
