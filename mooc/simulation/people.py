"""People in a simulation: personas with tempers, who act through hands that somebody gives them.

    cast ── gather ──▶ SiteHands      they sign up by an invitation, link their accounts, are put into groups
    story ── act ──▶ NetworkHands     what they do on the network, each thing when its time has come

The hands are the public doors: forms of the pages, the API, the networks' own clients. Nothing here knows which.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol

from mooc.simulation.worlds import Event, EventName


class Temper(StrEnum):
    """How somebody takes a course."""

    EAGER = "eager"
    """Does what is asked for, in time."""
    LATE = "late"
    """Does it too late, or at the last minute."""
    SILENT = "silent"
    """Is there, and does nothing."""
    KIND = "kind"
    """Does it, and passes on what others do."""
    CHEATING = "cheating"
    """Does what looks like it, as ``Persona.trick`` says."""


class Trick(StrEnum):
    """Named ways of not quite doing what is asked for."""

    ANSWERS_ONESELF = "answers_oneself"
    HALF_TAGGED = "half_tagged"
    TOO_SHORT = "too_short"
    ALL_IN_ONE_GO = "all_in_one_go"
    SAME_TEXT = "same_text"
    RELAYED_BY_A_FELLOW = "relayed_by_a_fellow"
    RELAYED_BY_NOBODY = "relayed_by_nobody"
    RELAYED_LATE = "relayed_late"
    UNFOLLOWS = "unfollows"
    DELETES = "deletes"
    FOLLOWS_LATE = "follows_late"
    FOLLOWS_AT_THE_LAST_MINUTE = "follows_at_the_last_minute"
    FOLLOWED_BEFORE = "followed_before"
    ANSWERS_LATE = "answers_late"
    TELLS_TOO_EARLY = "tells_too_early"
    PROTECTS = "protects"
    RENAMES = "renames"


class Persona(NamedTuple):
    """Somebody in a simulation. ``account``: the id on the network, empty for those who have none; ``zone``: IANA.
    ``trick``: what the person does otherwise than most of that temper."""

    handle: str
    account: str
    language: str
    zone: str
    temper: Temper = Temper.EAGER
    trick: Trick | None = None

    def email(self, domain: str) -> str:
        """The address that the person signs in with, at a domain of whoever plays."""
        return f"{self.handle}@{domain}"


class SiteHands(Protocol):
    """What people do on the site, by its public doors."""

    def invite(self, facilitator: Persona, role: str, uses: int) -> str:
        """Make an invitation for so many people; returns its secret."""

    def sign_up(self, persona: Persona, invitation: str) -> None:
        """Make an account of one's own, and come into the cohort by the invitation."""

    def link(self, persona: Persona) -> None:
        """Link the account on the network, by signing in there."""

    def pair(self, facilitator: Persona) -> None:
        """Put the learners into groups."""


class NetworkHands(Protocol):
    """What people do on a network. Accounts are named by id; posts by the names of the events that made them."""

    def post(self, account: str, event: Event) -> None:
        """Post the event's text, with its tags, as an answer or a quote where it is one."""

    def delete(self, account: str, post: str) -> None:
        """Delete a post of one's own."""

    def repost(self, account: str, post: str) -> None:
        """Pass a post on."""

    def follow(self, account: str, target: str) -> None:
        """Begin to follow an account."""

    def unfollow(self, account: str, target: str) -> None:
        """Stop following it."""


def gather(hands: SiteHands, facilitator: Persona, mentors: Iterable[Persona], learners: Iterable[Persona]) -> None:
    """Let a class come together: mentors come in first, learners link their accounts, and all are put into groups."""
    for role, people in (("mentor", tuple(mentors)), ("learner", tuple(learners))):
        invitation = hands.invite(facilitator, role, len(people))
        for persona in people:
            hands.sign_up(persona, invitation)
            if persona.account:
                hands.link(persona)
    hands.pair(facilitator)


DONE_BY_HAND = frozenset({EventName.POST, EventName.DELETE, EventName.REPOST, EventName.FOLLOW, EventName.UNFOLLOW})
"""What people do with hands; what else happens on a network (an account is renamed, protected) happens by itself."""


def act(hands: NetworkHands, account: str, event: Event, target: str = "") -> None:
    """Do what the event tells, now. ``account``: whose; ``target``: id of the account that is followed. Raises KeyError
    for what is no action."""
    if event.what is EventName.POST:
        hands.post(account, event)
    elif event.what is EventName.FOLLOW:
        hands.follow(account, target)
    elif event.what is EventName.UNFOLLOW:
        hands.unfollow(account, target)
    else:
        {EventName.DELETE: hands.delete, EventName.REPOST: hands.repost}[event.what](account, event.object)
