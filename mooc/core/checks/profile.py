"""``profile``: you make the account yours."""

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mooc.core.checks.base import CountingCheck, Words, is_unseen, summary_line
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.checks.writing import Flaw
from mooc.core.evidence.scene import OwnAccount, Scene
from mooc.core.evidence.verdict import Line, Mark, Tally
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.needs import Need, NeedKind


class Profile(CountingCheck):
    """Show who you are: a bio of some words, a picture of one's own, a link. It counts as it stands in the window."""

    name: ClassVar[str] = "profile"
    version: ClassVar[int] = 3
    at_least: int = Field(default=1, gt=0, le=1000, description="On how many of one's accounts.")
    min_words: int = Field(default=0, ge=0, le=100, description="Words that the bio needs.")
    picture: bool = Field(default=False, description="The account needs a picture of its own.")
    link: bool = Field(default=False, description="The profile needs a link.")

    words: ClassVar[Words] = {
        "profile.how": {
            "en": "Accounts of yours that say who you are: {want}.",
            "fr": "Comptes à vous qui disent qui vous êtes : {want}.",
        },
        "profile.how_words": {"en": "Words in the bio: {least} or more.", "fr": "Mots dans la bio : {least} au moins."},
        "profile.how_picture": {"en": "A picture of its own.", "fr": "Une image choisie pour ce compte."},
        "profile.how_link": {"en": "A link in the profile.", "fr": "Un lien dans le profil."},
        "profile.expected": {
            "en": "Accounts that say who you are: {have} of {want}. {missing} to go.",
            "fr": "Comptes qui disent qui vous êtes : {have} sur {want}. Il en manque {missing}.",
        },
        "profile.enough": {
            "en": "Accounts that say who you are: {have}. Asked for: {want}. That is enough.",
            "fr": "Comptes qui disent qui vous êtes : {have}. Il en fallait {want} : le compte y est.",
        },
        "profile.yes": {
            "en": "The profile of {who}, as seen on {at}, counts.",
            "fr": "Le profil de {who}, vu le {at}, compte.",
        },
        "profile.short": {
            "en": "The bio of {who} is short. Words in it: {words}; asked for: {least} or more.",
            "fr": "La bio de {who} est courte. Mots : {words} ; il en faut au moins {least}.",
        },
        "profile.no_picture": {
            "en": "{who} has no picture of its own.",
            "fr": "{who} n'a pas encore d'image choisie.",
        },
        "profile.no_link": {
            "en": "The profile of {who} has no link.",
            "fr": "Le profil de {who} n'a pas de lien.",
        },
        "profile.unseen": {
            "en": "The profile of {who} has not been seen.",
            "fr": "Le profil de {who} n'a pas pu être vu.",
        },
    }

    @model_validator(mode="after")
    def _something_is_asked(self) -> "Profile":
        if not (self.min_words or self.picture or self.link):
            raise PydanticCustomError("impossible", "profile asks for nothing: min_words, picture or link is expected")
        return self

    def how(self, hashtag: str) -> CheckSentences:
        """What the profile needs."""
        sentences = [requirement("profile.how", want=self.at_least)]
        if self.min_words:
            sentences.append(requirement("profile.how_words", least=self.min_words))
        if self.picture:
            sentences.append(requirement("profile.how_picture"))
        if self.link:
            sentences.append(requirement("profile.how_link"))
        return CheckSentences(tuple(sentences))

    def tally(self, scene: Scene) -> Tally:
        """A line or more for each account."""
        good, lines = list[Activity](), list[Line]()
        for account in scene.accounts:
            profiles = _within(scene, account)
            flawless = next((profile for profile in profiles if not list(self._flaws(profile))), None)
            if flawless:
                good.append(flawless)
                values = {"who": account.id, "at": flawless.began_by.isoformat()}
                lines.append(Line(Mark.COUNTS, "profile.yes", values, flawless.key, flawless.url))
            elif not profiles or is_unseen(scene, _need(account)):
                lines.append(Line(Mark.UNKNOWN, "profile.unseen", {"who": account.id}))
            else:
                lines += [
                    Line(Mark.DOES_NOT_COUNT, f"profile.{flaw}", {"who": account.id, **values}, profiles[-1].key)
                    for flaw, values in self._flaws(profiles[-1])
                ]
        return Tally(
            len(good),
            self.at_least,
            tuple(good[: self.at_least]),
            (*lines, summary_line(self, len(good), self.at_least)),
            tuple(_need(account) for account in scene.accounts),
        )

    def _flaws(self, profile: Activity) -> Iterator[Flaw]:
        if profile.content.words < self.min_words:
            yield "short", {"words": profile.content.words, "least": self.min_words}
        if self.picture and not profile.content.media:
            yield "no_picture", {}
        if self.link and not profile.content.links:
            yield "no_link", {}


def _need(account: OwnAccount) -> Need:
    return Need(NeedKind.PROFILE, account.network, account.id)


def _within(scene: Scene, account: OwnAccount) -> list[Activity]:
    """The profiles that stood at some moment of the window, oldest first: each until the next was seen, and
    from the last look that found it otherwise."""
    profiles = [profile for profile in scene.log.by(Kind.PROFILE, account.id) if profile.network == account.network]
    profiles = [profile for profile in profiles if (profile.began_after or profile.began_by) < scene.window.end]
    outside = {profile.key for profile, later in pairwise(profiles) if later.began_by <= scene.window.start}
    # whether a complete look since the window opened found the last one as it was before
    coverage = scene.coverage(_need(account))
    is_confirmed = coverage is not None and coverage.known_until(scene.window.start) is not None
    if profiles and profiles[-1].began_by < scene.window.start and not is_confirmed:
        outside.add(profiles[-1].key)
    return [profile for profile in profiles if profile.key not in outside]
