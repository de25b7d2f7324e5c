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


DETAILS: Mapping[EventKind, frozenset[str]] = {
    EventKind.COURSE_VERSION_CHANGED: frozenset({"before"}),
    EventKind.SETTINGS_CHANGED: frozenset({"fields"}),
    EventKind.BUDGET_CHANGED: frozenset({"network", "requests", "usd"}),
    EventKind.INVITATION_CREATED: frozenset({"role", "uses"}),
    EventKind.INVITATION_ENDED: frozenset({"role"}),
    EventKind.MEMBER_JOINED: frozenset({"role"}),
    EventKind.MEMBER_LEFT: frozenset({"role"}),
    EventKind.ROLE_GRANTED: frozenset({"role"}),
    EventKind.ROLE_REVOKED: frozenset({"role"}),
    EventKind.ACCOUNT_LINKED: frozenset({"network", "proof", "consent"}),
    EventKind.ACCOUNT_UNLINKED: frozenset({"network", "consent"}),
    EventKind.ATTESTATION_GIVEN: frozenset({"as"}),
    EventKind.ATTESTATION_WITHDRAWN: frozenset({"as"}),
    EventKind.REVIEW_REQUESTED: frozenset({"reviewer"}),
    EventKind.REVIEW_APPROVED: frozenset({"reviewer"}),
    EventKind.REVIEW_RETURNED: frozenset({"reviewer"}),
    EventKind.VERDICT_PASSED: frozenset({"answer", "reason", "as_of"}),
    EventKind.VERDICT_TAKEN_BACK: frozenset({"answer", "reason", "as_of"}),
    EventKind.VERDICT_CHANGED: frozenset({"answer", "reason", "as_of"}),
}
"""Which details an event of that kind may have; of all other kinds, none. ``as_of`` is a moment in ISO 8601, ``fields``
names are joined by commas, ``usd`` is in dollars."""

_CODE = re.compile(r"[A-Za-z0-9_.,:+-]{0,120}")


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that happened among people.

    ``actor``: the user who did it, None for the engine or for who runs the machine; ``subject``: the user whom it is
    about, None where it is about nobody alone. ``at``: course time (UTC); of keys, which know no course, real time.
    ``details``: codes by name, see ``DETAILS``. Raises ValueError for a detail that the kind does not have, or that is
    no code.
    """

    kind: EventKind
    at: datetime
    actor: int | None = None
    subject: int | None = None
    cohort: int | None = None
    object: ObjectRef | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := self.details.keys() - DETAILS.get(self.kind, frozenset()):
            raise ValueError(f"{self.kind} has no such details: {', '.join(sorted(unknown))}")
        if words := [name for name, value in self.details.items() if not _CODE.fullmatch(value)]:
            raise ValueError(f"{self.kind}: no code: {', '.join(words)}")
