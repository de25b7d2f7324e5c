"""``help``: you answer somebody who asks in public, and are thanked."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from mooc.core.activity import Activity
from mooc.core.checks.base import Words
from mooc.core.checks.how import asked
from mooc.core.checks.writing import WRITING_WORDS, Flaw, Writing
from mooc.core.marks import QUESTION, THANKS
from mooc.core.network import Need, NeedKind
from mooc.core.posts import answers, stands, written
from mooc.core.scene import Scene
from mooc.core.verdict import Line, Scalar
from mooc.core.who import OUTSIDE, Who

WORDS_OF_ONES_OWN = 5


class Help(Writing):
    """Answer people who ask in public; they thank you for it. Where the post that was answered is known, it must ask
    something."""

    name: ClassVar[str] = "help"
    to: Who = Field(default=Who(word=OUTSIDE), description="Whom to help.")
    min_words: int = Field(default=WORDS_OF_ONES_OWN, ge=0, le=1000, description="Words of one's own that help needs.")
    thanked: bool = Field(default=True, description="The one who was helped must say thank you in an answer.")
    within: int = Field(default=7, gt=0, le=365, description="Days within which the thanks must come.")

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "help.how": {
            "en": "Questions of others to answer while this challenge is open: {want}. Who counts: {whom}.",
            "fr": "Questions d'autres personnes auxquelles répondre pendant que ce défi est ouvert : {want}. "
            "Qui compte : {whom}.",
        },
        "help.how_thanked": {
            "en": "Each time they thank you in an answer. Days within which that must be: {days}.",
            "fr": "À chaque fois, la personne vous remercie en réponse. Délai en jours : {days}.",
        },
        "help.expected": {
            "en": "People whom you helped: {have} of {want}. {missing} to go.",
            "fr": "Personnes que vous avez aidées : {have} sur {want}. Il en manque {missing}.",
        },
        "help.enough": {
            "en": "People whom you helped: {have} of {want}. That is enough.",
            "fr": "Personnes que vous avez aidées : {have} sur {want}. Le compte y est.",
        },
        "help.yes": {"en": "Your answer to {target} of {at} helped.", "fr": "Votre réponse à {target} du {at} a aidé."},
        "help.other": {
            "en": "Your answer of {at} went to {target}, who is not among the people asked for.",
            "fr": "Votre réponse du {at} s'adresse à {target}, qui ne fait pas partie des personnes demandées.",
        },
        "help.no_question": {
            "en": "Your answer to {target} of {at} answers a post that asks nothing.",
            "fr": "Votre réponse à {target} du {at} répond à une publication qui ne demande rien.",
        },
        "help.no_thanks": {
            "en": "Your answer to {target} of {at} has not been seen to be thanked so far.",
            "fr": "Votre réponse à {target} du {at} n'a pas encore reçu de merci que l'on ait vu.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, whom, and what shows that it helped."""
        yield asked("help.how", want=self.at_least, whom=self.to.whom)
        if self.thanked:
            yield asked("help.how_thanked", days=self.within)

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """The member's answers to others."""
        own = {account.id for account in scene.accounts}
        return [post for post in written(scene) if post.reply_to and answers(scene.log, post) not in own]

    def about(self, scene: Scene, post: Activity) -> dict[str, Scalar]:
        """Whom it answers."""
        return {"target": answers(scene.log, post)}

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """Somebody else, no question, no thanks."""
        person = answers(scene.log, post)
        if not scene.means(self.to, post.network, person):
            yield "other", {}
            return
        question = scene.log.post(post.network, post.reply_to)
        if question and QUESTION not in question.marks:
            yield "no_question", {}
        elif self.thanked and not any(True for _ in self._thanks(scene, post, person)):
            yield "no_thanks", {}

    def _thanks(self, scene: Scene, post: Activity, person: str) -> Iterator[Activity]:
        latest = post.began_by + timedelta(days=self.within)
        for answer in scene.log.about(post.key):
            theirs = (answer.network, answer.actor) == (post.network, person) and stands(scene.log, answer)
            if theirs and THANKS in answer.marks and answer.began_by <= latest:
                yield answer

    def enough(self, counted: Sequence[Activity]) -> tuple[Activity, ...]:
        """The first answers, one for each person."""
        return tuple(self._each_once(counted)[: self.at_least])

    def have(self, counted: Sequence[Activity]) -> int:
        """How many people were helped."""
        return len(self._each_once(counted))

    def _each_once(self, counted: Sequence[Activity]) -> list[Activity]:
        return list(
            {(post.network, post.reply_to_author or post.reply_to): post for post in reversed(counted)}.values()
        )[::-1]

    def background(self, scene: Scene, enough: Sequence[Activity]) -> tuple[Activity, ...]:
        """The questions, and the thanks."""
        thanks = [one for post in enough for one in self._thanks(scene, post, answers(scene.log, post))]
        questions = [one for post in enough if (one := scene.log.post(post.network, post.reply_to))]
        return (*super().background(scene, enough), *thanks, *questions)

    def posts_needed(self, scene: Scene, tag: str) -> tuple[Need, ...]:
        """The member's posts, and what was answered to those that are answers."""
        mine = super().posts_needed(scene, tag)
        if not self.thanked:
            return mine
        standing = (post for post in self.looked_at(scene) if stands(scene.log, post))
        return (*mine, *(Need(NeedKind.ANSWERS, post.network, post.actor, post.key) for post in standing))
