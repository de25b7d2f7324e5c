"""``help``: you answer somebody who asks in public, and are thanked."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words, is_unseen
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Flaw, PostCheck
from mooc.core.evidence.posts import answered_account, first_posted_at, is_standing, posts_in_window, reactions_to
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.text_features import QUESTION, THANKS
from mooc.core.evidence.verdict import Line, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import OUTSIDE, Audience
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.troubles import Trouble, TroubleKind

WORDS_OF_ONES_OWN = 5
_OF_THE_QUESTION = frozenset({"question_unseen", "question_gone"})


class Help(PostCheck):
    """Answer people who ask in public; they thank you for it. The post that is answered must ask something; where it
    can no longer be read, that can't be told."""

    name: ClassVar[str] = "help"
    version: ClassVar[int] = 3
    to: Audience = Field(default=Audience(word=OUTSIDE), description="Whom to help.")
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
            "en": "People whom you helped: {have}. Asked for: {want}. That is enough.",
            "fr": "Personnes que vous avez aidées : {have}. Il en fallait {want} : le compte y est.",
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
        "help.question_unseen": {
            "en": "Your answer to {target} of {at}: the post that it answers has not been seen so far.",
            "fr": "Votre réponse à {target} du {at} : la publication à laquelle elle répond n'a pas encore été vue.",
        },
        "help.question_gone": {
            "en": "Your answer to {target} of {at}: the post that it answers can't be read; whether it asked something "
            "is not known.",
            "fr": "Votre réponse à {target} du {at} : la publication à laquelle elle répond ne peut pas être lue ; "
            "rien ne dit si elle posait une question.",
        },
        "help.no_thanks": {
            "en": "Your answer to {target} of {at} has not been thanked so far.",
            "fr": "Votre réponse à {target} du {at} n'a pas encore reçu de merci.",
        },
        "help.unseen": {
            "en": "Whether your answer to {target} of {at} was thanked has not been seen.",
            "fr": "Il n'a pas encore été possible de voir si votre réponse à {target} du {at} a reçu un merci.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, whom, and what shows that it helped."""
        yield requirement("help.how", want=self.at_least, whom=self.to.whom)
        if self.thanked:
            yield requirement("help.how_thanked", days=self.within)

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """The member's answers to others."""
        own_ids = {account.id for account in scene.accounts}
        return [
            post
            for post in posts_in_window(scene)
            if post.references.reply_to and answered_account(scene.log, post) not in own_ids
        ]

    def about(self, scene: Scene, post: Activity) -> dict[str, Scalar]:
        """Whom it answers."""
        return {"target": answered_account(scene.log, post)}

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """Somebody else, no question, no thanks."""
        person = answered_account(scene.log, post)
        if not scene.means(self.to, post.network, person):
            yield "other", {}
            return
        question = scene.log.post(post.network, post.references.reply_to)
        if question and QUESTION not in question.content.marks:
            yield "no_question", {}
        elif self.thanked and not any(True for _ in self._thanks(scene, post, person)):
            yield "unseen" if is_unseen(scene, _answers_to(post)) else "no_thanks", {}
        elif not question and post.content.words >= self.min_words:
            yield "question_unseen" if is_unseen(scene, _question(post)) else "question_gone", {}

    def tally(self, scene: Scene) -> Tally:
        """As of all that one writes; whether thanks came, or what was asked, may not be known. An answer of which only
        the question can't be read may count: "not yet" is said only where all of them together are too few."""
        tally = super().tally(scene).unknown("help.unseen").unknown("help.question_unseen")
        tally = tally.unknown("help.question_gone")
        keys = {line.key for line in tally.lines if line.word == "help.question_gone"}
        may_count = [post for post in self.looked_at(scene) if post.key in keys]
        if self.have(scene, [*tally.counted, *may_count]) < self.at_least:
            return tally
        return tally._replace(doubt=Trouble(TroubleKind.NOT_SHOWN))

    def _thanks(self, scene: Scene, post: Activity, person: str) -> Iterator[Activity]:
        latest = first_posted_at(scene.log, post) + timedelta(days=self.within)
        for answer in reactions_to(scene.log, post):
            is_by_person = (answer.network, answer.actor) == (post.network, person) and is_standing(scene.log, answer)
            if is_by_person and THANKS in answer.content.marks and answer.began_by <= latest:
                yield answer

    def enough(self, scene: Scene, counted: Sequence[Activity]) -> tuple[Activity, ...]:
        """The first answers, one for each person."""
        return tuple(self._each_once(counted)[: self.at_least])

    def have(self, scene: Scene, counted: Sequence[Activity]) -> int:
        """How many people were helped."""
        return len(self._each_once(counted))

    def _each_once(self, counted: Sequence[Activity]) -> list[Activity]:
        by_person = {
            (post.network, post.references.reply_to_author or post.references.reply_to): post
            for post in reversed(counted)
        }
        return list(by_person.values())[::-1]

    def background(self, scene: Scene, enough: Sequence[Activity]) -> tuple[Activity, ...]:
        """The questions, and the thanks."""
        thanks = [answer for post in enough for answer in self._thanks(scene, post, answered_account(scene.log, post))]
        answered = (scene.log.post(post.network, post.references.reply_to) for post in enough)
        questions = [question for question in answered if question]
        return (*super().background(scene, enough), *thanks, *questions)

    def posts_needed(self, scene: Scene, tag: str) -> tuple[Need, ...]:
        """The member's posts, what was answered to those that are answers, and of those that lack nothing else the
        questions that have not been seen."""
        needs = super().posts_needed(scene, tag)
        standing = [post for post in self.looked_at(scene) if is_standing(scene.log, post)]
        questions = (
            _question(post)
            for post in standing
            if any(word in _OF_THE_QUESTION for word, _ in self._flaws(scene, tag, post))
        )
        return (*needs, *(map(_answers_to, standing) if self.thanked else ()), *questions)


def _question(answer: Activity) -> Need:
    """The post that this one answers."""
    return Need(NeedKind.POST, answer.network, answer.actor, answer.references.reply_to)


def _answers_to(post: Activity) -> Need:
    return Need(NeedKind.ANSWERS, post.network, post.actor, post.key)
