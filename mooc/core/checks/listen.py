"""``listen``: before you speak, you answer, quote or repost those whom you hear."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from mooc.core.activity import Activity
from mooc.core.checks.base import Counting, Words, earliest, summary
from mooc.core.checks.how import How, asked
from mooc.core.checks.repost import reposts
from mooc.core.network import Need, NeedKind
from mooc.core.posts import answers, background, first_posted, quoted, stands, written
from mooc.core.scene import Scene
from mooc.core.verdict import Line, Mark, Scalar, Tally
from mooc.core.who import ANYONE_AT_ALL, Who


class Listen(Counting):
    """Answer, quote or repost n distinct people before a first post of one's own in the window. Whoever does not post
    at all has listened, too."""

    name: ClassVar[str] = "listen"
    version: ClassVar[int] = 2
    at_least: int = Field(default=3, gt=0, le=1000, description="How many distinct people.")
    to: Who = Field(default=ANYONE_AT_ALL, description="To whom to listen.")
    first: bool = Field(default=True, description="Only what comes before a first post of one's own counts.")

    words: ClassVar[Words] = {
        "listen.how": {
            "en": "People to answer, quote or repost while this challenge is open: {want}. Who counts: {whom}.",
            "fr": "Personnes à qui répondre, à citer ou à repartager pendant que ce défi est ouvert : {want}. "
            "Qui compte : {whom}.",
        },
        "listen.how_first": {
            "en": "Only what comes before your first post of your own counts: listen, then speak.",
            "fr": "Seul compte ce qui précède votre première publication : écoutez, puis parlez.",
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
            "en": "You turned to {target} on {at}, after you had begun to speak.",
            "fr": "Votre geste envers {target} du {at} vient après vos premiers mots à vous.",
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
            "en": "Your first post of your own was that of {at}.",
            "fr": "Votre première publication à vous fut celle du {at}.",
        },
    }

    def how(self, hashtag: str) -> How:
        """How many, whom, and when."""
        first = asked("listen.how", want=self.at_least, whom=self.to.whom)
        return How((first, asked("listen.how_first")) if self.first else (first,))

    def tally(self, scene: Scene) -> Tally:
        """One line for each time that the member turned to somebody."""
        posts = written(scene)
        spoke = self._first_words(scene, posts) if self.first else None
        counted: dict[tuple[str, str], Activity] = {}
        lines = list(self._lines(scene, _turns(scene, posts), spoke, counted))
        enough = earliest(counted.values(), self.at_least)
        if spoke:
            lines.append(Line(Mark.DOES_NOT_COUNT, "listen.spoke", {"at": spoke.isoformat()}))
        return Tally(
            len(counted),
            self.at_least,
            enough,
            (*lines, summary(self, len(counted), self.at_least)),
            tuple(
                Need(kind, own.network, own.id) for own in scene.accounts for kind in (NeedKind.POSTS, NeedKind.SHARES)
            ),
            context=background(scene.log, enough),
        )

    def _first_words(self, scene: Scene, posts: Iterable[Activity]) -> datetime | None:
        """When the member first said something that is neither an answer nor a quote."""
        alone = (
            first_posted(scene.log, post)
            for post in posts
            if not post.reply_to and not post.quote_of and stands(scene.log, post)
        )
        return min(alone, default=None)

    def _lines(
        self,
        scene: Scene,
        turns: Iterable[tuple[Activity, str, str]],
        spoke: datetime | None,
        counted: dict[tuple[str, str], Activity],
    ) -> Iterator[Line]:
        for fact, word, target in turns:
            values: dict[str, Scalar] = {"at": fact.began_by.isoformat(), "target": target}
            flaw = self._flaw(scene, fact, target, spoke, counted)
            if not flaw:
                counted[fact.network, target] = fact
            mark = Mark.DOES_NOT_COUNT if flaw else Mark.COUNTS
            yield Line(mark, f"listen.{flaw or word}", values, fact.key, fact.url)

    def _flaw(
        self,
        scene: Scene,
        fact: Activity,
        target: str,
        spoke: datetime | None,
        counted: dict[tuple[str, str], Activity],
    ) -> str:
        if not scene.means(self.to, fact.network, target):
            return "other"
        if spoke and first_posted(scene.log, fact) >= spoke:
            return "late"
        return "again" if (fact.network, target) in counted else ""


def _turns(scene: Scene, posts: Iterable[Activity]) -> list[tuple[Activity, str, str]]:
    """Each time that the member turned to somebody else: the fact, how, and to whom; oldest first."""
    own = {account.id for account in scene.accounts}
    found = [(fact, "reposted", fact.target_author) for fact in reposts(scene)]
    for post in posts:
        if stands(scene.log, post):
            found += [(post, "answered", answers(scene.log, post)), (post, "quoted", quoted(scene.log, post))]
    turned = [(fact, word, target) for fact, word, target in found if target and target not in own]
    return sorted(turned, key=lambda turn: (turn[0].began_by, turn[0].network, turn[0].key))
