"""A page of fifty members against a bare endpoint of fifty rows; a learner's own page against a bare page of its size;
and how many queries both take in a small cohort and in a large one.

Like is measured against like. The members are JSON, fifty rows of them, as the endpoint's are. The learner's page is
HTML for one person: beside a list of rows its ratio would say what templates cost, which is not ours to change. Its
floor is a page that loads the session and the person, and renders a template of the same size in which nothing has to
be found out; what is above that is our own: some queries, and putting a week into words.

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
from mooc.runtime import clocks
from mooc.services import checking
from mooc.store import models
from mooc.store.judging import verdicts

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
    yield Figure("members / a bare endpoint of 50 rows", ratio(_often(_members(large)), _often(bare)), 2, at_most=True)
    floor = _asker("0", f"/bare/page/{_size(large)}")
    yield Figure("a learner's page / a bare page", ratio(_often(_week(large)), _often(floor)), 3, at_most=True)
    for name, page in (("members", _members), ("a learner's page", _week)):
        in_small, in_large = _queries(page(small)), _queries(page(large))
        yield Figure(
            f"{name}: {in_large} queries in {LARGE} / {in_small} in {SMALL}", in_large / in_small, 1, at_most=True
        )


def _cohort(size: int, first: int) -> models.Cohort:
    """A cohort whose first learner has been judged, and facilitates it too."""
    row = cohort(size, CHALLENGES, f"of-{size}", first)
    verdicts.open_for(row.pk, [f"c{n}" for n in range(12)])
    user = models.User.objects.get(name=str(first))
    models.Member.objects.create(cohort=row, user=user, role="facilitator", joined_at=START)
    fellows_verdicts = models.Verdict.objects.filter(member__cohort=row).exclude(member__user=user)
    fellows_verdicts.update(judged_version=1, answer="not_yet", judged_at=MOMENT)
    assert checking.judge_due(row.pk, MOMENT) == 12
    return row


def _first(row: models.Cohort) -> str:
    return "0" if row.name == f"of-{SMALL}" else "100000"


def _members(row: models.Cohort) -> Ask:
    return _asker(_first(row), f"/api/v1/cohorts/{row.pk}/members?limit=50")


def _week(row: models.Cohort) -> Ask:
    return _asker(_first(row), _url_of_week(row))


def _size(row: models.Cohort) -> int:
    client = Client(headers={"host": "localhost"})
    client.force_login(models.User.objects.get(name=_first(row)))
    return len(client.get(_url_of_week(row)).content)


def _url_of_week(row: models.Cohort) -> str:
    return f"/cohorts/{row.name}/week/"


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
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)
