"""A test finds the database empty, and a second pass leaves out what would only be said again."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from mooc.store import models
from tests.databases import empty, uses_database


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_the_test_before_has_committed_is_gone(turn: int) -> None:
    assert not models.User.objects.exists()
    models.User.objects.create_user("ada@example.org")


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_deleted_and_what_migrations_write_is_not() -> None:
    before = ContentType.objects.count()
    user = models.User.objects.create_user("ada@example.org")
    models.ApiToken.objects.create(user=user, name="ada's", digest="0" * 64)
    assert empty(connection) == ["people_api_token", "people_user"]
    assert not models.User.objects.exists()
    assert ContentType.objects.count() == before > 0
    assert empty(connection) == []


def test_this_one_asks_for_no_database(request: pytest.FixtureRequest) -> None:
    assert not uses_database(request.node)


def test_a_second_pass_takes_what_asks_for_the_database(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\naddopts = -p no:django -p no:cacheprovider -p tests.databases")
    pytester.makepyfile("""
        import pytest

        @pytest.fixture
        def db(): pass

        @pytest.fixture
        def school(db): pass

        @pytest.mark.django_db
        def test_marked(): pass

        def test_by_a_fixture(school): pass

        def test_pure(): raise AssertionError("must not run")
    """)
    pytester.runpytest_inprocess("--only-database").assert_outcomes(passed=2, deselected=1)
