"""``quote``: you pass on somebody's post with words of your own."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Flaw, PostCheck
from mooc.core.evidence.posts import quoted_account
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import ANYONE_AT_ALL, Audience
from mooc.core.facts.troubles import Trouble, TroubleKind


class Quote(PostCheck):
    """Quote posts of these people, with words of your own. Quoting oneself never counts."""

    name: ClassVar[str] = "quote"
    version: ClassVar[int] = 2
    of: Audience = Field(default=ANYONE_AT_ALL, description="Whose posts to quote.")

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "quote.how": {
            "en": "Quotes asked for while this challenge is open: {want}, of {whom}, not of yourself.",
            "fr": "Citations demandées pendant que ce défi est ouvert : {want}. Qui citer : {whom}. "
            "Se citer ne compte pas.",
        },
        "quote.expected": {
            "en": "Quotes that count: {have} of {want}. {missing} to go.",
            "fr": "Citations qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "quote.enough": {
            "en": "Quotes that count: {have}. Asked for: {want}. That is enough.",
            "fr": "Citations qui comptent : {have}. Il en fallait {want} : le compte y est.",
        },
        "quote.yes": {
            "en": "Your quote of {target} of {at} counts.",
            "fr": "Votre citation de {target} du {at} compte.",
        },
        "quote.self": {
            "en": "Your quote of {at} is of yourself; somebody else's words are asked for.",
            "fr": "Votre citation du {at} est de vous-même ; les mots de quelqu'un d'autre sont demandés.",
        },
        "quote.other": {
            "en": "Your quote of {at} is of {target}, who is not among the people asked for.",
            "fr": "Votre citation du {at} est de {target}, qui ne fait pas partie des personnes demandées.",
        },
        "quote.nobody": {
            "en": "Your quote of {at} is of a post whose author is not known.",
            "fr": "Votre citation du {at} reprend une publication sans que l'on sache qui l'a écrite.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, and of whom."""
        yield requirement("quote.how", want=self.at_least, whom=self.of.whom)

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """All quotes that the member wrote within the window."""
        return [post for post in super().looked_at(scene) if post.references.quote_of]

    def about(self, scene: Scene, post: Activity) -> dict[str, Scalar]:
        """Whom it quotes."""
        return {"target": quoted_account(scene.log, post)}

    def tally(self, scene: Scene) -> Tally:
        """As of all that one writes; whose a post was that nobody can find any more is not known. A quote that lacks
        nothing else may count: "not yet" is said only where all of them together are too few."""
        tally = super().tally(scene).unknown("quote.nobody")
        fails = {line.key for line in tally.lines if line.mark is Mark.DOES_NOT_COUNT}
        may_count = {line.key for line in tally.lines if line.mark is Mark.UNKNOWN} - fails
        enough = tally.have + len(may_count) >= self.at_least
        return tally._replace(doubt=Trouble(TroubleKind.NOT_SHOWN)) if enough else tally

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """Whom it should not have quoted."""
        author = quoted_account(scene.log, post)
        if not author:
            yield "nobody", {}
        elif author in {account.id for account in scene.accounts}:
            yield "self", {}
        elif not scene.means(self.of, post.network, author):
            yield "other", {}
