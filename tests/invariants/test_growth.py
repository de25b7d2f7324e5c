"""What the database does grows with the class, not with its square; and for one batch, not with the class at all."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from bench.bill import LESSONS
from bench.classroom import FIRST_LEARNER, START, Classroom, only_network
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.network import Network
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.judging.credit import Credit
from mooc.lessonfiles import read_course
from mooc.networks.registry import open_network
from mooc.services import ingest
from mooc.store import models
from mooc.store.judging import verdicts
from mooc.store.retention import retention
from mooc.store.spending.budgets import NOBODY_PAYS
from mooc.store.watching import query_scope, watches
from tests.building.work import judge_all
from tests.invariants.effort import effort

FEW, TIMES = 50, 8
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def x() -> Network:
    return open_network("x", base_url="http://127.0.0.1:9", bearer="none")


def _a_class(x: Network, learners: int) -> int:
    """A class alone in the database, in which all has been judged once; returns the cohort."""
    for rows in (models.Watch, models.Cohort, models.Account, models.User, models.Activity):
        rows.objects.all().delete()
    cohort = Classroom(read_course(LESSONS / "first-steps"), learners).cohort.pk
    with only_network(x):
        judge_all(cohort, START)
    return cohort


def _of_asking(x: Network, learners: int) -> dict[str, int]:
    """Read → what it takes to find out how it is to be asked, when the first window has closed and all lack it."""
    _a_class(x, learners)
    found = {}
    for read in x.reads:
        for watch in models.Watch.objects.filter(read=read.name):
            linked = query_scope.linked_accounts(watch.pk, watch.network)
            asked = query_scope.query_scope_of(watch, read, linked, watch.until + MINUTE)
            assert asked and len(asked.unresolved or asked.targets) == learners, "the work is not for nothing"
            found[read.name] = effort(lambda: query_scope.query_scope_of(watch, read, linked, watch.until + MINUTE))  # noqa: B023
    return found


def _of_storing(x: Network, learners: int) -> int:
    """What it takes to store what was said of one learner, of whom nothing has changed."""
    cohort = _a_class(x, learners)
    member = models.Member.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True)[learners // 2]
    models.Verdict.objects.filter(member=member).update(input_version=100)
    batch = verdicts.claim(cohort, START, member)
    assert batch
    said = {pair.row: Credit(Answer.NOT_YET, Finding(Answer.NOT_YET, ()), 0, False, False) for pair in batch.pairs}
    took = effort(lambda: verdicts.store(batch, said, verdicts.JudgedBy(START, "", {})))
    assert models.Verdict.objects.get(member=member).judged_version == 100
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


def _of_claiming_for_one(x: Network, learners: int) -> int:
    """What it takes to take up the question that is about one learner alone."""
    cohort = _a_class(x, learners)
    (read,) = (read for read in x.reads if read.name == "author_posts")
    account = models.Account.objects.filter(user__memberships__cohort=cohort).order_by("pk")[learners // 2]
    watch = models.Watch.objects.create(
        network="x", read=read.name, subject=account.external_id, since=START, until=START + 60 * MINUTE, due_at=START
    )
    for challenge in models.Verdict.objects.values_list("challenge", flat=True).distinct():
        watch.uses.create(cohort_id=cohort, challenge=challenge, since=START, until=START + 60 * MINUTE)
    took: list[watches.ClaimedWatch | None] = []
    work = effort(lambda: took.append(watches.claim(watch.pk, START, {"x": x.reads})))
    (claimed,) = took
    assert claimed and claimed.linked.keys() == {account.external_id}, "the work is not for nothing"
    return work


def _of_claiming_texts(x: Network, learners: int) -> int:
    """What it takes to take up a hundred texts, where all learners have written forty, and half are due."""
    cohort = _a_class(x, learners)
    actors = list(models.Account.objects.filter(user__memberships__cohort=cohort).values_list("external_id", flat=True))
    posts = models.Activity.objects.bulk_create(
        models.Activity(network="x", key=f"{actor}-{n}", kind="post", actor=actor, at=START, seen_at=START)
        for actor in actors
        for n in range(40)
    )
    models.Text.objects.bulk_create(
        models.Text(activity=post, body="a", checked_at=START, due_at=START + (n % 2) * 600 * MINUTE)
        for n, post in enumerate(posts)
    )
    first = models.Text.objects.order_by("due_at", "pk").first()
    assert first is not None
    took: list[retention.ClaimedTexts | None] = []
    work = effort(lambda: took.append(retention.claim(first.pk, START + MINUTE, timedelta(days=30))))
    (claimed,) = took
    assert claimed and len(claimed.texts) == retention.BATCH and claimed.cohort == cohort, "the work is not for nothing"
    return work


@pytest.mark.django_db
def test_a_question_about_one_learner_is_taken_up_without_looking_at_the_class(x: Network) -> None:
    few, many = _of_claiming_for_one(x, FEW), _of_claiming_for_one(x, FEW * TIMES)
    assert many < 2 * max(few, 1), (few, many)


@pytest.mark.django_db
def test_texts_are_taken_up_without_weighing_all_that_are_due_against_all_learners(x: Network) -> None:
    few, many = _of_claiming_texts(x, FEW), _of_claiming_texts(x, FEW * TIMES)
    assert many < 2 * max(few, 1), (few, many)


@pytest.mark.django_db
def test_a_batch_is_given_back_and_texts_are_settled_without_a_case_for_each_row(x: Network) -> None:
    cohort = _a_class(x, FEW)
    models.Verdict.objects.update(input_version=100 + F("member") % 2)
    batch = verdicts.claim(cohort, START)
    assert batch and {pair.input_version for pair in batch.pairs} == {100, 101}
    said = {pair.row: Credit(Answer.NOT_YET, Finding(Answer.NOT_YET, ()), 0, False, False) for pair in batch.pairs}
    post = models.Activity.objects.create(
        network="x", key="1", kind="post", actor=str(FIRST_LEARNER), at=START, seen_at=START
    )
    models.Text.objects.create(activity=post, body="a", checked_at=START, due_at=START)
    taken = retention.claim(post.pk, START, timedelta(days=30))
    assert taken
    with CaptureQueriesContext(connection) as seen:
        verdicts.store(batch, said, verdicts.JudgedBy(START, "", {}))
        reading = Reading(post_statuses={"1": PostStatus.STANDS}, texts={"1": "a"})
        ingest.store_text_statuses(taken, reading, False, START + MINUTE, NOBODY_PAYS)
    assert not [query["sql"][:200] for query in seen.captured_queries if query["sql"].count(" WHEN ") > 1]
    answered = dict(models.Verdict.objects.values_list("pk", "judged_version"))
    assert all(answered[pair.row] == pair.input_version for pair in batch.pairs)
    text = models.Text.objects.get()
    assert (text.body, text.checked_at) == ("a", START + MINUTE)
    assert text.due_at > START + MINUTE
    assert text.lease_token is None
