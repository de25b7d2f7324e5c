"""``relay``: somebody passes your words on."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, NamedTuple

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from mooc.core.checks.base import CountingCheck, Words, earliest, is_unseen, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.checks.writing import TagWord, shown_tag, tag_of
from mooc.core.evidence.posts import context_of, is_standing, posts_in_window
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Tally
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import OUTSIDE, Audience
from mooc.core.facts.hashtags import carries
from mooc.core.facts.needs import Need, NeedKind


class RelayKind(StrEnum):
    """How one passes on a post: as it is, or with words of one's own."""

    REPOST = "repost"
    QUOTE = "quote"


_NEEDS = {RelayKind.REPOST: NeedKind.REPOSTS, RelayKind.QUOTE: NeedKind.QUOTES}


class _Relayed(NamedTuple):
    """A post of the member and a repost or quote of it."""

    post: Activity
    relay: Activity


class Relay(CountingCheck):
    """Posts of the window are reposted or quoted, within the window, by n distinct people of this kind."""

    name: ClassVar[str] = "relay"
    version: ClassVar[int] = 2
    by: Audience = Field(default=Audience(word=OUTSIDE), description="Who must pass it on.")
    kinds: tuple[RelayKind, ...] = Field(
        default=(RelayKind.REPOST, RelayKind.QUOTE), description="repost, quote or both."
    )
    tag: TagWord | None = Field(default=None, description="Only posts with this hashtag count as passed on.")

    words: ClassVar[Words] = {
        "relay.how": {
            "en": "People who pass on a post of yours while this challenge is open: {want}. Who counts: {whom}.",
            "fr": "Personnes qui relaient une de vos publications pendant que ce défi est ouvert : {want}. "
            "Qui compte : {whom}.",
        },
        "relay.how_repost": {"en": "Only reposts count.", "fr": "Seuls les repartages comptent."},
        "relay.how_quote": {"en": "Only quotes count.", "fr": "Seules les citations comptent."},
        "relay.how_tag": {
            "en": "Only your posts with #{tag} count.",
            "fr": "Seules comptent vos publications avec #{tag}.",
        },
        "relay.expected": {
            "en": "People who passed your words on: {have} of {want}. {missing} to go.",
            "fr": "Personnes qui ont relayé vos mots : {have} sur {want}. Il en manque {missing}.",
        },
        "relay.enough": {
            "en": "People who passed your words on: {have}. Asked for: {want}. That is enough.",
            "fr": "Personnes qui ont relayé vos mots : {have}. Il en fallait {want} : le compte y est.",
        },
        "relay.reposted": {
            "en": "Your post of {at} was reposted by {by}.",
            "fr": "Votre publication du {at} a été repartagée par {by}.",
        },
        "relay.quoted": {
            "en": "Your post of {at} was quoted by {by}.",
            "fr": "Votre publication du {at} a été citée par {by}.",
        },
        "relay.other": {
            "en": "Your post of {at} was passed on by {by}, who is not among the people asked for.",
            "fr": "Votre publication du {at} a été relayée par {by}, qui ne fait pas partie des personnes demandées.",
        },
        "relay.again": {
            "en": "Your post of {at} was passed on by {by}, who is already counted.",
            "fr": "Votre publication du {at} a été relayée par {by}, qui compte déjà.",
        },
        "relay.late": {
            "en": "Your post of {at} was passed on by {by}, but not within the time of this challenge.",
            "fr": "Votre publication du {at} a été relayée par {by}, mais hors de la période de ce défi.",
        },
        "relay.undone": {
            "en": "Your post of {at} was passed on by {by}, who has taken it back.",
            "fr": "Votre publication du {at} a été relayée par {by}, qui l'a retirée.",
        },
        "relay.none": {
            "en": "Your post of {at} has not been passed on so far.",
            "fr": "Votre publication du {at} n'a pas encore été relayée.",
        },
        "relay.unseen": {
            "en": "Whether your post of {at} was passed on has not been seen.",
            "fr": "Il n'a pas encore été possible de voir si votre publication du {at} a été relayée.",
        },
        "relay.gone": {"en": "Your post of {at} has been deleted.", "fr": "Votre publication du {at} a été supprimée."},
    }

    @field_validator("kinds")
    @classmethod
    def _one_at_least(cls, kinds: tuple[RelayKind, ...]) -> tuple[RelayKind, ...]:
        if not kinds:
            raise PydanticCustomError("impossible", "repost, quote or both are expected")
        return tuple(dict.fromkeys(kinds))

    def how(self, hashtag: str) -> CheckSentences:
        """How many, and which ones count."""
        sentences = [requirement("relay.how", want=self.at_least, whom=self.by.whom)]
        if self.kinds == (RelayKind.REPOST,):
            sentences.append(requirement("relay.how_repost"))
        if self.kinds == (RelayKind.QUOTE,):
            sentences.append(requirement("relay.how_quote"))
        if self.tag:
            sentences.append(requirement("relay.how_tag", tag=shown_tag(self.tag, hashtag)))
        return CheckSentences(tuple(sentences))

    def tally(self, scene: Scene) -> Tally:
        """One line for each repost or quote of each post of the window."""
        tag = tag_of(self.tag, scene) if self.tag else ""
        needs = [Need(NeedKind.POSTS, account.network, account.id, tag=tag) for account in scene.accounts]
        counted: dict[tuple[str, str], _Relayed] = {}
        lines: list[Line] = []
        for post in (post for post in posts_in_window(scene) if not self.tag or carries(post, tag)):
            if not is_standing(scene.log, post):
                values = {"at": post.began_by.isoformat()}
                lines.append(Line(Mark.DOES_NOT_COUNT, "relay.gone", values, post.key, post.url))
                continue
            post_needs = [Need(_NEEDS[kind], post.network, post.actor, post.key) for kind in self.kinds]
            lines += self._look(scene, post, post_needs, counted)
            needs += post_needs
        enough = earliest((relayed.relay for relayed in counted.values()), self.at_least)
        posts = dict.fromkeys(counted[relay.network, relay.actor].post for relay in enough)
        return Tally(
            len(counted),
            self.at_least,
            enough,
            (*lines, summary_line(self, len(counted), self.at_least)),
            tuple(needs),
            context=(*posts, *context_of(scene.log, posts)),
        )

    def _look(
        self, scene: Scene, post: Activity, needs: list[Need], counted: dict[tuple[str, str], _Relayed]
    ) -> Iterator[Line]:
        """What to say of a post that stands. ``needs``: what must be seen to call it not passed on. Adds to ``counted``
        whoever counts now."""
        values = {"at": post.began_by.isoformat()}
        relays = self._relays(scene, post)
        if not relays:
            unseen = is_unseen(scene, *needs)
            mark, word = (Mark.UNKNOWN, "relay.unseen") if unseen else (Mark.DOES_NOT_COUNT, "relay.none")
            yield Line(mark, word, values, post.key, post.url)
        for relay in relays:
            flaw = ""
            if not scene.means(self.by, relay.network, relay.actor):
                flaw = "relay.other"
            elif not scene.may_be_within(relay):
                flaw = "relay.late"
            elif scene.log.ended(relay):
                flaw = "relay.undone"
            elif (relay.network, relay.actor) in counted:
                flaw = "relay.again"
            else:
                counted[relay.network, relay.actor] = _Relayed(post, relay)
            mark = Mark.DOES_NOT_COUNT if flaw else Mark.COUNTS
            word = flaw or ("relay.reposted" if relay.kind is Kind.REPOST else "relay.quoted")
            yield Line(mark, word, values | {"by": relay.actor}, relay.key, relay.url or post.url)

    def _relays(self, scene: Scene, post: Activity) -> list[Activity]:
        """Reposts and quotes of any version of the post, oldest first, the member's own left out."""
        own_ids = {account.id for account in scene.accounts}
        relays = []
        for version in scene.log.versions(post):
            for relay in scene.log.about(version.key):
                is_repost = relay.kind is Kind.REPOST
                is_asked_for = (RelayKind.REPOST if is_repost else RelayKind.QUOTE) in self.kinds
                is_of_key = is_repost or relay.references.quote_of == version.key
                is_of_version = relay.network == version.network and is_of_key
                if is_asked_for and is_of_version and relay.actor not in own_ids:
                    relays.append(relay)
        return relays
