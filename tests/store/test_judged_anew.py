"""The migration that heals what was judged by rules that refused the honest: it runs on a database that has rows."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from mooc.store import models
from tests.flow.stage import START, Stage, a_course

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, tzinfo=UTC)
IN_CHINESE = "我今天和朋友一起去看了一部很有意思的电影。"


def _upgrade() -> None:
    for operation in import_module("mooc.store.migrations.0021_judged_anew").Migration.operations:
        operation.code(apps, connection.schema_editor())


def _kept(key: str, words: int, body: str) -> models.Activity:
    row = models.Activity.objects.create(
        network="x", key=key, kind="post", actor="11", at=START, seen_at=START, words=words
    )
    models.Text.objects.create(activity=row, body=body, checked_at=START, due_at=START)
    return row


def test_words_that_were_one_are_counted_anew_and_none_is_lowered() -> None:
    before = [_kept("1", 1, IN_CHINESE), _kept("2", 9, "three words here"), _kept("3", 5, "")]
    _upgrade()
    for row in before:
        row.refresh_from_db()
    assert [row.words for row in before] == [14, 9, 5]


def test_what_is_open_is_judged_again_and_what_is_settled_is_not() -> None:
    stage = Stage(a_course({"post": {}}, {"post": {"at_least": 2}}))
    ada = stage.learner("ada", "11")
    for challenge, settled in (("c1", True), ("c2", False)):
        models.Verdict.objects.create(member_id=ada, challenge=challenge, settled=settled, asked=3, answered=3)
    _upgrade()
    asked = dict(models.Verdict.objects.values_list("challenge", "asked"))
    assert asked == {"c1": 3, "c2": 4}


def test_a_cohort_that_is_closed_rests() -> None:
    stage = Stage(a_course({"post": {}}))
    models.Cohort.objects.update(closed_at=NOW)
    models.Verdict.objects.create(member_id=stage.learner("ada", "11"), challenge="c1", asked=3, answered=3)
    _upgrade()
    assert models.Verdict.objects.get().asked == 3
