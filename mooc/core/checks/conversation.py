"""``conversation``: you and somebody else answer each other, more than once."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from pydantic import Field

from mooc.core.checks.base import Counting, Words, is_unseen, summary
from mooc.core.checks.explanations import CheckSentences, asked
from mooc.core.evidence.posts import answers, background, stands, written
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import ANYONE_AT_ALL, Audience
from mooc.core.facts.network import Need, NeedKind

_MARKS = {"yes": Mark.COUNTS, "unseen": Mark.UNKNOWN}


class _Talk(NamedTuple):
    """What one person and the member said to each other under one first post."""

    mine: list[Activity]
    theirs: list[Activity]

    @property
    def turns(self) -> int:
        """How many times both had their turn."""
        return min(len(self.mine), len(self.theirs))


class Conversation(Counting):
    """Hold n conversations with these people, in which both sides have several turns. Several answers in a row are one
    turn each: what counts is that the other side answers, too."""

    name: ClassVar[str] = "conversation"
    version: ClassVar[int] = 2
    to: Audience = Field(default=ANYONE_AT_ALL, description="With whom.")
    turns: int = Field(default=2, gt=0, le=100, description="How many times each side answers the other.")

    words: ClassVar[Words] = {
        "conversation.how": {
            "en": "Conversations asked for while this challenge is open: {want}, with {whom}. "
            "Answers from each side: {turns} or more.",
            "fr": "Conversations demandées pendant que ce défi est ouvert : {want}, avec {whom}. "
            "Réponses de chaque côté : {turns} au moins.",
        },
        "conversation.expected": {
            "en": "Conversations that count: {have} of {want}. {missing} to go.",
            "fr": "Conversations qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "conversation.enough": {
            "en": "Conversations that count: {have}. Asked for: {want}. That is enough.",
            "fr": "Conversations qui comptent : {have}. Il en fallait {want} : le compte y est.",
        },
        "conversation.yes": {
            "en": "With {target}. Answers from you: {mine}; to you: {theirs}.",
            "fr": "Avec {target}. Réponses de vous : {mine} ; à vous : {theirs}.",
        },
        "conversation.short": {
            "en": "With {target}. Answers from you: {mine}; to you: {theirs}; asked for on each side: {turns}.",
            "fr": "Avec {target}. Réponses de vous : {mine} ; à vous : {theirs} ; il en faut {turns} de chaque côté.",
        },
        "conversation.other": {
            "en": "With {target}, who is not among the people asked for. Answers from you: {mine}; to you: {theirs}.",
            "fr": "Avec {target}, qui ne fait pas partie des personnes demandées. Réponses de vous : {mine} ; "
            "à vous : {theirs}.",
        },
        "conversation.unseen": {
            "en": "With {target}. Answers seen from you: {mine}; to you: {theirs}; asked for on each side: {turns}. "
            "Not all have been seen so far.",
            "fr": "Avec {target}. Réponses vues, de vous : {mine} ; à vous : {theirs} ; il en faut {turns} de chaque "
            "côté. Elles n'ont pas encore toutes pu être vues.",
        },
    }

    def how(self, hashtag: str) -> CheckSentences:
        """How many, with whom, how long."""
        return CheckSentences((asked("conversation.how", want=self.at_least, whom=self.to.whom, turns=self.turns),))

    def tally(self, scene: Scene) -> Tally:
        """One line for each person and first post."""
        posts = written(scene)
        talks = _talks(scene, posts)
        counted = [
            (*talk.mine[: self.turns], *talk.theirs[: self.turns])
            for (network, person, _), talk in talks.items()
            if talk.turns >= self.turns and scene.means(self.to, network, person)
        ]
        enough = tuple(sorted({fact for facts in counted[: self.at_least] for fact in facts}, key=_order))
        lines = [self._line(scene, *key, talk) for key, talk in talks.items()]
        return Tally(
            len(counted),
            self.at_least,
            enough,
            (*lines, summary(self, len(counted), self.at_least)),
            _needs(scene, posts),
            context=background(scene.log, enough),
        )

    def _line(self, scene: Scene, network: str, person: str, root: str, talk: _Talk) -> Line:
        meant = scene.means(self.to, network, person)
        word = "yes" if meant and talk.turns >= self.turns else "short" if meant else "other"
        if word == "short" and is_unseen(scene, *self._lacking(scene, network, talk)):
            word = "unseen"
        mark = _MARKS.get(word, Mark.DOES_NOT_COUNT)
        values: dict[str, Scalar] = {
            "target": person,
            "mine": len(talk.mine),
            "theirs": len(talk.theirs),
            "turns": self.turns,
        }
        first = min((*talk.mine, *talk.theirs), key=_order)
        return Line(mark, f"conversation.{word}", values, first.key, first.url)

    def _lacking(self, scene: Scene, network: str, talk: _Talk) -> Iterator[Need]:
        """What would show the turns that are missing; where the member's own are, no answer makes up for them."""
        yield from (
            Need(NeedKind.POSTS, account.network, account.id)
            for account in scene.accounts
            if account.network == network
        )
        if len(talk.mine) >= self.turns:
            yield from (_answers_to(post) for post in talk.mine)


def _order(fact: Activity) -> tuple[object, ...]:
    return fact.began_by, fact.network, fact.key


def _talks(scene: Scene, posts: list[Activity]) -> dict[tuple[str, str, str], _Talk]:
    """(Network, person, first post) → what was said, in the order in which the talks began."""
    talks: dict[tuple[str, str, str], _Talk] = {}
    for post, person, is_mine in sorted(_said(scene, posts), key=lambda one: _order(one[0])):
        talk = talks.setdefault((post.network, person, post.root), _Talk([], []))
        (talk.mine if is_mine else talk.theirs).append(post)
    return talks


def _said(scene: Scene, posts: list[Activity]) -> Iterator[tuple[Activity, str, bool]]:
    """The member's answers to others and theirs to the member: the post, the other person, whose it is."""
    own = {account.id for account in scene.accounts}
    for post in posts:
        person = answers(scene.log, post)
        if person and person not in own and stands(scene.log, post):
            yield post, person, True
    here = {(account.network, account.id) for account in scene.accounts}
    for post in scene.log.to(own):
        to_me = (post.network, post.reply_to_author) in here and post.actor not in own
        is_again = scene.log.post(post.network, post.edit_of) is not None  # an edit is no new turn
        if to_me and not is_again and scene.may_be_within(post) and stands(scene.log, post):
            yield post, post.actor, False


def _needs(scene: Scene, posts: list[Activity]) -> tuple[Need, ...]:
    """The member's posts, and who has answered each of them."""
    needs = tuple(Need(NeedKind.POSTS, account.network, account.id) for account in scene.accounts)
    standing = (post for post in posts if stands(scene.log, post))
    return (*needs, *map(_answers_to, standing))


def _answers_to(post: Activity) -> Need:
    return Need(NeedKind.ANSWERS, post.network, post.actor, post.key)
