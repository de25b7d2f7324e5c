"""``mention``: you call people by their name."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Flaw, PostCheck
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import ANYONE_AT_ALL, Audience


class Mention(PostCheck):
    """Write posts that mention these people, each by the handle that makes the network tell them."""

    name: ClassVar[str] = "mention"
    version: ClassVar[int] = 2
    of: Audience = Field(default=ANYONE_AT_ALL, description="Whom to mention, at least one of them in each post.")

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "mention.how": {
            "en": "Posts with a mention asked for while this challenge is open: {want}. Whom to mention: {whom}.",
            "fr": "Publications avec une mention demandées pendant que ce défi est ouvert : {want}. "
            "Qui mentionner : {whom}.",
        },
        "mention.expected": {
            "en": "Posts with such a mention: {have} of {want}. {missing} to go.",
            "fr": "Publications avec une telle mention : {have} sur {want}. Il en manque {missing}.",
        },
        "mention.enough": {
            "en": "Posts with such a mention: {have}. Asked for: {want}. That is enough.",
            "fr": "Publications avec une telle mention : {have}. Il en fallait {want} : le compte y est.",
        },
        "mention.other": {
            "en": "Your post of {at} mentions none of the people asked for.",
            "fr": "Votre publication du {at} ne mentionne aucune des personnes demandées.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, and of whom."""
        yield requirement("mention.how", want=self.at_least, whom=self.of.whom)

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """All posts with a mention."""
        return [post for post in super().looked_at(scene) if post.content.mentions]

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """Mentions of others."""
        if not any(scene.means(self.of, post.network, account) for account in post.content.mentions):
            yield "other", {}
