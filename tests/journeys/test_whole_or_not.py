"""What belongs together is stored together: where the second step fails, nothing of the first is left."""

import threading
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from mooc.core.facts.profiles import AccountProfile
from mooc.linking import code_proof
from mooc.linking.sign_in import App
from mooc.services.accounts import account_linking
from mooc.services.accounts.oauth_linking import StoredApps
from mooc.services.cohorts import cohorts as services
from mooc.services.operations import stuck_work
from mooc.services.twinomes import pairing
from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.cohorts import cohorts, members
from mooc.store.mentoring import mentors
from mooc.store.people import people
from tests.building import cast as casting
from tests.building.cast import COURSE, NOW, Cast

WAIT = 30.0
"""Seconds after which somebody waits for ever."""


class PowerCut(Exception):
    """The process ends here."""


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.enter()


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType, str], list[str]]:
    """Let a function fail; returns a list in which its name stands once it has."""

    def break_it(module: ModuleType, name: str) -> list[str]:
        fired: list[str] = []

        def fail(*arguments: Any, **named: Any) -> None:
            fired.append(name)
            raise PowerCut

        monkeypatch.setattr(module, name, fail)
        return fired

    return break_it


Breaks = Callable[[ModuleType, str], list[str]]


def test_a_cohort_is_not_left_without_its_facilitator(
    cast: Cast, breaks: Breaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields: dict[str, Any] = {"title": "East", "start": NOW, "zone": "Europe/Paris", "networks": ["bluesky"]}
    fay = cast.people["fay"].id
    fired = breaks(members, "add")
    with pytest.raises(PowerCut):
        services.create_cohort(COURSE, name="east", **fields, facilitator=fay, now=NOW)
    assert fired and not models.Cohort.objects.filter(name="east").exists()
    monkeypatch.undo()
    assert services.create_cohort(COURSE, name="east", **fields, facilitator=fay, now=NOW).name == "east"


def test_who_joins_comes_in_with_twinome_and_mentor_or_not_at_all(cast: Cast, breaks: Breaks) -> None:
    before = models.Member.objects.count(), models.TwinomeMember.objects.count(), models.AuditEntry.objects.count()
    secret = services.invite(cast.actor("fay"), cast.north.id)
    fired = breaks(mentors, "welcome")
    with pytest.raises(PowerCut):
        services.accept_invitation(cast.actor("oscar"), secret)
    with pytest.raises(PowerCut):
        services.join(cast.actor("oscar"), cast.open.id)
    invited = models.AuditEntry.objects.filter(kind="invitation_created").count()
    after = models.Member.objects.count(), models.TwinomeMember.objects.count(), models.AuditEntry.objects.count()
    assert len(fired) == 2 and after == (before[0], before[1], before[2] + 1) and invited
    assert models.Invitation.objects.get(beginning=secret[:4]).used == 0


def test_a_mentor_leaves_only_if_somebody_takes_over(cast: Cast, breaks: Breaks) -> None:
    fired = breaks(mentors, "take_over")
    with pytest.raises(PowerCut):
        services.leave(cast.actor("max"), cast.members["max"])
    assert fired and models.Mentoring.objects.filter(mentor=cast.members["max"]).exists()
    assert models.Member.objects.get(pk=cast.members["max"]).left_at is None


def test_a_code_that_has_linked_is_used_up(
    cast: Cast, breaks: Breaks, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    bea = cast.people["bea"].id
    accounts.attempt(bea, "bluesky", "bea.example", "CODE", account_linking.CONSENT)
    monkeypatch.setattr(account_linking.networks, "configured", lambda: ("bluesky",))
    monkeypatch.setattr(account_linking.networks, "network", lambda name: None)
    profile = AccountProfile("bluesky", "did:bea", "bea.example")
    monkeypatch.setattr(code_proof, "prove_by_code", lambda *arguments, **named: profile)
    fired = breaks(accounts, "forget_attempt")
    with pytest.raises(PowerCut):
        account_linking.confirm(bea, "bluesky", NOW, NOW + timedelta(minutes=1))
    assert fired and not models.Account.objects.filter(external_id="did:bea").exists()
    assert accounts.attempt_of(bea, "bluesky") is not None


def test_an_app_that_cannot_be_replaced_stays(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    old, fired = StoredApps().keep("server.example", App("1", "s", "read", "https://here.example"), None), []

    def fail(*arguments: Any, **named: Any) -> None:
        fired.append(models.InstanceApp.objects.count())
        raise PowerCut

    monkeypatch.setattr(type(models.InstanceApp.objects.all()), "get_or_create", fail)
    with pytest.raises(PowerCut):
        StoredApps().keep("server.example", App("2", "s", "read", "https://here.example"), old)
    assert fired == [0], "the old one was deleted already"
    assert StoredApps().get("server.example") == old


def test_what_fails_and_what_is_parked_is_released_together(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"attempts": 2, "broken_since": NOW, "reason": "ValueError"}
    models.Cohort.objects.filter(pk=cast.north.id).update(**broken)
    models.Cohort.objects.filter(pk=cast.south.id).update(**broken, parked_at=NOW, advance_at=None)
    update, updated = QuerySet.update, list[int]()

    def fail_at_the_second(rows: QuerySet[Any], **changes: Any) -> int:
        if updated:
            raise PowerCut
        updated.append(update(rows, **changes))
        return updated[0]

    monkeypatch.setattr(QuerySet, "update", fail_at_the_second)
    with pytest.raises(PowerCut):
        stuck_work.release("cohorts", (), NOW, NOW)
    assert updated == [1]
    assert models.Cohort.objects.filter(broken_since__isnull=False).count() == 2


@pytest.mark.needs("postgresql")
@pytest.mark.django_db(transaction=True)
def test_who_comes_and_goes_at_once_never_waits_in_a_circle() -> None:
    """Two cohorts, of which each newcomer learns in one and joins the other, while others are paired and leave."""
    cast = casting.enter()
    models.Cohort.objects.update(is_public=True)
    newcomers = [people.create(f"n{n}@cast.example", f"n{n}").id for n in range(12)]
    for n, user in enumerate(newcomers):
        services.add_member((cast.north.id, cast.south.id)[n % 2], user, "learner", NOW)
    works: list[Callable[[], object]] = [
        lambda user=user, n=n: services.join(people.actor(user, NOW), (cast.south.id, cast.north.id)[n % 2])  # type: ignore[misc]
        for n, user in enumerate(newcomers)
    ]
    works += [
        lambda: pairing.pair_now(cast.north.id, NOW, seed=1),
        lambda: services.leave(cast.actor("dan"), cast.members["dan"]),
        lambda: services.invite(cast.actor("fay"), cast.north.id),
    ]
    start, failed = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait(WAIT)
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not failed and not any(thread.is_alive() for thread in threads)
    for cohort in (cast.north.id, cast.south.id):
        learners = models.Member.objects.filter(cohort=cohort, role="learner", left_at__isnull=True)
        assert not learners.filter(user__in=newcomers).exclude(seats__twinome__dissolved_at__isnull=True).exists()
        assert cohorts.get_any(cohort).id == cohort
