"""A cohort as who runs the machine sees it on the command line: all of its people, without asking for a permission."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mooc.core.evidence.verdict import Answer
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.cohorts.members import Member
from mooc.store.models.cohorts import Role


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A member who is there now. ``accounts``: the handles that are linked, as NETWORK:HANDLE.

    ``answers``: challenge → what is said of it; None before anything was; a challenge that has not opened is absent.
    """

    member: Member
    accounts: tuple[str, ...]
    answers: Mapping[str, Answer | None]


def register(cohort: int) -> list[RosterEntry]:
    """Everybody who is in the cohort now, by role and id. Three queries."""
    rows = models.Member.objects.select_related("user").filter(cohort=cohort, left_at__isnull=True)
    people = [members.value(row) for row in rows.order_by("role", "pk")]
    accounts, answers = _accounts(cohort), _answers(cohort)
    return [RosterEntry(member, tuple(accounts.get(member.user, ())), answers.get(member.id, {})) for member in people]


def learners(entries: Iterable[RosterEntry]) -> list[RosterEntry]:
    """Those of them who learn."""
    return [entry for entry in entries if entry.member.role == Role.LEARNER]


def names(cohort: int) -> dict[int, str]:
    """Member id → pseudonym, of all who are or were in the cohort. One query."""
    return dict(models.Member.objects.filter(cohort=cohort).values_list("pk", "user__name"))


def _accounts(cohort: int) -> dict[int, list[str]]:
    accounts = models.Account.objects.filter(user__memberships__cohort=cohort, linked_at__isnull=False)
    found: dict[int, list[str]] = {}
    account_rows = (
        accounts.distinct().order_by("network", "handle").values_list("user", "network", "handle", "external_id")
    )
    for user, network, handle, pk in account_rows:
        found.setdefault(user or 0, []).append(f"{network}:{handle or pk}")
    return found


def _answers(cohort: int) -> dict[int, dict[str, Answer | None]]:
    verdict_rows = models.Verdict.objects.filter(member__cohort=cohort).values_list("member", "challenge", "answer")
    found: dict[int, dict[str, Answer | None]] = {}
    for member, challenge, answer in verdict_rows:
        found.setdefault(member, {})[challenge] = Answer(answer) if answer else None
    return found
