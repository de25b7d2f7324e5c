"""What the database does grows with the class, not with its square; and for one batch, not with the class at all."""

from datetime import timedelta

import pytest

from bench.bill import LESSONS
from bench.classroom import START, Classroom, only
from mooc.core.credit import Credit
from mooc.core.network import Network
from mooc.core.verdict import Answer, Finding
from mooc.flow import checking
from mooc.lessonfiles import read_course
from mooc.networks import open_network
from mooc.store import models, needed, verdicts
from tests.store.effort import effort

FEW, TIMES = 50, 8
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def x() -> Network:
    return open_network("x", base_url="http://127.0.0.1:9", bearer="none")


def _a_class(x: Network, learners: int) -> int:
    """A class alone in the database, in which all has been judged once; returns the cohort."""
    for rows in (models.Watch, models.Cohort, models.Account, models.User):
        rows.objects.all().delete()
    cohort = Classroom(read_course(LESSONS / "first-steps"), learners).cohort.pk
    with only(x):
        checking.due(START)
        while checking.judge_due(cohort, START):
            pass
    return cohort


def _of_asking(x: Network, learners: int) -> dict[str, int]:
    """Read → what it takes to find out how it is to be asked, when the first window has closed and all lack it."""
    _a_class(x, learners)
    found = {}
    for read in x.reads:
        for watch in models.Watch.objects.filter(read=read.name):
            linked = needed.linked_accounts(watch)
            asked = needed.how_to_ask(watch, read, linked, watch.until + MINUTE)
            assert asked and len(asked.lacking or asked.among) == learners, "the work is not for nothing"
            found[read.name] = effort(lambda: needed.how_to_ask(watch, read, linked, watch.until + MINUTE))  # noqa: B023
    return found


def _of_storing(x: Network, learners: int) -> int:
    """What it takes to store what was said of one learner, of whom nothing has changed."""
    cohort = _a_class(x, learners)
    member = models.Member.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True)[learners // 2]
    models.Verdict.objects.filter(member=member).update(asked=100)
    batch = verdicts.claim(cohort, START, member)
    assert batch
    said = {pair.row: Credit(Answer.NOT_YET, Finding(Answer.NOT_YET, ()), 0, False, False) for pair in batch.pairs}
    took = effort(lambda: verdicts.store(batch, said, set(), verdicts.Judged(START, "", {})))
    assert models.Verdict.objects.get(member=member).answered == 100
    return took


@pytest.mark.django_db
def test_what_is_to_be_asked_is_found_by_work_that_grows_with_the_class_and_not_with_its_square(x: Network) -> None:
    few, many = _of_asking(x, FEW), _of_asking(x, FEW * TIMES)
    assert few.keys() == many.keys() == {"followers", "standing"}
    assert all(many[read] < 2 * TIMES * few[read] for read in few), (few, many)


@pytest.mark.django_db
def test_storing_a_batch_takes_as_much_in_a_large_class(x: Network) -> None:
    few, many = _of_storing(x, FEW), _of_storing(x, FEW * TIMES)
    assert many < 2 * max(few, 1), (few, many)
