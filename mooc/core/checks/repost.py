"""``repost``: you carry somebody else's words further, as they are."""

from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import CountingCheck, Words, earliest, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Tally
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import ANYONE_AT_ALL, Audience
from mooc.core.facts.needs import Need, NeedKind


class Repost(CountingCheck):
    """Repost posts of these people. Each post counts once, and posts of one's own never do."""

    name: ClassVar[str] = "repost"
    version: ClassVar[int] = 2
    of: Audience = Field(default=ANYONE_AT_ALL, description="Whose posts to repost.")
    must_hold: bool = Field(default=False, description="A repost that is seen taken back before the end is lost.")

    words: ClassVar[Words] = {
        "repost.how": {
            "en": "Posts to repost while this challenge is open: {want}, of {whom}, not your own.",
            "fr": "Publications à repartager pendant que ce défi est ouvert : {want}. De qui : {whom}. "
            "Se repartager ne compte pas.",
        },
        "repost.how_hold": {
            "en": "A repost that is taken back before the end is lost.",
            "fr": "Un repartage retiré avant la fin est perdu.",
        },
        "repost.expected": {
            "en": "Reposts that count: {have} of {want}. {missing} to go.",
            "fr": "Repartages qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "repost.enough": {
            "en": "Reposts that count: {have}. Asked for: {want}. That is enough.",
            "fr": "Repartages qui comptent : {have}. Il en fallait {want} : le compte y est.",
        },
        "repost.yes": {
            "en": "Your repost of {target} of {at} counts.",
            "fr": "Votre repartage de {target} du {at} compte.",
        },
        "repost.self": {
            "en": "Your repost of {at} is of your own words; somebody else's are asked for.",
            "fr": "Votre repartage du {at} reprend vos propres mots ; ceux de quelqu'un d'autre sont demandés.",
        },
        "repost.other": {
            "en": "Your repost of {at} is of {target}, who is not among the people asked for.",
            "fr": "Votre repartage du {at} est de {target}, qui ne fait pas partie des personnes demandées.",
        },
        "repost.undone": {
            "en": "Your repost of {target} of {at} has been taken back.",
            "fr": "Votre repartage de {target} du {at} a été retiré.",
        },
        "repost.again": {
            "en": "Your repost of {target} of {at} is of a post that is already counted.",
            "fr": "Votre repartage de {target} du {at} est celui d'une publication déjà comptée.",
        },
    }

    def how(self, hashtag: str) -> CheckSentences:
        """How many, and of whom."""
        how_many = requirement("repost.how", want=self.at_least, whom=self.of.whom)
        return CheckSentences((how_many, requirement("repost.how_hold")) if self.must_hold else (how_many,))

    def tally(self, scene: Scene) -> Tally:
        """One line for each repost of the window."""
        counted: dict[tuple[str, str], Activity] = {}
        lines: list[Line] = []
        own_ids = {account.id for account in scene.accounts}
        for repost in reposts_in_window(scene):
            flaw = ""
            if repost.target_author in own_ids:
                flaw = "self"
            elif not scene.means(self.of, repost.network, repost.target_author):
                flaw = "other"
            elif self.must_hold and scene.log.ended(repost):
                flaw = "undone"
            elif (repost.network, repost.target) in counted:
                flaw = "again"
            else:
                counted[repost.network, repost.target] = repost
            mark = Mark.DOES_NOT_COUNT if flaw else Mark.COUNTS
            values = {"at": repost.began_by.isoformat(), "target": repost.target_author}
            lines.append(Line(mark, f"repost.{flaw or 'yes'}", values, repost.key, repost.url))
        enough = earliest(counted.values(), self.at_least)
        return Tally(
            len(counted),
            self.at_least,
            enough,
            (*lines, summary_line(self, len(counted), self.at_least)),
            tuple(Need(NeedKind.SHARES, account.network, account.id) for account in scene.accounts),
            undone=any(line.word == "repost.undone" for line in lines),
        )


def reposts_in_window(scene: Scene) -> list[Activity]:
    """The member's reposts of the window on all accounts, oldest first, those taken back included."""
    made = [
        repost
        for account in scene.accounts
        for repost in scene.log.by(Kind.REPOST, account.id)
        if repost.network == account.network and scene.may_be_within(repost)
    ]
    return sorted(made, key=lambda activity: (activity.began_by, activity.network, activity.key))
