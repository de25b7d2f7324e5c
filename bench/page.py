"""A page of fifty members, and a learner's own page, against a bare endpoint of fifty rows; and how many queries they
take in a small cohort and in a large one.

All are asked for by somebody who is signed in, through all the middleware. The learner is in a course of four weeks, of
which three have been judged.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.ground import START, Figure, cohort, ratio, reading_x, scaled
from mooc import clocks
from mooc.flow import checking
from mooc.store import models, verdicts

SMALL, LARGE, CHALLENGES = 10, scaled(10_000, 100), 16
TIMES = 20
MOMENT = START + timedelta(days=16)
Ask = Callable[[], None]


class Stopped:
    """It is always the same moment, in the third week."""

    def now(self) -> datetime:
        """That moment."""
        return MOMENT


def figures() -> Iterator[Figure]:
    """Two figures for each page: seconds over seconds, and queries over queries."""
    settings.ROOT_URLCONF = "bench.bare"
    clocks.use(Stopped())
    reading_x()
    small, large = _cohort(SMALL, 0), _cohort(LARGE, 100_000)
    bare = _asker("0", "/bare/members")
    for name, page in (("a page of 50 members", _members), ("a learner's page", _week)):
        here, there = page(small), page(large)
        yield Figure(f"{name} / a bare endpoint of 50 rows", ratio(_often(there), _often(bare)), 2, at_most=True)
        more = _queries(there) / _queries(here)
        yield Figure(f"{name}: queries in {LARGE} / in {SMALL}", more, 1, at_most=True)


def _cohort(size: int, first: int) -> models.Cohort:
    """A cohort whose first learner has been judged, and facilitates it too."""
    row = cohort(size, CHALLENGES, f"of-{size}", first)
    verdicts.open_for(row.pk, [f"c{n}" for n in range(12)])
    user = models.User.objects.get(name=str(first))
    models.Member.objects.create(cohort=row, user=user, role="facilitator", joined_at=START)
    others = models.Verdict.objects.filter(member__cohort=row).exclude(member__user=user)
    others.update(answered=1, answer="not_yet", judged_at=MOMENT)
    assert checking.judge_due(row.pk, MOMENT) == 12
    return row


def _first(row: models.Cohort) -> str:
    return "0" if row.name == f"of-{SMALL}" else "100000"


def _members(row: models.Cohort) -> Ask:
    return _asker(_first(row), f"/api/v1/cohorts/{row.pk}/members?limit=50")


def _week(row: models.Cohort) -> Ask:
    return _asker(_first(row), f"/cohorts/{row.name}/week/")


def _asker(name: str, url: str) -> Ask:
    client = Client(headers={"host": "localhost"})
    client.force_login(models.User.objects.get(name=name))

    def ask() -> None:
        assert client.get(url).status_code == 200

    ask()
    return ask


def _often(ask: Ask) -> Ask:
    def often() -> None:
        for _ in range(TIMES):
            ask()

    return often


def _queries(ask: Ask) -> int:
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)
