"""Ways of doing what one does with one's own words and hands; those that take somebody else are in ``exchanges``."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.simulation.worlds import Event, EventName

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOST, OUTSIDERS = "host", ("out0", "out1", "out2")
VOICE, MENTOR = "voice", "mentor"
FRIENDS = (HOST, VOICE, MENTOR)
"""Who is no learner and no stranger either: the host, somebody on a list of the course, a mentor."""
LISTS = {HOST: HOST, "voices": VOICE}
"""List of the course → who is on it, on each network."""
_WORDS = (
    "tide",
    "moon",
    "bread",
    "rain",
    "harbour",
    "clock",
    "map",
    "bird",
    "lamp",
    "river",
    "stone",
    "wind",
    "letter",
)


TAGGED, STUFFED = ("TAG",), ("TAG", "moon", "tide", "bread", "rain")
"""Tags of a post; TAG stands for the challenge's own."""


IN_THAI, IN_CHINESE = "ฉันชอบฟังเสียงนก", "护士"
WITHOUT_SPACES: Mapping[str, int] = {IN_THAI: 5, IN_CHINESE: 1}
"""Words of texts in scripts without spaces: I, like, listen, sound, bird; and nurse."""


def tag_of(challenge: str) -> str:
    """Each challenge has a tag of its own, so that none is met by what was done for another."""
    return f"course_{challenge.replace('-', '_')}"


@dataclass
class SoloAttempt:
    """One learner doing one challenge on one network. ``tag``: the challenge's; ``first``: when the first thing is done
    (UTC)."""

    handle: str
    fellow: str
    name: str
    tag: str
    first: datetime
    random: random.Random
    post_count: int = 0

    def text(self, words: int = 8) -> str:
        """Words that nobody has said before."""
        return " ".join([*self.random.choices(_WORDS, k=words - 1), f"{self.name}{self.random.randrange(10**9)}"])

    def post(self, delay: timedelta, text: str = "", by: str = "", **parts: object) -> Event:
        """A post so long after the first action."""
        self.post_count += 1
        text, at = text or self.text(), self.first + delay
        if "tags" in parts:
            parts["tags"] = tuple(self.tag if tag == "TAG" else tag for tag in parts["tags"])  # type: ignore[attr-defined]
        return Event(at, EventName.POST, f"{self.name}-{self.post_count}", by or self.handle, text, **parts)  # type: ignore[arg-type]

    def edit(self, delay: timedelta, post: Event, text: str = "", **parts: tuple[str, ...]) -> Event:
        """The post says something else from then on; what is not given stays as it was."""
        changed = self.post(delay, text, by="", **parts)
        return changed._replace(what=EventName.EDIT, object=post.object, by="", to=changed.object)

    def does(self, delay: timedelta, action: EventName, object: str, by: str = "") -> Event:
        """Anything else."""
        return Event(self.first + delay, action, object, by)


class SoloAction(NamedTuple):
    """A way of doing a challenge. ``met``: whether the rule, as it stands, asks for just that; None where that depends
    on what the network shows."""

    name: str
    met: bool | None
    events: Callable[[SoloAttempt], Iterator[Event]]


def _follow(undone: bool = False) -> Callable[[SoloAttempt], Iterator[Event]]:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        yield attempt.does(0 * HOUR, EventName.FOLLOW, HOST, attempt.handle)
        if undone:
            yield attempt.does(30 * HOUR, EventName.UNFOLLOW, HOST, attempt.handle)

    return happens


def _unfollow(followed: bool = True, again: bool = False) -> Callable[[SoloAttempt], Iterator[Event]]:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        if followed:
            yield attempt.does(-30 * HOUR, EventName.FOLLOW, HOST, attempt.handle)
            yield attempt.does(0 * HOUR, EventName.UNFOLLOW, HOST, attempt.handle)
        if again:
            yield attempt.does(MINUTE, EventName.FOLLOW, HOST, attempt.handle)

    return happens


