"""Meeting: two people of the school see each other, and each enters the other's code.

new_code ── shown to the other, once ──▶ enter ── and back ──▶ both are judged anew
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mooc.core.audit import AuditEvent, EventKind
from mooc.core.spending.gate import Bucket
from mooc.linking.codes import ALPHABET, GROUP, random_letters
from mooc.linking.sign_in import LINKING_LIMITS
from mooc.services.accounts.account_linking import TRIES_AN_HOUR, count_try
from mooc.store import events
from mooc.store.attestation import meetings
from mooc.store.judging import dirty_pairs
from mooc.store.judging.dirty_pairs import News
from mooc.store.policy.relations import Actor

LIFE = timedelta(hours=24)
"""Real time in which a code may be entered."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code to show: it is never shown again. ``expires_at``: real time (UTC)."""

    code: str
    expires_at: datetime


def new_code(actor: Actor, cohort: int, real_now: datetime) -> IssuedCode:
    """A fresh code of the actor's, such as ``7K3F-Q9XB``; it takes the place of one that was not used.

    Raises NotVisible, Forbidden, CannotLink (too many in an hour).
    """
    count_try(Bucket(LINKING_LIMITS, "", "code", TRIES_AN_HOUR, 3600, f"user {actor.user}"))
    code, expires_at = random_letters(), real_now + LIFE
    with transaction.atomic():
        meetings.keep(actor, cohort, code, expires_at)
    return IssuedCode(f"{code[:GROUP]}-{code[GROUP:]}", expires_at)


def enter(actor: Actor, cohort: int, typed: str, real_now: datetime) -> bool:
    """Enter a code that somebody shows; whether that person has entered one of the actor's, too: then they have met.

    Raises NotVisible, Forbidden, UnknownCode, CannotLink (too many tries in an hour).
    """
    count_try(Bucket(LINKING_LIMITS, "", "meet", TRIES_AN_HOUR, 3600, f"user {actor.user}"))
    folded = unicodedata.normalize("NFKC", typed[:100]).upper()
    code = "".join(letter for letter in folded if letter in ALPHABET)  # whatever stands between them
    with transaction.atomic():
        peer = meetings.redeem(actor, cohort, code, real_now)
        user = actor.user or 0
        people = {user, peer}
        dirty_pairs.mark_dirty(News(users=people))  # of two who enter codes at the same time one waits here
        entered = meetings.uses(people)
        if meetings.completes_meeting(entered, user, peer):
            event = AuditEvent(EventKind.PEOPLE_MET, actor.now, actor=actor.user, subject=peer, cohort=cohort)
            events.record(event)
        return meetings.have_met(entered, user, peer)
