"""The tables, by subject. Used by ``mooc.store`` alone.

Not here: queries, and what follows from a change: that stands in the modules of the store.
"""

from mooc.store.models.accounts import Account, LinkAttempt
from mooc.store.models.budgets import Budget, BudgetAlert, Charge, Reservation, Sent, Suspension
from mooc.store.models.cohorts import Cohort, CourseVersion, Invitation, Member, Mentoring
from mooc.store.models.confirmations import Confirmation
from mooc.store.models.events import AuditEntry
from mooc.store.models.gates import GateBucket, GateServer
from mooc.store.models.linking import InstanceApp, SignIn
from mooc.store.models.log import Activity, Text
from mooc.store.models.meetings import MeetingCode
from mooc.store.models.people import ApiToken, User
from mooc.store.models.reviews import Review
from mooc.store.models.streams import Stream, StreamGap
from mooc.store.models.twinomes import Twinome, TwinomeMember
from mooc.store.models.verdicts import PastedLink, Receipt, Verdict
from mooc.store.models.watching import Coverage, Poll, Watch, WatchItem, WatchUse

__all__ = [
    "Account",
    "Activity",
    "ApiToken",
    "AuditEntry",
    "Budget",
    "BudgetAlert",
    "Charge",
    "Cohort",
    "Confirmation",
    "CourseVersion",
    "Coverage",
    "GateBucket",
    "GateServer",
    "InstanceApp",
    "Invitation",
    "LinkAttempt",
    "MeetingCode",
    "Member",
    "Mentoring",
    "PastedLink",
    "Poll",
    "Receipt",
    "Reservation",
    "Review",
    "Sent",
    "SignIn",
    "Stream",
    "StreamGap",
    "Suspension",
    "Text",
    "Twinome",
    "TwinomeMember",
    "User",
    "Verdict",
    "Watch",
    "WatchItem",
    "WatchUse",
]
