"""``thread``: you unfold one thought over several posts, each an answer to the one before."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words, is_unseen
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Flaw, PostCheck, tag_of
from mooc.core.evidence.posts import answered_account, reactions_to
from mooc.core.evidence.scene import ActivityLog, Scene
from mooc.core.evidence.verdict import Line, Tally
from mooc.core.facts.activity import Activity


class Thread(PostCheck):
    """Write a thread: a first post, and answers to oneself that carry on. ``at_least`` counts the posts of the longest
    thread."""

    name: ClassVar[str] = "thread"
    version: ClassVar[int] = 4
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
            "en": "Posts in your longest thread: {have}. Asked for: {want}. That is enough.",
            "fr": "Publications dans votre plus long fil : {have}. Il en fallait {want} : le compte y est.",
        },
        "thread.alone": {
            "en": "Your post of {at} stands alone: nothing of yours carries it on.",
            "fr": "Votre publication du {at} est seule : rien de vous ne la prolonge.",
        },
        "thread.unseen": {
            "en": "Your post of {at} stands alone as far as was seen; not all your posts have been seen.",
            "fr": "Votre publication du {at} est seule pour autant qu'on ait pu voir ; vos publications n'ont pas "
            "encore toutes pu être vues.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How long."""
        yield requirement("thread.how", want=self.at_least)

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """First posts and what carries them on; answers to others do not belong here."""
        own_ids = {account.id for account in scene.accounts}
        return [
            post
            for post in super().looked_at(scene)
            if not post.references.reply_to or answered_account(scene.log, post) in own_ids
        ]

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """A post that neither carries on nor is carried on."""
        own_ids = {account.id for account in scene.accounts}
        versions = {version.key for version in scene.log.versions(post)}
        own_reactions = (fact for fact in reactions_to(scene.log, post) if fact.actor in own_ids)
        carried_on = any(fact.references.reply_to in versions for fact in own_reactions)
        if not post.references.reply_to and not carried_on:
            needs = self.posts_needed(scene, tag_of(self.tag, scene) if self.tag else "")
            yield "unseen" if is_unseen(scene, *needs) else "alone", {}

    def tally(self, scene: Scene) -> Tally:
        """As of all that one writes; whether a post is carried on may not be known."""
        return super().tally(scene).unknown("thread.unseen")

    def have(self, scene: Scene, counted: Sequence[Activity]) -> int:
        """How many posts the longest thread has."""
        return len(_longest(scene.log, counted))

    def enough(self, scene: Scene, counted: Sequence[Activity]) -> tuple[Activity, ...]:
        """The first posts of the longest thread."""
        return tuple(_longest(scene.log, counted)[: self.at_least])


def _longest(log: ActivityLog, counted: Sequence[Activity]) -> list[Activity]:
    """The posts that hang together, each after the one that it answers, in whichever version."""
    by_key = {(post.network, version.key): post for post in counted for version in log.versions(post)}
    threads: dict[Activity, list[tuple[int, Activity]]] = {}
    for post in counted:
        opening, depth = post, 0
        for _ in range(len(by_key) - 1):  # never round in a circle, whatever a network says
            above = by_key.get((opening.network, opening.references.reply_to))
            if above is None:
                break
            opening, depth = above, depth + 1
        threads.setdefault(opening, []).append((depth, post))
    longest = max(threads.values(), key=len, default=[])
    return [post for _, post in sorted(longest, key=lambda numbered: numbered[0])]
