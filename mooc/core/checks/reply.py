"""``reply``: you answer these people n times."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from pydantic import Field

from mooc.core.activity import Activity
from mooc.core.checks.base import Counting, Words, nobody_named, summary
from mooc.core.checks.how import How, asked
from mooc.core.checks.writing import Flaw, weigh
from mooc.core.network import Need, NeedKind
from mooc.core.posts import answers, background, written
from mooc.core.scene import Log, Scene
from mooc.core.verdict import Line, Scalar, Tally
from mooc.core.who import ANYONE_AT_ALL, Who


class Reply(Counting):
    """Answer posts of these people, n times. An answer to oneself never counts."""

    name: ClassVar[str] = "reply"
    to: Who = Field(default=ANYONE_AT_ALL, description="Whom to answer: `host`, `{list: NAME}`, `twinome`, `anyone`…")
    min_words: int = Field(default=0, ge=0, le=1000, description="Words of one's own that an answer needs.")
    distinct: bool = Field(default=True, description="The same text counts once.")

    words: ClassVar[Words] = {
        "reply.how": {
            "en": "Replies asked for while this challenge is open: {want}, to {whom}, not to yourself.",
            "fr": "Réponses demandées pendant que ce défi est ouvert : {want}, à {whom}. Se répondre ne compte pas.",
        },
        "reply.how_words": {
            "en": "Words of your own that each of them needs: {least} or more.",
            "fr": "Mots de vous dans chacune : {least} au moins.",
        },
        "reply.how_distinct": {"en": "The same text counts once.", "fr": "Le même texte ne compte qu'une fois."},
        "reply.expected": {
            "en": "Replies that count: {have} of {want}. {missing} to go.",
            "fr": "Réponses qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "reply.enough": {
            "en": "Replies that count: {have} of {want}. That is enough.",
            "fr": "Réponses qui comptent : {have} sur {want}. Le compte y est.",
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
            "fr": "Votre réponse du {at} s'adresse à une publication dont l'auteur n'est pas connu.",
        },
        "reply.short": {
            "en": "Your reply of {at} is short: {words} words of your own, at least {least} are asked for.",
            "fr": "Votre réponse du {at} est courte : {words} mots de vous, il en faut au moins {least}.",
        },
        "reply.copy": {
            "en": "Your reply of {at} says the same as an earlier one that counts.",
            "fr": "Votre réponse du {at} dit la même chose qu'une précédente qui compte déjà.",
        },
        "reply.gone": {
            "en": "Your reply of {at} has been deleted.",
            "fr": "Votre réponse du {at} a été supprimée.",
        },
    }

    def how(self, hashtag: str) -> How:
        """How many, and which ones count."""
        return How(tuple(self._asked(hashtag)))

    def _asked(self, hashtag: str) -> Iterator[Line]:
        yield asked("reply.how", want=self.at_least, whom=self.to.whom)
        if self.min_words:
            yield asked("reply.how_words", least=self.min_words)
        if self.distinct and self.at_least > 1:
            yield asked("reply.how_distinct")

    def tally(self, scene: Scene) -> Tally:
        """One line for each answer that the member wrote within the window."""
        replies = [post for post in written(scene) if post.reply_to]
        counted, lines = weigh(
            self.name, scene, replies, lambda reply: self._flaws(scene, reply), self.distinct, _to_whom(scene.log)
        )
        have, enough = len(counted), tuple(counted[: self.at_least])
        return Tally(
            have,
            self.at_least,
            enough,
            (*lines, summary(self, have, self.at_least)),
            self._needs(scene),
            context=background(scene.log, enough),
            doubt=nobody_named(self.to, scene),
        )

    def _flaws(self, scene: Scene, reply: Activity) -> Iterator[Flaw]:
        answered = answers(scene.log, reply)
        if not answered:
            yield "nobody", {}
        elif answered == reply.actor or answered in {account.id for account in scene.accounts}:
            yield "self", {}
        elif not scene.means(self.to, reply.network, answered):
            yield "other", {}
        elif reply.words < self.min_words:
            yield "short", {"words": reply.words, "least": self.min_words}

    def _needs(self, scene: Scene) -> tuple[Need, ...]:
        if not self.to.list:
            return tuple(Need(NeedKind.POSTS, account.network, account.id) for account in scene.accounts)
        return tuple(
            Need(NeedKind.REPLIES, account.network, account.id, target)
            for account in scene.accounts
            for target in scene.named(self.to, account.network)
        )


def _to_whom(log: Log) -> Callable[[Activity], dict[str, Scalar]]:
    return lambda reply: {"target": answers(log, reply)}
