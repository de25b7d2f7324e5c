"""A cohort as who runs the machine sees it on the command line: all of its people, without asking for a permission."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mooc.core.evidence.verdict import Answer
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.cohorts.members import Membership
from mooc.store.models.cohorts import Role


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A member who is there now. ``accounts``: the handles that are linked, as NETWORK:HANDLE.

    ``answers``: challenge → what is said of it; None before anything was; a challenge that has not opened is absent.
    """

    member: Membership
    accounts: tuple[str, ...]
    answers: Mapping[str, Answer | None]


def roster(cohort: int) -> list[RosterEntry]:
    """Everybody who is in the cohort now, by role and id. Three queries."""
    current = models.Member.objects.select_related("user").filter(cohort=cohort, left_at__isnull=True)
    people = [members.value(row) for row in current.order_by("role", "pk")]
    linked = models.Account.objects.filter(user__memberships__cohort=cohort, linked_at__isnull=False)
    columns = "user", "network", "handle", "external_id"
    accounts: dict[int, list[str]] = {}
    for user, network, handle, pk in linked.distinct().order_by("network", "handle").values_list(*columns):
        accounts.setdefault(user or 0, []).append(f"{network}:{handle or pk}")
    verdicts = models.Verdict.objects.filter(member__cohort=cohort)
    answers: dict[int, dict[str, Answer | None]] = {}
    for learner, challenge, answer in verdicts.values_list("member", "challenge", "answer"):
        answers.setdefault(learner, {})[challenge] = Answer(answer) if answer else None
    return [RosterEntry(member, tuple(accounts.get(member.user, ())), answers.get(member.id, {})) for member in people]


def learners(entries: Iterable[RosterEntry]) -> list[RosterEntry]:
    """Those of them who learn."""
    return [entry for entry in entries if entry.member.role == Role.LEARNER]


def names(cohort: int) -> dict[int, str]:
    """Member id → pseudonym, of all who are or were in the cohort. One query."""
    return dict(models.Member.objects.filter(cohort=cohort).values_list("pk", "user__name"))
