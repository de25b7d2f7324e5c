"""``unfollow``: you stop following n of these people.

A follow that stood is in the log, and so is its end, a GONE between two complete looks: one with the follow, one
without. Who was never seen to follow has nothing that could end.
"""

from typing import ClassVar, NamedTuple

from pydantic import Field

from mooc.core.checks.base import CountingCheck, Words, earliest, is_unseen, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.evidence.scene import OwnAccount, Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Audience
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.troubles import Trouble, TroubleKind


class _Ended(NamedTuple):
    """A follow, and the GONE that ended it."""

    follow: Activity
    end: Activity


class Unfollow(CountingCheck):
    """Stop following at least n of the people of a list. Only a follow that was seen to stand can be seen to end: offer
    those who never followed any of them another way, by `any` or as an alternative, with `attest`."""

    name: ClassVar[str] = "unfollow"
    version: ClassVar[int] = 2
    of: Audience = Field(description="Whom to stop following: `host`, `{list: NAME}` or people named in place.")
    must_hold: bool = Field(default=False, description="A new follow that is seen before the end takes it back.")

    words: ClassVar[Words] = {
        "unfollow.how": {
            "en": "Accounts that you stop following while this challenge is open: {want}. Who counts: {whom}.",
            "fr": "Comptes que vous cessez de suivre pendant que ce défi est ouvert : {want}. Qui compte : {whom}.",
        },
        "unfollow.how_seen": {
            "en": "It counts when we have seen that you follow the account, and later that you no longer do.",
            "fr": "Cela compte quand nous avons vu que vous suivez le compte, puis que vous ne le suivez plus.",
        },
        "unfollow.how_hold": {
            "en": "A new follow that is seen before the end takes it back.",
            "fr": "Un nouvel abonnement vu avant la fin retire la réussite.",
        },
        "unfollow.expected": {
            "en": "Accounts of the list that you stopped following: {have} of {want}. {missing} to go.",
            "fr": "Comptes de la liste que vous avez cessé de suivre : {have} sur {want}. Il en manque {missing}.",
        },
        "unfollow.enough": {
            "en": "Accounts of the list that you stopped following: {have}. Asked for: {want}. That is enough.",
            "fr": "Comptes de la liste que vous avez cessé de suivre : {have}. Il en fallait {want} : le compte y est.",
        },
        "unfollow.yes": {
            "en": "You followed {target} (seen on {since}) and no longer do (seen on {until}).",
            "fr": "Vous suiviez {target} (vu le {since}) et ne suivez plus ce compte (vu le {until}).",
        },
        "unfollow.still": {"en": "You still follow {target}.", "fr": "Vous suivez encore {target}."},
        "unfollow.never": {
            "en": "You do not follow {target}, so there is nothing to stop.",
            "fr": "Vous ne suivez pas {target} : il n'y a rien à arrêter.",
        },
        "unfollow.unseen": {
            "en": "Whether you follow {target} has not been seen.",
            "fr": "Il n'a pas encore été possible de voir si vous suivez {target}.",
        },
        "unfollow.missed": {
            "en": "You do not follow {target}; whether you did while we could not look is not known.",
            "fr": "Vous ne suivez pas {target} ; si vous suiviez ce compte pendant que rien n'était visible n'est pas "
            "connu.",
        },
        "unfollow.before": {
            "en": "You stopped following {target} before this challenge opened (seen on {until}).",
            "fr": "Vous avez cessé de suivre {target} avant l'ouverture de ce défi (vu le {until}).",
        },
        "unfollow.late": {
            "en": "You stopped following {target}, but only after this challenge closed.",
            "fr": "Vous avez cessé de suivre {target}, mais seulement après la clôture de ce défi.",
        },
        "unfollow.again": {
            "en": "You stopped following {target}, then followed again (seen on {at}).",
            "fr": "Vous avez cessé de suivre {target}, puis repris l'abonnement (vu le {at}).",
        },
    }

    def how(self, hashtag: str) -> CheckSentences:
        """How many, which ones count, and how it is seen."""
        sentences = [
            requirement("unfollow.how", want=self.at_least, whom=self.of.whom),
            requirement("unfollow.how_seen"),
        ]
        if self.must_hold:
            sentences.append(requirement("unfollow.how_hold"))
        return CheckSentences(tuple(sentences))

    def tally(self, scene: Scene) -> Tally:
        """One line for each person of the list, on each network where the member has an account."""
        pairs = [(account, target) for account in scene.accounts for target in scene.named(self.of, account.network)]
        looked = [self._look(scene, account, target) for account, target in pairs]
        follow_by_end = {ended.end: ended.follow for ended, _ in looked if ended}
        lines = [line for _, line in looked]
        enough = earliest(follow_by_end, self.at_least)
        is_missed = any(line.word == "unfollow.missed" for line in lines)
        return Tally(
            len(follow_by_end),
            self.at_least,
            enough,
            (*lines, summary_line(self, len(follow_by_end), self.at_least)),
            tuple(_need(account, target) for account, target in pairs),
            undone=any(line.word == "unfollow.again" for line in lines),
            context=tuple(follow_by_end[end] for end in enough),
            # what ended while nobody looked no later look will tell
            doubt=Trouble(TroubleKind.GAP) if is_missed else None,
        )

    def _look(self, scene: Scene, account: OwnAccount, target: str) -> tuple[_Ended | None, Line]:
        """The end that counts, if there is one, and what to say of this target."""
        need, lines = _need(account, target), list[Line]()
        unseen = Line(Mark.UNKNOWN, "unfollow.unseen", {"target": target}) if is_unseen(scene, need) else None
        for follow in scene.log.follows(account.network, account.id, target):
            end = scene.log.ended(follow)
            if end is None:
                still = Line(Mark.DOES_NOT_COUNT, "unfollow.still", {"target": target}, follow.key)
                lines.append(unseen or still)
                continue
            flaw, values = self._flaw(scene, follow, end)
            mark = Mark.DOES_NOT_COUNT if flaw else Mark.COUNTS
            line = Line(mark, f"unfollow.{flaw or 'yes'}", values | {"target": target}, end.key)
            if not flaw:
                return _Ended(follow, end), line
            lines.append(line)
        again_line = next((line for line in lines if line.word == "unfollow.again"), None)
        return None, again_line or (lines[-1] if lines else unseen or _never(scene, need))

    def _flaw(self, scene: Scene, follow: Activity, end: Activity) -> tuple[str, dict[str, Scalar]]:
        """Can it have ended within the window, and was the account not followed again?"""
        stood_at = max(follow.seen_at, end.absent_at or follow.seen_at)
        if end.seen_at <= scene.window.start:
            return "before", {"until": end.seen_at.isoformat()}
        if stood_at >= scene.window.end:
            return "late", {}
        for refollow in scene.log.follows(follow.network, follow.actor, follow.target):
            refollow_end = scene.log.ended(refollow)
            if refollow_end and refollow_end.seen_at <= end.seen_at:
                continue
            if refollow.seen_at < end.seen_at:  # it stood when this one was seen to have ended
                return "still", {}
            # seen in that very look or, where that matters, later in the window
            if refollow.seen_at <= end.seen_at or (self.must_hold and refollow.seen_at < scene.window.end):
                return "again", {"at": refollow.seen_at.isoformat()}
        return "", {"since": stood_at.isoformat(), "until": end.seen_at.isoformat()}


def _need(account: OwnAccount, target: str) -> Need:
    return Need(NeedKind.UNFOLLOWS, account.network, account.id, target)


def _never(scene: Scene, need: Need) -> Line:
    """What to say where no follow was seen: that there was none, unless nobody looked for so long that one may have
    stood and ended meanwhile. Each span is of looks that are not far from each other."""
    word, coverage, window = "unfollow.never", scene.coverage(need), scene.window
    if coverage:
        begins = max(window.start, coverage.since or window.start)
        spans = [span for span in coverage.spans if span.end >= begins]
        is_late = any(span.start > begins + coverage.patience for span in spans[:1])
        if is_late or (len(spans) > 1 and spans[0].end < window.end):
            word = "unfollow.missed"
    mark = Mark.UNKNOWN if word == "unfollow.missed" else Mark.DOES_NOT_COUNT
    return Line(mark, word, {"target": need.object})