def _reply(
    to: str = HOST, text: str = "", deleted: bool = False, tags: tuple[str, ...] = (), edited: str = ""
) -> Callable[..., Iterator[Event]]:
    """``edited``: what the answer says a minute later."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        event = attempt.post(-1 * MINUTE, by=HOST if to == HOST else attempt.handle)
        answer = attempt.post(0 * HOUR, text, reply_to=event.object, tags=tags)
        yield from (event, answer)
        if edited:
            yield attempt.edit(MINUTE, answer, edited)
        if deleted:
            yield attempt.does(30 * HOUR, EventName.DELETE, answer.object)

    return happens


def _copied(attempt: SoloAttempt) -> Iterator[Event]:
    text = attempt.text()
    event = attempt.post(-2 * MINUTE, by=HOST)
    yield from (event, attempt.post(-1 * MINUTE, text, by=OUTSIDERS[0], reply_to=event.object))
    yield attempt.post(0 * HOUR, text, reply_to=event.object)


def _posts(
    tags: tuple[str, ...] = TAGGED,
    words: int = 8,
    same: bool = False,
    deleted: bool = False,
    apart: timedelta = HOUR,
    reworded: bool = False,
) -> Callable[[SoloAttempt], Iterator[Event]]:
    """Three posts. ``same``: in the same words; ``reworded``: all but the first are written anew."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        text = attempt.text(words)
        posts = [attempt.post(n * apart, text if same else attempt.text(words), tags=tags) for n in range(3)]
        yield from posts
        if reworded:
            yield from (attempt.edit(5 * MINUTE, post) for post in posts[1:])
        if deleted:
            yield attempt.does(30 * HOUR, EventName.DELETE, posts[0].object)

    return happens


