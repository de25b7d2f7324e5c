"""A cohort with a budget: X in the sandbox over real HTTP, whose own bill is what counts in the end."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fixtures.sandbox import Sandbox
from mooc.core.facts.cost import Limit
from mooc.networks.x.adapter import X
from mooc.services.spending import budget_caps
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from mooc.store import models
from mooc.store.policy.relations import Actor
from mooc.store.spending import budget_book
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import work

HOUR = timedelta(hours=1)
CAST = tuple(
    WorldAccount(name, pk)
    for name, pk in (("host", "99"), ("ada", "11"), ("bob", "12"), ("cleo", "13"), ("zoe", "21"), ("yan", "22"))
)
ADA_AND_BOB = (("ada", "11"), ("bob", "12"))
TAGGED = {"post": {"tag": "{hashtag}"}}
ADMIN = Actor(None, True, START)
CENTS = Decimal("0.01")


def posts(many: int, first: datetime, step: timedelta, by: str = "zoe") -> list[Event]:
    """So many posts with the tag, by somebody who is no learner."""
    return [
        Event(
            first + n * step, EventName.POST, f"{by}-{first:%d%H%M}-{n}", by, text=f"post {n} of {by}", tags=("mooc",)
        )
        for n in range(many)
    ]


class Scene:
    """A sandbox with a clock, and an adapter on it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.now, self.sandbox = START, sandbox
        self.worst: list[str] = []

    def happens(self, *events: Event) -> None:
        self.sandbox.world = self.sandbox.world.plus(*events)

    def work(self, now: datetime) -> None:
        """Do all that is due at ``now``."""
        self.now = now
        work(now)

    @property
    def asked(self) -> int:
        return sum(self.sandbox.ledger.requests.values())

    @property
    def bill(self) -> Decimal:
        return self.sandbox.ledger.spent


def scenes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    """Makes the scene of a world in which these events happen; X is opened on its sandbox."""
    running: list[Sandbox] = []

    def make(*events: Event) -> Scene:
        sandbox = Sandbox(World(CAST, events), lambda: made.now, limits={"tweets/search/recent": 10**6})
        made = Scene(sandbox.start())
        running.append(sandbox)
        x = X(sandbox.url, bearer=sandbox.bearer, timeout=5.0)
        only_networks(monkeypatch, x)
        return made

    yield make
    for sandbox in running:
        sandbox.stop()


def capped(stage: Stage, usd: str | None = None, requests: int | None = None) -> None:
    budget_caps.set_cap(ADMIN, stage.cohort.pk, "x", Limit(requests, Decimal(usd) if usd else None))


def book(stage: Stage) -> budget_book.BudgetReport:
    (found,) = budget_book.of_cohort(ADMIN, stage.cohort.pk)
    return found


def a_stage(
    *checks: Mapping[str, Any], learners: tuple[tuple[str, str], ...] = (("ada", "11"), ("bob", "12"))
) -> Stage:
    stage = Stage(a_course(*(checks or (TAGGED,))))
    for name, account in learners:
        if models.User.objects.filter(email=f"{name}@example.org").exists():
            user = models.User.objects.get(email=f"{name}@example.org")
            member = models.Member.objects.create(cohort=stage.cohort, user=user, role="learner", joined_at=START)
            stage.learners[name] = member.pk
        else:
            stage.learner(name, account)
    return stage
