"""``thread``: you unfold one thought over several posts, each an answer to the one before."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.activity import Activity
from mooc.core.checks.base import Words
from mooc.core.checks.how import asked
from mooc.core.checks.writing import WRITING_WORDS, Flaw, Writing
from mooc.core.posts import answers
from mooc.core.scene import Scene
from mooc.core.verdict import Line


class Thread(Writing):
    """Write a thread: a first post, and answers to oneself that carry on. ``at_least`` counts the posts of the longest
    thread."""

    name: ClassVar[str] = "thread"
    at_least: int = Field(default=3, ge=2, le=1000, description="How many posts long.")

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "thread.how": {
            "en": "A thread of your own is asked for while this challenge is open. Posts in it: {want} or more.",
            "fr": "Un fil de vous est demandé pendant que ce défi est ouvert. Publications dans le fil : "
            "{want} au moins.",
        },
        "thread.expected": {
            "en": "Posts in your longest thread: {have} of {want}. {missing} to go.",
            "fr": "Publications dans votre plus long fil : {have} sur {want}. Il en manque {missing}.",
        },
        "thread.enough": {
            "en": "Posts in your longest thread: {have} of {want}. That is enough.",
            "fr": "Publications dans votre plus long fil : {have} sur {want}. Le compte y est.",
        },
        "thread.alone": {
            "en": "Your post of {at} stands alone: nothing of yours carries it on.",
            "fr": "Votre publication du {at} est seule : rien de vous ne la prolonge.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How long."""
        yield asked("thread.how", want=self.at_least)

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """First posts and what carries them on; answers to others do not belong here."""
        own = {account.id for account in scene.accounts}
        return [post for post in super().looked_at(scene) if not post.reply_to or answers(scene.log, post) in own]

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """A post that neither carries on nor is carried on."""
        own = {account.id for account in scene.accounts}
        carried_on = any(one.reply_to == post.key and one.actor in own for one in scene.log.about(post.key))
        if not post.reply_to and not carried_on:
            yield "alone", {}

    def have(self, counted: Sequence[Activity]) -> int:
        """How many posts the longest thread has."""
        return len(self._longest(counted))

    def enough(self, counted: Sequence[Activity]) -> tuple[Activity, ...]:
        """The first posts of the longest thread."""
        return tuple(self._longest(counted)[: self.at_least])

    def _longest(self, counted: Sequence[Activity]) -> list[Activity]:
        """The posts that hang together: each but the first answers one of those before."""
        threads: dict[tuple[str, str], list[Activity]] = {}
        for post in counted:
            thread = threads.get((post.network, post.reply_to), [])
            thread.append(post)
            threads[post.network, post.key] = thread
        return max(threads.values(), key=len, default=[])
