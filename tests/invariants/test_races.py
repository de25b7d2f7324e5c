"""Side by side, with real threads and real locks, on PostgreSQL."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from django.db import connection, transaction

from mooc.core.evidence.verdict import Verdict
from mooc.core.facts.profiles import AccountProfile
from mooc.core.judging import evaluate
from mooc.core.judging.judge import judge
from mooc.core.planning.plan import Want, WatchKey
from mooc.core.values.span import Span
from mooc.services import checking
from mooc.services.accounts import account_linking
from mooc.services.pasted_links import pasted_links
from mooc.store import models
from mooc.store.judging import verdicts
from mooc.store.pasted_links.pasted_links import TooManyLinks
from mooc.store.people import people
from mooc.store.watching import watch_cursor, watches
from tests.building.work import work
from tests.invariants.env import (
    FOLLOW,
    HOST,
    HOUR,
    LATER,
    LIVE,
    START,
    WEEK,
    Ground,
    dies,
    forget_hints,
    verdict,
    watch,
)
from tests.invariants.world import post

pytestmark = [pytest.mark.needs("postgresql"), pytest.mark.django_db(transaction=True)]

ROUNDS = 10
SOON = 20.0
T = TypeVar("T")


def side_by_side(*works: Callable[[], T]) -> list[T]:
    """Do all of it at once, each in a thread with a connection of its own; raises what one of them raised."""
    start, done, failed = threading.Barrier(len(works)), list[T](), list[BaseException]()

    def one(work: Callable[[], T]) -> None:
        try:
            start.wait(SOON)
            done.append(work())
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    if failed:
        raise failed[0]
    assert len(done) == len(works), "somebody waits for ever"
    return done


def test_of_many_claimers_one_gets_the_watch(world: Ground) -> None:
    world.stage(LIVE)
    work(START)
    pk = watch("tag").pk
    for _ in range(ROUNDS):
        claimed = side_by_side(*[lambda: watches.claim(pk, LATER)] * 4)
        assert sum(one is not None for one in claimed) == 1
        models.Watch.objects.update(lease_until=None, lease_token=None)


def test_of_many_claimers_one_gets_each_pair(world: Ground) -> None:
    stage = world.stage(LIVE, people=300)
    checking.due(START)
    batches = side_by_side(*[lambda: verdicts.claim(stage.cohort.pk, START)] * 4)
    taken = [pair.row for batch in batches if batch for pair in batch.pairs]
    assert len(taken) == len(set(taken)) == 300


def test_two_tickers_hint_at_each_watch_once(world: Ground) -> None:
    models.Watch.objects.bulk_create(
        models.Watch(network="x", read="tag", subject=str(n), since=START, until=START + WEEK, due_at=START)
        for n in range(50)
    )
    for _ in range(ROUNDS):
        hinted = [pk for found in side_by_side(*[lambda: watches.due(START)] * 4) for pk in found]
        assert len(hinted) == len(set(hinted)) == 50
        forget_hints()


def test_opening_side_by_side_makes_one_row_for_each(world: Ground) -> None:
    stage = world.stage(LIVE, FOLLOW, people=50)
    side_by_side(*[lambda: verdicts.open_for(stage.cohort.pk, ["c1", "c2"])] * 4)
    assert models.Verdict.objects.count() == 100
    models.Verdict.objects.all().delete()
    side_by_side(*[lambda: checking.due(START)] * 4)
    assert models.Verdict.objects.count() == 100


def test_the_same_facts_from_two_watches_are_stored_once(world: Ground) -> None:
    stage = world.stage(LIVE)
    for n in (1, 2):
        row = models.Watch.objects.create(
            network="x", read="tag", subject=f"tag{n}", since=START, until=START + WEEK, due_at=START
        )
        models.WatchUse.objects.create(watch=row, cohort=stage.cohort, challenge="c1", since=START, until=row.until)
    verdicts.open_for(stage.cohort.pk, ["c1"])
    for hours in range(1, ROUNDS):
        world.world.posts += [post(f"{hours}-{n}", "11", START + hours * HOUR) for n in range(40)]
        moment = START + (hours + 1) * HOUR
        models.Watch.objects.update(due_at=START)
        ids = list(models.Watch.objects.values_list("pk", flat=True))
        side_by_side(*(partial(checking.collect, pk, moment) for pk in ids))
    assert models.Activity.objects.count() == 40 * (ROUNDS - 1)


def test_news_that_arrives_while_a_pair_is_judged_is_not_lost(world: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = world.stage(LIVE)
    work(START + HOUR)
    world.world.posts = [post(n, "11", START + HOUR) for n in (1, 2)]
    models.Verdict.objects.update(input_version=9)
    judging, arrived = threading.Event(), threading.Event()

    def slowly(*what: object) -> Verdict:
        judging.set()
        assert arrived.wait(SOON)
        return judge(*what)  # type: ignore[arg-type]

    def arrive() -> object:
        assert judging.wait(SOON)
        found = checking.collect(watch("tag").pk, LATER)
        arrived.set()
        return found

    monkeypatch.setattr(evaluate, "judge", slowly)
    side_by_side(arrive, lambda: checking.judge_due(stage.cohort.pk, LATER))
    monkeypatch.undo()
    assert verdict(stage, "ada").input_version > verdict(stage, "ada").judged_version, "it is still due"


def test_looks_and_judgements_side_by_side_never_wait_for_each_other_in_a_circle(world: Ground) -> None:
    stage = world.stage(LIVE, FOLLOW, people=60)
    checking.due(START)
    ids = list(models.Account.objects.filter(user__isnull=False).values_list("external_id", flat=True))
    for hours in range(1, ROUNDS):
        moment = START + hours * HOUR
        world.world.posts += [post(f"{hours}-{pk}", pk, moment - HOUR / 2) for pk in ids]
        world.world.followers[HOST] = ids[: hours * 6]
        models.Watch.objects.update(due_at=START)
        models.WatchUse.objects.all().delete()
        models.Verdict.objects.update(input_version=hours + 100, settled=False)
        looks = [partial(checking.collect, row.pk, moment) for row in models.Watch.objects.all()]
        side_by_side(*looks, *[partial(checking.judge_due, stage.cohort.pk, moment)] * 2)
    dies()
    work(START + ROUNDS * HOUR)
    assert set(models.Verdict.objects.filter(challenge="c1").values_list("answer", flat=True)) == {"met"}
    points = {row.pk: row.points for row in models.Member.objects.all()}
    assert points == {pk: 10 * models.Receipt.objects.filter(member=pk).count() for pk in points}


def test_two_batches_of_one_member_add_up_to_the_right_points(world: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = world.stage(LIVE, LIVE)
    world.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    monkeypatch.setattr(verdicts, "BATCH", 1)
    for n in range(ROUNDS):
        models.Receipt.objects.all().delete()
        models.Verdict.objects.filter(member=stage.learners["ada"]).update(
            input_version=n + 99, answer="", settled=False
        )
        side_by_side(*[partial(checking.judge_due, stage.cohort.pk, LATER)] * 2)
        assert models.Receipt.objects.count() == 2
        assert models.Member.objects.get(pk=stage.learners["ada"]).points == 20


def test_who_links_while_a_reading_is_stored_is_told_of_it(world: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = world.stage(LIVE)
    cleo = models.User.objects.create(email="cleo@example.org", name="cleo")
    member = models.Member.objects.create(cohort=stage.cohort, user=cleo, role="learner", joined_at=START)
    stage.learners["cleo"] = member.pk
    models.Account.objects.create(network="x", external_id="13")  # known, as one who was met
    work(START + HOUR)
    world.world.posts = [post(n, "13", START + HOUR) for n in (1, 2)]
    told, release = threading.Event(), watch_cursor.release

    def slowly(*what: object) -> None:
        told.set()
        newcomer.join(2.0)  # it may try to come in between
        release(*what)  # type: ignore[arg-type]

    def link() -> None:
        assert told.wait(SOON)
        account_linking.link(cleo.pk, AccountProfile("x", "13", "cleo"), "code", "1", START + HOUR)
        work(LATER)
        connection.close()

    newcomer = threading.Thread(target=link)
    newcomer.start()
    monkeypatch.setattr(watch_cursor, "release", slowly)
    checking.collect(watch("tag").pk, LATER)
    newcomer.join(SOON)
    work(LATER)
    assert verdict(stage, "cleo").answer == "met"


def test_a_watch_that_two_cohorts_stretch_at_once_reaches_over_both(world: Ground) -> None:
    stage = world.stage(LIVE)
    key = WatchKey("x", "tag", "mooc")
    windows = [Span(START - n * WEEK, START + n * WEEK) for n in range(1, 5)]
    for _ in range(ROUNDS):
        models.Watch.objects.all().delete()
        models.Watch.objects.create(**key._asdict(), since=START, until=START + HOUR, due_at=START, cursor="here")
        side_by_side(*(partial(_want, stage.cohort.pk, Want(key, "c1", span)) for span in windows))
        row = watch("tag")
        assert (row.since, row.until, row.cursor) == (START - 4 * WEEK, START + 4 * WEEK, "")


def _want(cohort: int, want: Want) -> None:
    with transaction.atomic():
        watches.ensure(cohort, [want], START)


def test_of_many_links_at_once_no_more_are_kept_than_one_may_paste(
    world: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = world.stage(LIVE)
    monkeypatch.setattr(pasted_links, "LINKS_A_DAY", 2)
    ada = stage.learners["ada"]
    actor = people.actor(models.Member.objects.get(pk=ada).user_id, START)

    def paste(url: str) -> bool:
        try:
            return bool(pasted_links.paste(actor, ada, "c1", url))
        except TooManyLinks:
            return False

    for _ in range(ROUNDS):
        models.PastedLink.objects.all().delete()
        kept = side_by_side(*(partial(paste, f"https://example.org/{n}") for n in range(5)))
        assert sum(kept) == models.PastedLink.objects.count() == 2
