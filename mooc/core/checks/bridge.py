"""``bridge``: a tie in both directions with somebody from elsewhere."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import CountingCheck, Words, is_unseen, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.checks.repost import reposts_in_window
from mooc.core.evidence.posts import answered_account, context_of, is_standing, posts_in_window, quoted_account
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import Audience, Relation
from mooc.core.facts.needs import Need, NeedKind

_MARKS = {"yes": Mark.COUNTS, "theirs_unseen": Mark.UNKNOWN, "mine_unseen": Mark.UNKNOWN}
_BLIND = {"mine_only": "theirs_unseen", "theirs_only": "mine_unseen"}
_KINDS = (NeedKind.ANSWERS, NeedKind.QUOTES, NeedKind.REPOSTS)

PersonKey = tuple[str, str]
"""Network and stable id of an account."""
Turns = dict[PersonKey, list[Activity]]
"""What one side did towards the other, by the person from elsewhere, oldest first."""


class Bridge(CountingCheck):
    """Tie n people from elsewhere to you: within the window you have answered, quoted, reposted or mentioned each of
    them, and each has answered, quoted or reposted you. That somebody mentions you is not looked for."""

    name: ClassVar[str] = "bridge"
    version: ClassVar[int] = 3
    to: Audience = Field(default=Audience(word=Relation.OTHER_COHORT), description="Where they come from.")
    new: bool = Field(default=False, description="Only people with whom there was no exchange before the window count.")

    words: ClassVar[Words] = {
        "bridge.how": {
            "en": "People with whom to exchange in both directions while this challenge is open: {want}. "
            "Who counts: {whom}.",
            "fr": "Personnes avec qui échanger dans les deux sens pendant que ce défi est ouvert : {want}. "
            "Qui compte : {whom}.",
        },
        "bridge.how_turn": {
            "en": "From you counts an answer, a quote, a repost or a mention; from them an answer to a post of yours, "
            "a quote or a repost.",
            "fr": "De vous compte une réponse, une citation, un repartage ou une mention ; de l'autre personne, une "
            "réponse à l'une de vos publications, une citation ou un repartage.",
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
            "en": "Ties in both directions: {have}. Asked for: {want}. That is enough.",
            "fr": "Liens dans les deux sens : {have}. Il en fallait {want} : le compte y est.",
        },
        "bridge.yes": {
            "en": "You turned to {target}, and {target} to you.",
            "fr": "De vous à {target}, et de {target} à vous : un geste dans chaque sens.",
        },
        "bridge.mine_only": {
            "en": "You turned to {target}; no answer, quote or repost has come back so far.",
            "fr": "De vous à {target}, un geste ; ni réponse, ni citation, ni repartage n'est encore venu en retour.",
        },
        "bridge.theirs_unseen": {
            "en": "You turned to {target}; whether anything came back has not been seen.",
            "fr": "De vous à {target}, un geste ; il n'a pas encore été possible de voir s'il y a eu un retour.",
        },
        "bridge.theirs_only": {
            "en": "{target} turned to you; you have not turned back so far.",
            "fr": "De {target} à vous, un geste ; rien de vous n'est encore venu en retour.",
        },
        "bridge.mine_unseen": {
            "en": "{target} turned to you; whether you turned back has not been seen.",
            "fr": "De {target} à vous, un geste ; il n'a pas encore été possible de voir le vôtre en retour.",
        },
        "bridge.other": {
            "en": "You turned to {target}, and {target} to you; {target} is not among the people asked for.",
            "fr": "Un geste de vous à {target}, et un de {target} à vous ; {target} ne fait pas partie des personnes "
            "demandées.",
        },
        "bridge.known": {
            "en": "With {target} you had exchanged before this challenge opened.",
            "fr": "Avec {target} vous aviez échangé avant l'ouverture de ce défi.",
        },
    }

    def how(self, hashtag: str) -> CheckSentences:
        """How many, and from where."""
        lines = requirement("bridge.how", want=self.at_least, whom=self.to.whom), requirement("bridge.how_turn")
        return CheckSentences((*lines, requirement("bridge.how_new")) if self.new else lines)

    def tally(self, scene: Scene) -> Tally:
        """One line for each person from there with whom there was something; of others, where both sides turned."""
        posts = posts_in_window(scene)
        outgoing, incoming = _turns(scene, posts)
        lines, tied = [], list[tuple[Activity, Activity]]()
        for person, word in self._words(scene, posts, outgoing, incoming).items():
            if word == "yes":
                tied.append((outgoing[person][0], incoming[person][0]))
            example = (outgoing.get(person) or incoming[person])[0]
            mark = _MARKS.get(word, Mark.DOES_NOT_COUNT)
            values: dict[str, Scalar] = {"target": person[1]}
            lines.append(Line(mark, f"bridge.{word}", values, example.key, example.url))
        tied.sort(key=lambda pair: max(fact.began_by for fact in pair))
        enough = tuple(dict.fromkeys(fact for pair in tied[: self.at_least] for fact in pair))
        keys = [(fact.network, key) for fact in enough for key in (*fact.references.posts, fact.target)]
        turned_to = [post for network, key in dict.fromkeys(keys) if (post := scene.log.post(network, key))]
        return Tally(
            len(tied),
            self.at_least,
            enough,
            (*lines, summary_line(self, len(tied), self.at_least)),
            _needs(scene, posts),
            context=(*context_of(scene.log, enough), *turned_to),
        )

    def _words(self, scene: Scene, posts: Iterable[Activity], outgoing: Turns, incoming: Turns) -> dict[PersonKey, str]:
        """What to say of whom: of people from there whatever there is, of others only where both sides turned."""
        acquaintances: set[PersonKey] = set()
        if self.new:  # something had passed between the two before the window opened, as far as it was seen
            own_ids = {account.id for account in scene.accounts}
            own_posts = (post for own_id in own_ids for post in scene.log.by(Kind.POST, own_id))
            turns = [(post, person) for post in own_posts for person in _turned_to(scene, post)]
            turns += [(fact, fact.actor) for fact in scene.log.by_others(own_ids) if own_ids & _concerned(scene, fact)]
            acquaintances = {(fact.network, person) for fact, person in turns if fact.began_by < scene.window.start}
        words: dict[PersonKey, str] = {}
        for person in (person for person in sorted({*outgoing, *incoming}) if scene.means(self.to, *person)):
            if person in acquaintances:
                words[person] = "known"
            elif person not in incoming:
                words[person] = "mine_only"
            else:
                words[person] = "yes" if person in outgoing else "theirs_only"
        words |= {person: "other" for person in sorted(incoming) if person in outgoing and person not in words}
        # where what would show the other half has not been seen, it is not known
        halves = _BLIND.keys() & words.values()
        unseen = {word for word in halves if is_unseen(scene, *_needs(scene, posts if word == "mine_only" else ()))}
        return {person: _BLIND[word] if word in unseen else word for person, word in words.items()}


def _turns(scene: Scene, posts: Iterable[Activity]) -> tuple[Turns, Turns]:
    """What the member did within the window towards others, and what others did towards the member."""
    own_ids = {account.id for account in scene.accounts}
    networks = {account.network for account in scene.accounts}
    outgoing = [
        (fact, person)
        for fact in [*(post for post in posts if is_standing(scene.log, post)), *reposts_in_window(scene)]
        for person in _turned_to(scene, fact) - own_ids
    ]
    incoming = [
        (fact, fact.actor)
        for fact in scene.log.by_others(own_ids)
        if fact.network in networks
        if scene.may_be_within(fact) and not scene.log.ended(fact) and own_ids & _concerned(scene, fact)
    ]
    return _by_person(outgoing), _by_person(incoming)


def _by_person(turns: Iterable[tuple[Activity, str]]) -> Turns:
    by_person: Turns = {}
    for fact, person in sorted(turns, key=lambda turn: (turn[0].began_by, turn[0].key)):
        by_person.setdefault((fact.network, person), []).append(fact)
    return by_person


def _concerned(scene: Scene, fact: Activity) -> set[str]:
    """Whom it answers, quotes or reposts."""
    return {answered_account(scene.log, fact), quoted_account(scene.log, fact), fact.target_author} - {""}


def _turned_to(scene: Scene, fact: Activity) -> set[str]:
    """The same, and whom it mentions: asked only of what the member did, for who mentions the member is not looked for
    and is known by chance alone."""
    return _concerned(scene, fact) | set(fact.content.mentions)


def _needs(scene: Scene, posts: Iterable[Activity]) -> tuple[Need, ...]:
    needs = [
        Need(kind, account.network, account.id)
        for account in scene.accounts
        for kind in (NeedKind.POSTS, NeedKind.SHARES)
    ]
    standing = [post for post in posts if is_standing(scene.log, post)]
    return (*needs, *(Need(kind, post.network, post.actor, post.key) for post in standing for kind in _KINDS))
