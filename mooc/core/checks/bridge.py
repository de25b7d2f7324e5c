"""``bridge``: a tie in both directions with somebody from elsewhere."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from pydantic import Field

from mooc.core.activity import Activity, Kind
from mooc.core.checks.base import Counting, Words, summary
from mooc.core.checks.how import How, asked
from mooc.core.checks.repost import reposts
from mooc.core.network import Need, NeedKind
from mooc.core.posts import answers, background, quoted, stands, written
from mooc.core.scene import Scene
from mooc.core.verdict import Line, Mark, Scalar, Tally
from mooc.core.who import Tie, Who

_KINDS = (NeedKind.ANSWERS, NeedKind.QUOTES, NeedKind.REPOSTS)


class Bridge(Counting):
    """Tie n people from elsewhere to you: each has answered, quoted, reposted or mentioned you, and you them, within
    the window."""

    name: ClassVar[str] = "bridge"
    to: Who = Field(default=Who(word=Tie.OTHER_COHORT), description="Where they come from.")
    new: bool = Field(default=False, description="Only people with whom there was no exchange before the window count.")

    words: ClassVar[Words] = {
        "bridge.how": {
            "en": "People with whom to exchange in both directions while this challenge is open: {want}. "
            "Who counts: {whom}.",
            "fr": "Personnes avec qui échanger dans les deux sens pendant que ce défi est ouvert : {want}. "
            "Qui compte : {whom}.",
        },
        "bridge.how_new": {
            "en": "Only people with whom you had no exchange before count.",
            "fr": "Seules comptent les personnes avec qui vous n'aviez pas échangé auparavant.",
        },
        "bridge.expected": {
            "en": "Ties in both directions: {have} of {want}. {missing} to go.",
            "fr": "Liens dans les deux sens : {have} sur {want}. Il en manque {missing}.",
        },
        "bridge.enough": {
            "en": "Ties in both directions: {have} of {want}. That is enough.",
            "fr": "Liens dans les deux sens : {have} sur {want}. Le compte y est.",
        },
        "bridge.yes": {
            "en": "You turned to {target}, and {target} to you.",
            "fr": "De vous à {target}, et de {target} à vous : un geste dans chaque sens.",
        },
        "bridge.mine_only": {
            "en": "You turned to {target}; nothing has been seen to come back so far.",
            "fr": "De vous à {target}, un geste ; rien n'a encore été vu en retour.",
        },
        "bridge.theirs_only": {
            "en": "{target} turned to you; you have not been seen to turn back so far.",
            "fr": "De {target} à vous, un geste ; rien de vous n'a encore été vu en retour.",
        },
        "bridge.known": {
            "en": "With {target} you had exchanged before this challenge opened.",
            "fr": "Avec {target} vous aviez échangé avant l'ouverture de ce défi.",
        },
    }

    def how(self, hashtag: str) -> How:
        """How many, and from where."""
        first = asked("bridge.how", want=self.at_least, whom=self.to.whom)
        return How((first, asked("bridge.how_new")) if self.new else (first,))

    def tally(self, scene: Scene) -> Tally:
        """One line for each person from there with whom there was something."""
        posts = written(scene)
        mine = _by_person(_towards_others(scene, posts))
        theirs = _by_person(_towards_me(scene))
        people = [key for key in sorted({*mine, *theirs}) if scene.means(self.to, *key)]
        lines, tied = [], list[tuple[Activity, Activity]]()
        for key in people:
            word = self._word(scene, key, mine, theirs)
            if word == "yes":
                tied.append((mine[key][0], theirs[key][0]))
            first = (mine.get(key) or theirs[key])[0]
            mark = Mark.COUNTS if word == "yes" else Mark.DOES_NOT_COUNT
            values: dict[str, Scalar] = {"target": key[1]}
            lines.append(Line(mark, f"bridge.{word}", values, first.key, first.url))
        tied.sort(key=lambda pair: max(fact.began_by for fact in pair))
        enough = tuple(dict.fromkeys(fact for pair in tied[: self.at_least] for fact in pair))
        return Tally(
            len(tied),
            self.at_least,
            enough,
            (*lines, summary(self, len(tied), self.at_least)),
            _needs(scene, posts),
            context=(*background(scene.log, enough), *_own_posts(scene, enough)),
        )

    def _word(
        self,
        scene: Scene,
        key: tuple[str, str],
        mine: dict[tuple[str, str], list[Activity]],
        theirs: dict[tuple[str, str], list[Activity]],
    ) -> str:
        if self.new and _knew(scene, key):
            return "known"
        if key not in theirs:
            return "mine_only"
        return "yes" if key in mine else "theirs_only"


def _by_person(turns: Iterable[tuple[Activity, str]]) -> dict[tuple[str, str], list[Activity]]:
    found: dict[tuple[str, str], list[Activity]] = {}
    for fact, person in sorted(turns, key=lambda turn: (turn[0].began_by, turn[0].key)):
        found.setdefault((fact.network, person), []).append(fact)
    return found


def _towards_others(scene: Scene, posts: Iterable[Activity]) -> Iterator[tuple[Activity, str]]:
    """What the member did within the window, and whom it concerned."""
    own = {account.id for account in scene.accounts}
    for fact in [*(post for post in posts if stands(scene.log, post)), *reposts(scene)]:
        for person in _concerned(scene, fact) - own:
            yield fact, person


def _towards_me(scene: Scene) -> Iterator[tuple[Activity, str]]:
    """What others did within the window that concerns the member, and who they are."""
    own = {account.id for account in scene.accounts}
    networks = {account.network for account in scene.accounts}
    for fact in scene.log.by_others(own):
        if fact.network not in networks:
            continue
        if scene.may_be_within(fact) and not scene.log.ended(fact) and own & _concerned(scene, fact):
            yield fact, fact.actor


def _concerned(scene: Scene, fact: Activity) -> set[str]:
    return {answers(scene.log, fact), quoted(scene.log, fact), fact.target_author, *fact.mentions} - {""}


def _knew(scene: Scene, key: tuple[str, str]) -> bool:
    """Whether something had passed between the two before the window opened, as far as it was seen."""
    network, person = key
    own = {account.id for account in scene.accounts}
    facts = [*scene.log.by_others(own), *(fact for one in own for fact in scene.log.by(Kind.POST, one))]
    return any(
        fact.network == network
        and fact.began_by < scene.window.start
        and person in {fact.actor, *_concerned(scene, fact)}
        for fact in facts
    )


def _own_posts(scene: Scene, facts: Iterable[Activity]) -> tuple[Activity, ...]:
    """The member's posts that others answered, quoted or reposted."""
    keys = [(fact.network, key) for fact in facts for key in (fact.reply_to, fact.quote_of, fact.target)]
    return tuple(post for network, key in dict.fromkeys(keys) if (post := scene.log.post(network, key)))


def _needs(scene: Scene, posts: Iterable[Activity]) -> tuple[Need, ...]:
    mine = [Need(kind, own.network, own.id) for own in scene.accounts for kind in (NeedKind.POSTS, NeedKind.SHARES)]
    standing = [post for post in posts if stands(scene.log, post)]
    return (*mine, *(Need(kind, post.network, post.actor, post.key) for post in standing for kind in _KINDS))