def _tag_edited(old: str, new: str) -> Callable[[SoloAttempt], Iterator[Event]]:
    """Three posts, of which the last has another tag a minute later."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        posts = [attempt.post(n * MINUTE, tags=(old if n == 2 else "TAG",)) for n in range(3)]
        yield from (*posts, attempt.edit(3 * MINUTE, posts[2], tags=(new,)))

    return happens


def _live_edited(apart: timedelta) -> Callable[[SoloAttempt], Iterator[Event]]:
    """Told at three moments, or at one; mended afterwards, a quarter of an hour from one post to the next."""

    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        posts = [attempt.post(n * apart, tags=TAGGED) for n in range(3)]
        yield from (*posts, *(attempt.edit(HOUR + n * 15 * MINUTE, post) for n, post in enumerate(posts)))

    return happens


def _relay(by: str, tags: tuple[str, ...] = TAGGED, quoted: bool = False) -> Callable[[SoloAttempt], Iterator[Event]]:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        post = attempt.post(0 * HOUR, tags=tags)
        relayer = {"fellow": attempt.fellow, "self": attempt.handle, "puppet": f"{attempt.handle}_alt"}.get(by, by)
        yield post
        yield (
            attempt.post(2 * HOUR, by=relayer, quote_of=post.object)
            if quoted
            else attempt.does(2 * HOUR, EventName.REPOST, post.object, relayer)
        )

    return happens


def _relay_edited(attempt: SoloAttempt) -> Iterator[Event]:
    """Passed on first, then mended."""
    post = attempt.post(0 * HOUR, tags=TAGGED)
    yield from (post, attempt.does(MINUTE, EventName.REPOST, post.object, OUTSIDERS[0]), attempt.edit(2 * MINUTE, post))


def _curate(
    words: int = 8, same: bool = False, pasted: bool = False, deleted: bool = False
) -> Callable[[SoloAttempt], Iterator[Event]]:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        links = [f"https://example.org/{attempt.name}/{0 if same else n}" for n in range(2)]
        if pasted:
            yield from (attempt.post(-HOUR, attempt.text(1), by=attempt.fellow, links=(link,)) for link in links)
        posts = [attempt.post(n * HOUR, attempt.text(words), links=(link,)) for n, link in enumerate(links)]
        yield from posts
        if deleted:
            yield attempt.does(30 * HOUR, EventName.DELETE, posts[1].object)

    return happens


def _repost(of: str = HOST, undone: bool = False) -> Callable[[SoloAttempt], Iterator[Event]]:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        posts = [attempt.post(-HOUR, by=HOST if of == HOST else attempt.handle) for _ in range(2)]
        yield from posts
        yield from (
            attempt.does(n * HOUR, EventName.REPOST, post.object, attempt.handle) for n, post in enumerate(posts)
        )
        if undone:
            yield attempt.does(30 * HOUR, EventName.UNREPOST, posts[1].object, attempt.handle)

    return happens


def _talk(with_: str = OUTSIDERS[1], turns: int = 2) -> Callable[[SoloAttempt], Iterator[Event]]:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        partner = {"fellow": attempt.fellow, "self": attempt.handle}.get(with_, with_)
        last = attempt.post(-HOUR, by=partner)
        yield last
        for n in range(2 * turns):
            last = attempt.post(n * 20 * MINUTE, by=partner if n % 2 else attempt.handle, reply_to=last.object)
            yield last

    return happens


def _thread(broken: bool = False) -> Callable[[SoloAttempt], Iterator[Event]]:
    def happens(attempt: SoloAttempt) -> Iterator[Event]:
        posts = [attempt.post(0 * HOUR)]
        posts.append(attempt.post(MINUTE, reply_to=posts[0].object))
        posts.append(attempt.post(2 * MINUTE, reply_to="" if broken else posts[1].object))
        yield from posts

    return happens


def _thread_edited(attempt: SoloAttempt) -> Iterator[Event]:
    """The first post is mended, carried on as it then is, and mended once more, as is what carried it on."""
    first = attempt.post(0 * HOUR)
    mended = attempt.edit(MINUTE, first)
    second = attempt.post(2 * MINUTE, reply_to=mended.to)
    yield from (first, mended, second, attempt.post(3 * MINUTE, reply_to=second.object))
    yield from (attempt.edit(5 * MINUTE, post) for post in (first, second))


SOLO_ACTIONS: Mapping[str, tuple[SoloAction, ...]] = {
    "follow": (SoloAction("well", True, _follow()), SoloAction("undone_later", True, _follow(undone=True))),
    "follow-kept": (SoloAction("well", True, _follow()), SoloAction("taken_back", False, _follow(undone=True))),
    "unfollow": (
        SoloAction("well", True, _unfollow()),
        SoloAction("never_followed", False, _unfollow(followed=False)),
        SoloAction("followed_again_at_once", False, _unfollow(again=True)),
    ),
    "reply": (
        SoloAction("well", True, _reply()),
        SoloAction("answered_oneself", False, _reply(to="self")),
        SoloAction("copied_a_fellow", True, _copied),
        SoloAction("deleted_later", True, _reply(deleted=True)),
        SoloAction("stuffed_tag", False, _reply(text="Yes yes", tags=STUFFED)),
        SoloAction("edited_short", False, _reply(edited="Yes yes")),
    ),
    "post": (
        SoloAction("well", True, _posts()),
        SoloAction("same_text", False, _posts(same=True)),
        SoloAction("stuffed_tag", False, _posts(words=2, tags=STUFFED)),
        SoloAction("untagged", False, _posts(tags=("curse",))),
        SoloAction("deleted_later", True, _posts(deleted=True)),
        SoloAction("edited_in", True, _tag_edited("curse", "TAG")),
        SoloAction("edited_out", False, _tag_edited("TAG", "curse")),
        SoloAction("reworded", True, _posts(same=True, apart=MINUTE, reworded=True)),
    ),
    "live-post": (
        SoloAction("well", True, _posts(apart=12 * MINUTE)),
        SoloAction("all_in_one_go", False, _posts(apart=MINUTE)),
        SoloAction("edited", True, _live_edited(12 * MINUTE)),
        SoloAction("spread_by_edits", False, _live_edited(MINUTE)),
        SoloAction("same_text", False, _posts(same=True)),
    ),
    "relay": (
        SoloAction("well", True, _relay(OUTSIDERS[0])),
        SoloAction("quoted", True, _relay(OUTSIDERS[1], quoted=True)),
        SoloAction("puppet", True, _relay("puppet")),
        SoloAction("edited", True, _relay_edited),
        SoloAction("by_fellow", False, _relay("fellow")),
        SoloAction("by_oneself", False, _relay("self")),
        SoloAction("by_the_host", False, _relay(HOST)),
        SoloAction("quoted_by_the_host", False, _relay(HOST, quoted=True)),
        SoloAction("by_somebody_listed", False, _relay(VOICE)),
        SoloAction("by_a_mentor", False, _relay(MENTOR)),
        SoloAction("untagged", False, _relay(OUTSIDERS[2], tags=())),
    ),
    "curate": (
        SoloAction("well", True, _curate()),
        SoloAction("pasted_link", True, _curate(pasted=True)),
        SoloAction("link_only", False, _curate(words=1)),
        SoloAction("same_source", False, _curate(same=True)),
        SoloAction("deleted_later", True, _curate(deleted=True)),
    ),
    "repost-kept": (
        SoloAction("well", True, _repost()),
        SoloAction("own_posts", False, _repost(of="self")),
        SoloAction("taken_back", False, _repost(undone=True)),
    ),
    "conversation": (
        SoloAction("well", True, _talk()),
        SoloAction("answered_oneself", False, _talk("self")),
        SoloAction("with_fellow", False, _talk("fellow")),
        SoloAction("with_the_host", False, _talk(HOST)),
        SoloAction("with_somebody_listed", False, _talk(VOICE)),
        SoloAction("with_a_mentor", False, _talk(MENTOR)),
        SoloAction("one_turn", False, _talk(turns=1)),
    ),
    "thread": (
        SoloAction("well", True, _thread()),
        SoloAction("broken", False, _thread(broken=True)),
        SoloAction("edited", True, _thread_edited),
    ),
}
"""Challenge → the ways of doing it, the honest one first."""
