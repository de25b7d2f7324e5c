"""What the benchmarks share: an empty database, cohorts of any size, and a stopwatch."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from mooc.core.course.course import Course
from mooc.core.facts.activity import Activity, Content, Kind, References
from mooc.core.facts.network import Network
from mooc.core.facts.questions import Read
from mooc.networks.registry import open_network
from mooc.services import networks
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.log import activities

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
"""How large everything is; the aims are meant for 1."""
START = datetime(2026, 11, 2, tzinfo=UTC)
TAGS = ("mooc",)


class Figure(NamedTuple):
    """A ratio and what it should be: ``at_most`` or at least ``aim``."""

    name: str
    ratio: float
    aim: float
    at_most: bool

    def __str__(self) -> str:
        good = self.ratio <= self.aim if self.at_most else self.ratio >= self.aim
        sign = "<=" if self.at_most else ">="
        return f"{self.name:<44} {self.ratio:8.2f}  {sign} {self.aim:<4} {'ok' if good else 'short'}"


def prepare() -> None:
    """Create the tables."""
    call_command("migrate", verbosity=0, interactive=False)


def empty() -> None:
    """Take everything out of the tables."""
    call_command("flush", verbosity=0, interactive=False)


def scaled(number: int, at_least: int = 10) -> int:
    """The number at the scale of this run."""
    return max(at_least, round(number * SCALE))


@lru_cache(maxsize=1)
def _x() -> Network:
    return open_network("x", base_url="http://127.0.0.1:9", bearer="none")


def x_reads() -> tuple[Read, ...]:
    """X's own table; nothing is asked of X."""
    return _x().reads


def reading_x() -> None:
    """From now on X is the one network that is set up."""
    networks.configured, networks.network = (lambda: ("x",)), (lambda name: _x())  # type: ignore[assignment]


def read_named(name: str) -> Read:
    """A line of X's table."""
    return next(read for read in x_reads() if read.name == name)


def seconds(work: Callable[[], Any]) -> float:
    """How long ``work`` takes (real seconds)."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ratio(measured: Callable[[], Any], baseline: Callable[[], Any], rounds: int = 5) -> float:
    """Median of the seconds of ``measured`` over those of ``baseline``, taken in turn."""
    return median(seconds(measured) / seconds(baseline) for _ in range(rounds))


def a_course(challenges: int) -> Course:
    """A weekly course of that many challenges, four a week: one of each kind."""
    checks: list[dict[str, Any]] = [
        {"follow": {"of": "host"}},
        {"reply": {"to": "host"}},
        {"live_post": {"tag": "{hashtag}", "at_least": 5, "moments": 3}},
        {"relay": {"tag": "{hashtag}"}},
    ]
    listed = [
        {"challenge": f"c{n}", "title": {"en": f"C{n}"}, "brief": "b.md", "check": checks[n % 4]}
        for n in range(challenges)
    ]
    units = [
        {"unit": f"week-{n // 4}", "title": {"en": f"Week {n // 4}"}, "challenges": listed[n : n + 4]}
        for n in range(0, challenges, 4)
    ]
    return Course.model_validate(
        {
            "course": "bench",
            "title": {"en": "Bench"},
            "hashtag": "mooc",
            "pace": "weekly",
            "units": units,
            "version": f"{challenges:064d}",
        }
    )


def cohort(size: int, challenges: int, name: str = "bench", first: int = 0) -> models.Cohort:
    """A cohort of that size; learner n has the account ``first + n``."""
    course = courses.keep(a_course(challenges))
    row = models.Cohort.objects.create(
        name=name,
        title=name,
        course_id=course,
        start=START,
        zone="UTC",
        hashtag="mooc",
        networks=["x"],
        lists={"x": {"host": ["host"]}},
    )
    numbers = range(first, first + size)
    users = models.User.objects.bulk_create(
        [models.User(email=f"{n}@bench.example", name=str(n)) for n in numbers], batch_size=1000
    )
    models.Account.objects.bulk_create(
        [
            models.Account(network="x", external_id=str(n), handle=str(n), user=user, linked_at=START)
            for n, user in zip(numbers, users, strict=True)
        ],
        batch_size=1000,
    )
    models.Member.objects.bulk_create(
        [models.Member(cohort=row, user=user, role="learner", joined_at=START) for user in users], batch_size=1000
    )
    return row


def posts(
    count: int, accounts: int, first_key: int = 0, first_account: int = 0, every: timedelta = timedelta(hours=1)
) -> Iterator[Activity]:
    """Tagged posts by the accounts in turn; each account posts ``every`` so often."""
    for n in range(count):
        at = START + n // accounts * every + timedelta(seconds=n % 60)
        yield Activity(
            "x",
            str(first_key + n),
            Kind.POST,
            str(first_account + n % accounts),
            at,
            at,
            url=f"https://example.org/{n}",
            content=Content(TAGS, words=8, text_hash=f"{n:064d}"),
        )


def happenings(count: int, accounts: int, every: timedelta) -> Iterator[Activity]:
    """What happens in a class: of five things three are tagged posts, one is an answer to the host, and one is that
    another member reposts somebody's last post."""
    for n, fact in enumerate(posts(count, accounts, every=every)):
        which = n // accounts % 5
        if which == 3:
            yield fact._replace(references=References("prompt", "host"), content=fact.content._replace(tags=()))
        elif which == 4:
            reposter = str((int(fact.actor) + 7) % accounts)
            post = str(n - 2 * accounts)
            yield Activity("x", fact.key, Kind.REPOST, reposter, None, fact.seen_at, None, post, fact.actor)
        else:
            yield fact


def fill(count: int, accounts: int, every: timedelta) -> None:
    """Put that much into the log."""
    batch: list[Activity] = []
    for fact in happenings(count, accounts, every):
        batch.append(fact)
        if len(batch) == 20_000:
            activities.add("x", batch)
            batch = []
    activities.add("x", batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def database() -> str:
    """The kind of database that is measured."""
    return str(settings.DATABASES["default"]["ENGINE"]).rsplit(".", 1)[-1]
