"""Work that is not getting done: told to those who can act, in their words, and to nobody else."""

from typing import Any

import pytest

from mooc.store import models
from mooc.store.courses import courses
from mooc.store.operations import operations
from mooc.store.queue import Queue
from mooc.store.watching import streams
from tests.building.clients import client_of
from tests.web.people import NOW, Cast
from tests.web.test_pages import GRID, text_of

WELL = {"en": "All is well", "fr": "Tout va bien"}
PARKED = {"en": "It is not tried any more.", "fr": "Il n’y a plus de nouvel essai."}
OF_COHORTS = [queue for queue in operations.QUEUES if queue is not streams.QUEUE]


def _rows(cast: Cast) -> dict[str, int]:
    """A due row of each kind in the cohort."""
    cohort, member = cast.cohort.id, cast.ada.id
    models.Cohort.objects.filter(pk=cohort).update(advance_at=NOW)
    watch = models.Watch.objects.create(network="bluesky", read="tag", since=NOW, until=NOW, due_at=NOW)
    models.WatchUse.objects.create(watch=watch, cohort_id=cohort, challenge="answer", since=NOW, until=NOW)
    link = models.PastedLink.objects.create(member_id=member, challenge="answer", url="u", pasted_at=NOW, due_at=NOW)
    actor = models.Account.objects.filter(user__memberships=member).values_list("external_id", flat=True)[0]
    fact = models.Activity.objects.create(network="bluesky", key="k", kind="post", actor=actor, seen_at=NOW)
    text = models.Text.objects.create(activity=fact, checked_at=NOW, due_at=NOW)
    budget, _ = models.Budget.objects.get_or_create(cohort_id=cohort, network="bluesky")
    alert = models.BudgetAlert.objects.create(budget=budget, level=50, at=NOW, due_at=NOW)
    verdict = models.Verdict.objects.filter(member=member)[0]
    return {
        "cohorts": cohort,
        "verdicts": verdict.pk,
        "watches": watch.pk,
        "links": link.pk,
        "texts": text.pk,
        "alerts": alert.pk,
    }


def fails(queue: Queue[Any], row: int, times: int = 2) -> None:
    for _ in range(times):
        queue.rows.filter(pk=row).update(not_before=None)
        queue.fail_unclaimed(row, ArithmeticError("of wren@example.org"))


@pytest.mark.parametrize(
    ("language", "says", "does"),
    [
        ("en", "What learners do is not judged in this cohort.", "Tell whoever runs this site"),
        ("fr", "Ce qui est fait dans cette cohorte n’est pas évalué.", "Prévenez qui fait tourner ce site"),
    ],
)
def test_the_facilitator_reads_it_with_what_to_do(cast: Cast, language: str, says: str, does: str) -> None:
    models.User.objects.update(language=language)
    models.Cohort.objects.update(advance_at=NOW)
    client = client_of(cast.facilitator.id, language)
    assert WELL[language] in text_of(client, GRID)
    fails(operations.KINDS["cohorts"], cast.cohort.id)
    html = text_of(client, GRID)
    assert says in html
    assert does in html
    assert "ArithmeticError" in html
    assert "wren@example.org" not in html
    assert WELL[language] not in html
    assert operations.release("cohorts", [cast.cohort.id], NOW, NOW) == 1
    assert WELL[language] in text_of(client, GRID)


@pytest.mark.parametrize("queue", OF_COHORTS, ids=lambda queue: queue.kind)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_of_work_has_its_words(cast: Cast, queue: Queue[Any], language: str) -> None:
    models.User.objects.update(language=language)
    row = _rows(cast)[queue.kind]
    client = client_of(cast.facilitator.id, language)
    before = text_of(client, GRID)
    fails(queue, row)
    failing = text_of(client, GRID)
    assert "%(" not in failing
    assert WELL[language] in before
    assert WELL[language] not in failing
    assert PARKED[language] not in failing
    queue.rows.filter(pk=row).update(parked_at=NOW)
    assert PARKED[language] in text_of(client, GRID)


def test_a_watch_of_another_cohort_is_not_told_here(cast: Cast) -> None:
    watch = models.Watch.objects.create(network="bluesky", read="tag", since=NOW, until=NOW, due_at=NOW)
    fails(operations.KINDS["watches"], watch.pk)
    assert WELL["en"] in text_of(client_of(cast.facilitator.id, "en"), GRID)


@pytest.mark.parametrize("spoilt", ["zone", "course"])
def test_a_broken_cohort_says_so_and_its_facilitator_sees_why(cast: Cast, spoilt: str) -> None:
    if spoilt == "zone":
        models.Cohort.objects.update(zone="Europe/Lutece")
    else:
        body = models.CourseVersion.objects.get(version=cast.cohort.version).body
        models.CourseVersion.objects.update(body=body | {"pace": "hasty"})
        courses.load.cache_clear()
    models.Cohort.objects.update(advance_at=NOW)
    fails(operations.KINDS["cohorts"], cast.cohort.id)
    page = client_of(cast.facilitator.id, "en").get(GRID)
    assert page.status_code == 200
    assert "New challenges do not open" in page.content.decode()
    week = client_of(cast.learner.id, "fr").get("/cohorts/spring/week/")
    assert week.status_code == 503
    assert "Rien de ce que vous avez fait" in week.content.decode()
    courses.load.cache_clear()
