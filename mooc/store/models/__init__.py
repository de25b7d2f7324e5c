"""The tables, by subject. Used by ``mooc.store`` alone."""

from mooc.store.models.accounts import Account, LinkAttempt
from mooc.store.models.budgets import Budget, BudgetAlert, Charge, Hold, Sent, Stop
from mooc.store.models.cohorts import Cohort, CourseVersion, Invitation, Member, Mentoring
from mooc.store.models.confirmations import Confirmation
from mooc.store.models.gates import GateBucket, GateServer
from mooc.store.models.linking import InstanceApp, SignIn
from mooc.store.models.log import Activity, Text
from mooc.store.models.meetings import MeetingCode
from mooc.store.models.people import ApiToken, User
from mooc.store.models.reviews import CohortMove, Review
from mooc.store.models.streams import Stream, StreamGap
from mooc.store.models.twinomes import Twinome, TwinomeMember
from mooc.store.models.verdicts import PastedLink, Receipt, Verdict, VerdictChange
from mooc.store.models.watching import Coverage, Look, Watch, WatchItem, WatchUse

__all__ = [
    "Account",
    "Activity",
    "ApiToken",
    "Budget",
    "BudgetAlert",
    "Charge",
    "Cohort",
    "CohortMove",
    "Confirmation",
    "CourseVersion",
    "Coverage",
    "GateBucket",
    "GateServer",
    "Hold",
    "InstanceApp",
    "Invitation",
    "LinkAttempt",
    "Look",
    "MeetingCode",
    "Member",
    "Mentoring",
    "PastedLink",
    "Receipt",
    "Review",
    "Sent",
    "SignIn",
    "Stop",
    "Stream",
    "StreamGap",
    "Text",
    "Twinome",
    "TwinomeMember",
    "User",
    "Verdict",
    "VerdictChange",
    "Watch",
    "WatchItem",
    "WatchUse",
]
