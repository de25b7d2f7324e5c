"""``reply``: you answer these people n times."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Flaw, PostCheck
from mooc.core.evidence.posts import answered_account, posts_in_window
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Scalar
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import ANYONE_AT_ALL, Audience
from mooc.core.facts.needs import Need, NeedKind


class Reply(PostCheck):
    """Answer posts of these people, n times. An answer to oneself never counts."""

    name: ClassVar[str] = "reply"
    version: ClassVar[int] = 2
    to: Audience = Field(
        default=ANYONE_AT_ALL, description="Whom to answer: `host`, `{list: NAME}`, `twinome`, `anyone`…"
    )

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "reply.how": {
            "en": "Replies asked for while this challenge is open: {want}, to {whom}, not to yourself.",
            "fr": "Réponses demandées pendant que ce défi est ouvert : {want}, à {whom}. Se répondre ne compte pas.",
        },
        "reply.expected": {
            "en": "Replies that count: {have} of {want}. {missing} to go.",
            "fr": "Réponses qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "reply.enough": {
            "en": "Replies that count: {have}. Asked for: {want}. That is enough.",
            "fr": "Réponses qui comptent : {have}. Il en fallait {want} : le compte y est.",
        },
        "reply.yes": {
            "en": "Your reply to {target} of {at} counts.",
            "fr": "Votre réponse à {target} du {at} compte.",
        },
        "reply.self": {
            "en": "Your reply of {at} answers yourself; a reply to somebody else is asked for.",
            "fr": "Votre réponse du {at} s'adresse à vous-même ; une réponse à quelqu'un d'autre est demandée.",
        },
        "reply.other": {
            "en": "Your reply of {at} went to {target}, who is not among the people asked for.",
            "fr": "Votre réponse du {at} s'adresse à {target}, qui ne fait pas partie des personnes demandées.",
        },
        "reply.nobody": {
            "en": "Your reply of {at} answers a post whose author is not known.",
            "fr": "Votre réponse du {at} s'adresse à une publication sans que l'on sache qui l'a écrite.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, and to whom."""
        yield requirement("reply.how", want=self.at_least, whom=self.to.whom)

    def looked_at(self, scene: Scene) -> Iterator[Activity]:
        """All answers that the member wrote within the window."""
        return (post for post in posts_in_window(scene) if post.references.reply_to)

    def about(self, scene: Scene, post: Activity) -> dict[str, Scalar]:
        """Whom it answers."""
        return {"target": answered_account(scene.log, post)}

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """Whom it should not have answered."""
        answered = answered_account(scene.log, post)
        if not answered:
            yield "nobody", {}
        elif answered in {account.id for account in scene.accounts}:
            yield "self", {}
        elif not scene.means(self.to, post.network, answered):
            yield "other", {}

    def posts_needed(self, scene: Scene, tag: str) -> tuple[Need, ...]:
        """Answers to those who can be named; else all posts."""
        if not self.to.list:
            return super().posts_needed(scene, tag)
        return tuple(
            Need(NeedKind.REPLIES, account.network, account.id, target)
            for account in scene.accounts
            for target in scene.named(self.to, account.network)
        )
