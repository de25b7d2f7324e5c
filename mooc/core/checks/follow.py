"""``follow``: you follow n of these people."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import CountingCheck, Words, earliest, is_unseen, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.evidence.scene import OwnAccount, Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Audience
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.troubles import Trouble, TroubleKind

_UNKNOWN = frozenset({"undated", "unconfirmed"})


class Follow(CountingCheck):
    """Follow at least n of the people of a list."""

    name: ClassVar[str] = "follow"
    version: ClassVar[int] = 2
    of: Audience = Field(description="Whom to follow: `host` or `{list: NAME}`.")
    new: bool = Field(
        default=False, description="Only follows begun within the window count, of people not followed before."
    )
    must_hold: bool = Field(default=False, description="An unfollow that is seen before the window ends takes it back.")

    words: ClassVar[Words] = {
        "follow.how": {
            "en": "Accounts to follow: {want}. Who counts: {whom}.",
            "fr": "Comptes à suivre : {want}. Qui compte : {whom}.",
        },
        "follow.how_new": {
            "en": "Only a follow begun while this challenge is open counts, of somebody you did not follow before.",
            "fr": "Seul compte un abonnement commencé pendant que ce défi est ouvert, à un compte que vous ne suiviez "
            "pas auparavant.",
        },
        "follow.how_hold": {
            "en": "An unfollow that is seen before the end takes it back.",
            "fr": "Un désabonnement vu avant la fin retire la réussite.",
        },
        "follow.expected": {
            "en": "Accounts of the list that you follow: {have} of {want}. {missing} to go.",
            "fr": "Comptes de la liste que vous suivez : {have} sur {want}. Il en manque {missing}.",
        },
        "follow.enough": {
            "en": "Accounts of the list that you follow: {have}. Asked for: {want}. That is enough.",
            "fr": "Comptes de la liste que vous suivez : {have}. Il en fallait {want} : le compte y est.",
        },
        "follow.yes": {"en": "You follow {target}.", "fr": "Vous suivez {target}."},
        "follow.yes_dated": {
            "en": "You follow {target} since {at}.",
            "fr": "Vous suivez {target} depuis le {at}.",
        },
        "follow.unseen": {
            "en": "Whether you follow {target} has not been seen.",
            "fr": "Il n'a pas encore été possible de voir si vous suivez {target}.",
        },
        "follow.no": {"en": "You do not follow {target}.", "fr": "Vous ne suivez pas {target}."},
        "follow.before": {
            "en": "You have followed {target} since before this challenge opened; a new follow is asked for.",
            "fr": "Vous suiviez {target} avant l'ouverture de ce défi ; un nouvel abonnement est demandé.",
        },
        "follow.again": {
            "en": "You followed {target} before this challenge opened, stopped, and followed again; a new follow is "
            "asked for.",
            "fr": "Vous suiviez {target} avant l'ouverture de ce défi, puis avez cessé et repris ; un nouvel "
            "abonnement est demandé.",
        },
        "follow.late": {
            "en": "You follow {target}, but only since after this challenge closed.",
            "fr": "Vous suivez {target}, mais seulement depuis la clôture de ce défi.",
        },
        "follow.undone": {
            "en": "You followed {target}, then stopped (seen on {until}).",
            "fr": "Vous avez suivi {target}, puis cessé (vu le {until}).",
        },
        "follow.undated": {
            "en": "You follow {target}; whether only since this challenge opened was not seen.",
            "fr": "Vous suivez {target} ; si c'est seulement depuis l'ouverture de ce défi n'a pas été vu.",
        },
        "follow.unconfirmed": {
            "en": "You followed {target} before this challenge opened; whether you still do has not been seen since.",
            "fr": "Vous suiviez {target} avant l'ouverture de ce défi ; depuis, cela n'a pas été revu.",
        },
    }

    def how(self, hashtag: str) -> CheckSentences:
        """How many, and which ones count."""
        sentences = [requirement("follow.how", want=self.at_least, whom=self.of.whom)]
        if self.new:
            sentences.append(requirement("follow.how_new"))
        if self.must_hold:
            sentences.append(requirement("follow.how_hold"))
        return CheckSentences(tuple(sentences))

    def tally(self, scene: Scene) -> Tally:
        """One line for each person of the list, on each network where the member has an account."""
        pairs = [(account, target) for account in scene.accounts for target in scene.named(self.of, account.network)]
        looked = [self._look(scene, account, target) for account, target in pairs]
        followed = [follow for follow, _ in looked if follow]
        lines = [line for _, line in looked]
        is_undated = any(line.word == "follow.undated" for line in lines)
        return Tally(
            len(followed),
            self.at_least,
            earliest(followed, self.at_least),
            (*lines, summary_line(self, len(followed), self.at_least)),
            tuple(Need(NeedKind.FOLLOWS, account.network, account.id, target) for account, target in pairs),
            undone=any(line.word == "follow.undone" for line in lines),
            # when a follow began was never seen: no later look will tell
            doubt=Trouble(TroubleKind.GAP) if is_undated else None,
        )

    def _look(self, scene: Scene, account: OwnAccount, target: str) -> tuple[Activity | None, Line]:
        """The follow that counts, if there is one, and what to say of this target."""
        follows = scene.log.follows(account.network, account.id, target)
        unseen = is_unseen(scene, Need(NeedKind.FOLLOWS, account.network, account.id, target))
        mark, word = (Mark.UNKNOWN, "follow.unseen") if unseen else (Mark.DOES_NOT_COUNT, "follow.no")
        line = Line(mark, word, {"target": target})
        for number, follow in enumerate(follows):
            flaw, values = self._flaw(scene, follow, follows[:number])
            values["target"] = target
            if flaw:
                mark = Mark.UNKNOWN if flaw in _UNKNOWN else Mark.DOES_NOT_COUNT
                line = Line(mark, f"follow.{flaw}", values, follow.key)
            elif follow.at:
                return follow, Line(Mark.COUNTS, "follow.yes_dated", values | {"at": follow.at.isoformat()}, follow.key)
            else:
                return follow, Line(Mark.COUNTS, "follow.yes", values, follow.key)
        return None, line

    def _flaw(self, scene: Scene, follow: Activity, earlier: Sequence[Activity]) -> tuple[str, dict[str, Scalar]]:
        """Why it does not count that this follow stood, at some moment of the window at which it can have been seen;
        empty if it does. ``earlier``: other follows of the same account, that began before it."""
        window, end = scene.window, scene.log.ended(follow)
        if follow.began_after and follow.began_after >= window.end:
            return "late", {}
        if end and (end.seen_at <= window.start or (self.must_hold and end.seen_at < window.end)):
            return "undone", {"until": end.seen_at.isoformat()}
        if self.new and follow.began_by < window.start:
            return "before", {}
        if self.new and follow.began_after is None:
            return "undated", {}
        # whether a complete look since the window opened found an old follow still there
        coverage = scene.coverage(Need(NeedKind.FOLLOWS, follow.network, follow.actor, follow.target))
        is_confirmed = coverage is not None and coverage.known_until(window.start) is not None
        if follow.seen_at < window.start and not end and not is_confirmed:
            return "unconfirmed", {}
        if not self.new:
            return "", {}
        # one that was undone and redone is no new follow
        if any(activity.began_by < window.start for activity in earlier):
            return "again", {}
        return ("undated", {}) if any(activity.began_after is None for activity in earlier) else ("", {})
