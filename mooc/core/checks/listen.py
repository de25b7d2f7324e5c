"""``listen``: before you speak, or after a day of silence, you answer, quote or repost those whom you hear."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import CountingCheck, Words, earliest, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.checks.repost import reposts_in_window
from mooc.core.evidence.posts import (
    answered_account,
    context_of,
    first_posted_at,
    is_standing,
    posts_in_window,
    quoted_account,
)
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import ANYONE_AT_ALL, Audience
from mooc.core.facts.needs import Need, NeedKind

SILENCE = timedelta(days=1)
"""So long after a post of one's own one listens anew."""


class Listen(CountingCheck):
    """Answer, quote or repost n distinct people before a first post of one's own in the window, or after a day without
    one. Whoever does not post at all has listened, too."""

    name: ClassVar[str] = "listen"
    version: ClassVar[int] = 3
    at_least: int = Field(default=3, gt=0, le=1000, description="How many distinct people.")
    to: Audience = Field(default=ANYONE_AT_ALL, description="To whom to listen.")
    first: bool = Field(
        default=True, description="Only what comes before a post of one's own, or a day after it, counts."
    )

    words: ClassVar[Words] = {
        "listen.how": {
            "en": "People to answer, quote or repost while this challenge is open: {want}. Who counts: {whom}.",
            "fr": "Personnes à qui répondre, à citer ou à repartager pendant que ce défi est ouvert : {want}. "
            "Qui compte : {whom}.",
        },
        "listen.how_first": {
            "en": "What comes before your first post of your own counts: listen, then speak. After a day without a "
            "post of your own, listening begins anew.",
            "fr": "Compte ce qui précède votre première publication : écoutez, puis parlez. Après un jour sans "
            "publication à vous, une nouvelle écoute commence.",
        },
        "listen.expected": {
            "en": "People to whom you listened: {have} of {want}. {missing} to go.",
            "fr": "Personnes que vous avez écoutées : {have} sur {want}. Il en manque {missing}.",
        },
        "listen.enough": {
            "en": "People to whom you listened: {have}. Asked for: {want}. That is enough.",
            "fr": "Personnes que vous avez écoutées : {have}. Il en fallait {want} : le compte y est.",
        },
        "listen.answered": {"en": "You answered {target} on {at}.", "fr": "Vous avez répondu à {target} le {at}."},
        "listen.quoted": {"en": "You quoted {target} on {at}.", "fr": "Vous avez cité {target} le {at}."},
        "listen.reposted": {"en": "You reposted {target} on {at}.", "fr": "Vous avez repartagé {target} le {at}."},
        "listen.late": {
            "en": "You turned to {target} on {at}, less than a day after a post of your own.",
            "fr": "Votre geste envers {target} du {at} vient moins d'un jour après une publication à vous.",
        },
        "listen.other": {
            "en": "You turned to {target} on {at}, who is not among the people asked for.",
            "fr": "Votre geste du {at} s'adresse à {target}, qui ne fait pas partie des personnes demandées.",
        },
        "listen.again": {
            "en": "You turned to {target} on {at}, who is already counted.",
            "fr": "Votre geste du {at} s'adresse à {target}, qui compte déjà.",
        },
        "listen.spoke": {
            "en": "You spoke on {at}. Be silent until {until}: from then on, what you do before a next post of your "
            "own counts.",
            "fr": "Vous avez pris la parole le {at}. Gardez le silence jusqu'au {until} : à partir de là, ce que vous "
            "faites avant une nouvelle publication à vous compte.",
        },
        "listen.silent": {
            "en": "You have been silent since {at}, for a day or more: what you do now, before a next post of your "
            "own, counts.",
            "fr": "Vous gardez le silence depuis le {at}, un jour ou plus : ce que vous faites maintenant, avant une "
            "nouvelle publication à vous, compte.",
        },
        "listen.closed": {
            "en": "You spoke on {at}. A day of silence no longer fits before the end, on {until}.",
            "fr": "Vous avez pris la parole le {at}. Un jour de silence ne tient plus avant la fin, le {until}.",
        },
    }

    def how(self, hashtag: str) -> CheckSentences:
        """How many, whom, and when."""
        how_many = requirement("listen.how", want=self.at_least, whom=self.to.whom)
        return CheckSentences((how_many, requirement("listen.how_first")) if self.first else (how_many,))

    def tally(self, scene: Scene) -> Tally:
        """One line for each time that the member turned to somebody."""
        posts = posts_in_window(scene)
        alone = (post for post in posts if not any(post.references.posts) and is_standing(scene.log, post))
        spoken = sorted(first_posted_at(scene.log, post) for post in alone) if self.first else []
        counted, lines = dict[tuple[str, str], Activity](), list[Line]()
        for fact, word, target in _turns(scene, posts):
            moment = first_posted_at(scene.log, fact)
            spoken_before = spoken[: bisect_right(spoken, moment)]
            flaw = ""
            if not scene.means(self.to, fact.network, target):
                flaw = "other"
            elif spoken_before and moment < spoken_before[-1] + SILENCE:
                flaw = "late"
            elif (fact.network, target) in counted:
                flaw = "again"
            else:
                counted[fact.network, target] = fact
            mark = Mark.DOES_NOT_COUNT if flaw else Mark.COUNTS
            values: dict[str, Scalar] = {"at": fact.began_by.isoformat(), "target": target}
            lines.append(Line(mark, f"listen.{flaw or word}", values, fact.key, fact.url))
        if spoken and scene.now < scene.window.end and len(counted) < self.at_least:
            lines.append(_what_now(scene, spoken[-1]))
        enough = earliest(counted.values(), self.at_least)
        kinds = (NeedKind.POSTS, NeedKind.SHARES)
        return Tally(
            len(counted),
            self.at_least,
            enough,
            (*lines, summary_line(self, len(counted), self.at_least)),
            tuple(Need(kind, account.network, account.id) for account in scene.accounts for kind in kinds),
            context=context_of(scene.log, enough),
        )


def _what_now(scene: Scene, spoken_at: datetime) -> Line:
    """What somebody can still do whose last words are of that moment."""
    until = spoken_at + SILENCE
    if until >= scene.window.end:
        word, until = "listen.closed", scene.window.end
    else:
        word = "listen.spoke" if scene.now < until else "listen.silent"
    return Line(Mark.SUMMARY, word, {"at": spoken_at.isoformat(), "until": until.isoformat()})


def _turns(scene: Scene, posts: Iterable[Activity]) -> list[tuple[Activity, str, str]]:
    """Each time that the member turned to somebody else: the fact, how, and to whom; oldest first."""
    own_ids = {account.id for account in scene.accounts}
    turns = [(fact, "reposted", fact.target_author) for fact in reposts_in_window(scene)]
    for post in posts:
        if is_standing(scene.log, post):
            turns += [
                (post, "answered", answered_account(scene.log, post)),
                (post, "quoted", quoted_account(scene.log, post)),
            ]
    to_others = [(fact, word, target) for fact, word, target in turns if target and target not in own_ids]
    return sorted(to_others, key=lambda turn: (turn[0].began_by, turn[0].network, turn[0].key))
