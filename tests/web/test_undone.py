"""Work that is not getting done: told to those who can act, in their words, and to nobody else."""

import pytest

from mooc.store import models
from mooc.store.courses import courses
from mooc.store.database.faults import Work, isolated
from tests.web.cast import Cast
from tests.web.test_pages import GRID, client_of, text_of

WELL = {"en": "All is well", "fr": "Tout va bien"}


def fails(work: Work, row: int, cohort: int | None, times: int = 2) -> None:
    for _ in range(times):
        with isolated(work, row, cohort):
            raise ArithmeticError("of wren@example.org")


@pytest.mark.parametrize(
    ("language", "says", "does"),
    [
        ("en", "What learners do is not judged in this cohort.", "Tell whoever runs this site"),
        ("fr", "Ce qui est fait dans cette cohorte n’est pas évalué.", "Prévenez qui fait tourner ce site"),
    ],
)
def test_the_facilitator_reads_it_with_what_to_do(cast: Cast, language: str, says: str, does: str) -> None:
    models.User.objects.update(language=language)
    client = client_of(cast, "facilitator", language)
    assert WELL[language] in text_of(client, GRID)
    fails(Work.JUDGE, cast.cohort.id, cast.cohort.id)
    html = text_of(client, GRID)
    assert says in html
    assert does in html
    assert "ArithmeticError" in html
    assert "wren@example.org" not in html
    assert WELL[language] not in html
    with isolated(Work.JUDGE, cast.cohort.id):
        pass
    assert WELL[language] in text_of(client, GRID)


@pytest.mark.parametrize("work", Work)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_of_work_has_its_words(cast: Cast, work: Work, language: str) -> None:
    models.User.objects.update(language=language)
    client = client_of(cast, "facilitator", language)
    before = text_of(client, GRID)
    for row in (1, 2):
        fails(work, row, cast.cohort.id)
    after = text_of(client, GRID)
    assert "%(" not in after
    assert WELL[language] in before
    assert WELL[language] not in after


def test_a_watch_of_another_cohort_is_not_told_here(cast: Cast) -> None:
    fails(Work.COLLECT, 77, None)
    assert WELL["en"] in text_of(client_of(cast, "facilitator", "en"), GRID)


@pytest.mark.parametrize("spoilt", ["zone", "course"])
def test_a_broken_cohort_says_so_and_its_facilitator_sees_why(cast: Cast, spoilt: str) -> None:
    if spoilt == "zone":
        models.Cohort.objects.update(zone="Europe/Lutece")
    else:
        body = models.CourseVersion.objects.get(version=cast.cohort.version).body
        models.CourseVersion.objects.update(body=body | {"pace": "hasty"})
        courses.load.cache_clear()
    fails(Work.OPEN, cast.cohort.id, cast.cohort.id)
    page = client_of(cast, "facilitator", "en").get(GRID)
    assert page.status_code == 200
    assert "New challenges do not open" in page.content.decode()
    week = client_of(cast, "learner", "fr").get("/cohorts/spring/week/")
    assert week.status_code == 503
    assert "Rien de ce que vous avez fait" in week.content.decode()
    courses.load.cache_clear()
