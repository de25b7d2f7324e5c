"""What happens among people, as the audit log keeps it: who, what, about whom, in which cohort, on which thing, when.

Ids, codes and moments only, never a word that somebody wrote: what stands here may outlive the people whom it is about.
Live events of a course are another thing, see ``mooc.core.course.events``; so are facts on networks, see
``mooc.core.facts.activity``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mooc.core.checks.attest import AttestedBy
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.choices import Review


class EventKind(StrEnum):
    """What happened."""

    COHORT_CREATED = "cohort_created"
    COURSE_VERSION_CHANGED = "course_version_changed"
    """A cohort goes on with another version of its course."""
    SETTINGS_CHANGED = "settings_changed"
    BUDGET_CHANGED = "budget_changed"
    """Somebody has set another cap."""

    INVITATION_CREATED = "invitation_created"
    INVITATION_ENDED = "invitation_ended"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    ROLE_GRANTED = "role_granted"
    """Who is in the cohort already is something more there now."""
    ROLE_REVOKED = "role_revoked"
    """Who stays in the cohort is something less there now."""

    MENTOR_ASSIGNED = "mentor_assigned"
    MENTOR_UNASSIGNED = "mentor_unassigned"
    TWINOME_FORMED = "twinome_formed"
    """One event for each who is in it, as for all kinds of twinomes."""
    TWINOME_JOINED = "twinome_joined"
    TWINOME_LEFT = "twinome_left"
    TWINOME_DISSOLVED = "twinome_dissolved"

    ACCOUNT_LINKED = "account_linked"
    ACCOUNT_UNLINKED = "account_unlinked"
    ACCOUNT_SHARED = "account_shared"
    """The twinome may see the account from now on."""
    ACCOUNT_UNSHARED = "account_unshared"
    API_KEY_CREATED = "api_key_created"
    API_KEY_REVOKED = "api_key_revoked"

    PEOPLE_MET = "people_met"
    """Each has entered a code of the other."""
    ATTESTATION_GIVEN = "attestation_given"
    ATTESTATION_WITHDRAWN = "attestation_withdrawn"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_APPROVED = "review_approved"
    REVIEW_RETURNED = "review_returned"
    """Another try is asked for."""
    VERDICT_PASSED = "verdict_passed"
    VERDICT_TAKEN_BACK = "verdict_taken_back"
    VERDICT_CHANGED = "verdict_changed"
    """Any other change of the answer, or of the reason for it."""


VERDICT_KINDS = frozenset({EventKind.VERDICT_PASSED, EventKind.VERDICT_TAKEN_BACK, EventKind.VERDICT_CHANGED})
"""Together they are the history of a challenge."""


class ObjectKind(StrEnum):
    """What sort of thing an event is about besides people."""

    ACCOUNT = "account"
    API_KEY = "api_key"
    BUDGET = "budget"
    CHALLENGE = "challenge"
    """Its id is its name in the course."""
    COURSE_VERSION = "course_version"
    INVITATION = "invitation"
    MEMBER = "member"
    """Of a mentoring: the mentor; else the membership that began or ended."""
    TWINOME = "twinome"


class ObjectRef(NamedTuple):
    """The thing that an event is about."""

    kind: ObjectKind
    id: str


def _one_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


ID = re.compile(r"[1-9]\d{0,18}")
CHALLENGE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?[+-]\d\d:\d\d")
NETWORK = re.compile(r"[a-z][a-z0-9_]{0,19}")
"""Its name in the registry, which the core does not know."""
NUMBER = re.compile(r"\d{1,20}(\.\d{1,12})?(E[+-]\d{1,3})?")
VERSION = re.compile(r"\d[\d.-]{0,19}")
ROLE = _one_of("learner", "mentor", "facilitator")
_SETTING = "title|hashtag|is_public|shows_roster|closed_at|mentors_by_hand"
SETTINGS = re.compile(f"(?:{_SETTING})(?:,(?:{_SETTING}))*")
"""Names of columns, joined by commas."""
PROOF = _one_of("code", "oauth")
ATTESTED_AS = _one_of(*AttestedBy)
REVIEWER = _one_of(*Review)
ANSWER = _one_of(*Answer)
REASON = _one_of(*TroubleKind, "undone", "evidence_gone")

_VERDICT = {"answer": ANSWER, "reason": REASON, "as_of": MOMENT}
_MEMBERSHIP = {"role": ROLE}
_REVIEW = {"reviewer": REVIEWER}
DETAILS: Mapping[EventKind, Mapping[str, re.Pattern[str]]] = {
    EventKind.COURSE_VERSION_CHANGED: {"before": ID},
    EventKind.SETTINGS_CHANGED: {"fields": SETTINGS},
    EventKind.BUDGET_CHANGED: {"network": NETWORK, "requests": NUMBER, "usd": NUMBER},
    EventKind.INVITATION_CREATED: {"role": ROLE, "uses": NUMBER},
    EventKind.INVITATION_ENDED: {"role": ROLE},
    EventKind.MEMBER_JOINED: _MEMBERSHIP,
    EventKind.MEMBER_LEFT: _MEMBERSHIP,
    EventKind.ROLE_GRANTED: _MEMBERSHIP,
    EventKind.ROLE_REVOKED: _MEMBERSHIP,
    EventKind.ACCOUNT_LINKED: {"network": NETWORK, "proof": PROOF, "consent": VERSION},
    EventKind.ACCOUNT_UNLINKED: {"network": NETWORK, "consent": VERSION},
    EventKind.ATTESTATION_GIVEN: {"as": ATTESTED_AS},
    EventKind.ATTESTATION_WITHDRAWN: {"as": ATTESTED_AS},
    EventKind.REVIEW_REQUESTED: _REVIEW,
    EventKind.REVIEW_APPROVED: _REVIEW,
    EventKind.REVIEW_RETURNED: _REVIEW,
    EventKind.VERDICT_PASSED: _VERDICT,
    EventKind.VERDICT_TAKEN_BACK: _VERDICT,
    EventKind.VERDICT_CHANGED: _VERDICT,
}
"""Which details an event of that kind may have, and what each may say; of all other kinds, none. A moment is written in
ISO 8601, ``usd`` in dollars."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that happened among people.

    ``actor``: the user who did it, None for the engine or for who runs the machine; ``subject``: the user whom it is
    about, None where it is about nobody alone. ``at``: course time (UTC); of keys, which know no course, real time.
    ``details``: codes by name, see ``DETAILS``.
    """

    kind: EventKind
    at: datetime
    actor: int | None = None
    subject: int | None = None
    cohort: int | None = None
    object: ObjectRef | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Whether it may stand in the log. Raises ValueError for a detail that the kind does not have, and for what is
        none of its words: a name, a handle, a sentence.
        """
        vocabularies = DETAILS.get(self.kind, {})
        if unknown := self.details.keys() - vocabularies.keys():
            raise ValueError(f"{self.kind} has no such details: {', '.join(sorted(unknown))}")
        if words := [name for name, value in self.details.items() if not vocabularies[name].fullmatch(value)]:
            raise ValueError(f"{self.kind}: no code: {', '.join(words)}")
        if self.object is not None:
            id_pattern = CHALLENGE_NAME if self.object.kind is ObjectKind.CHALLENGE else ID
            if not id_pattern.fullmatch(self.object.id):
                raise ValueError(f"{self.kind}: no id of a {self.object.kind}")
