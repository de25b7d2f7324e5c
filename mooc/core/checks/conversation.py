"""``conversation``: you and somebody else answer each other, more than once."""

from typing import ClassVar, NamedTuple

from pydantic import Field

from mooc.core.checks.base import CountingCheck, Words, is_unseen, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.evidence.posts import answered_account, context_of, is_standing, posts_in_window
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import ANYONE_AT_ALL, Audience
from mooc.core.facts.needs import Need, NeedKind

_MARKS = {"yes": Mark.COUNTS, "unseen": Mark.UNKNOWN}


class _Talk(NamedTuple):
    """What the member and one other person answered each other under one first post."""

    by_member: list[Activity]
    to_member: list[Activity]

    @property
    def turns(self) -> int:
        """How many times both had their turn."""
        return min(len(self.by_member), len(self.to_member))


class Conversation(CountingCheck):
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
        return CheckSentences(
            (requirement("conversation.how", want=self.at_least, whom=self.to.whom, turns=self.turns),)
        )

    def tally(self, scene: Scene) -> Tally:
        """One line for each person and first post."""
        posts = posts_in_window(scene)
        post_needs = [Need(NeedKind.POSTS, account.network, account.id) for account in scene.accounts]
        counted, lines = list[tuple[Activity, ...]](), list[Line]()
        for (network, person, _), talk in _talks(scene, posts).items():
            if not scene.means(self.to, network, person):
                word = "other"
            elif talk.turns >= self.turns:
                word = "yes"
                counted.append((*talk.by_member[: self.turns], *talk.to_member[: self.turns]))
            else:
                # where the member's own turns are missing, no answer makes up for them
                to_be_answered = talk.by_member if len(talk.by_member) >= self.turns else []
                needs = [need for need in post_needs if need.network == network]
                word = "unseen" if is_unseen(scene, *needs, *map(_answers_to, to_be_answered)) else "short"
            values: dict[str, Scalar] = {
                "target": person,
                "mine": len(talk.by_member),
                "theirs": len(talk.to_member),
                "turns": self.turns,
            }
            opening = min((*talk.by_member, *talk.to_member), key=_order)
            mark = _MARKS.get(word, Mark.DOES_NOT_COUNT)
            lines.append(Line(mark, f"conversation.{word}", values, opening.key, opening.url))
        enough = tuple(sorted({fact for facts in counted[: self.at_least] for fact in facts}, key=_order))
        return Tally(
            len(counted),
            self.at_least,
            enough,
            (*lines, summary_line(self, len(counted), self.at_least)),
            (*post_needs, *(_answers_to(post) for post in posts if is_standing(scene.log, post))),
            context=context_of(scene.log, enough),
        )


def _order(fact: Activity) -> tuple[object, ...]:
    return fact.began_by, fact.network, fact.key


def _talks(scene: Scene, posts: list[Activity]) -> dict[tuple[str, str, str], _Talk]:
    """(Network, person, first post) → what both answered each other, in the order in which the talks began."""
    own_ids = {account.id for account in scene.accounts}
    own_keys = {(account.network, account.id) for account in scene.accounts}
    answered = ((post, answered_account(scene.log, post)) for post in posts if is_standing(scene.log, post))
    turns = [(post, person, True) for post, person in answered if person and person not in own_ids]
    for post in scene.log.to(own_ids):
        to_member = (post.network, post.references.reply_to_author) in own_keys and post.actor not in own_ids
        is_again = scene.log.post(post.network, post.references.edit_of) is not None  # an edit is no new turn
        if to_member and not is_again and scene.may_be_within(post) and is_standing(scene.log, post):
            turns.append((post, post.actor, False))
    talks: dict[tuple[str, str, str], _Talk] = {}
    for post, person, by_member in sorted(turns, key=lambda turn: _order(turn[0])):
        talk = talks.setdefault((post.network, person, post.references.root), _Talk([], []))
        (talk.by_member if by_member else talk.to_member).append(post)
    return talks


def _answers_to(post: Activity) -> Need:
    return Need(NeedKind.ANSWERS, post.network, post.actor, post.key)
