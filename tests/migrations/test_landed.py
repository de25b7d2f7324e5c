"""Whoever runs Twinome comes from any state that landed to today's, and loses nothing."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.migrations import landed
from tests.rights.world import World


@pytest.mark.parametrize("name", landed.names())
def test_a_database_of_that_state_is_migrated_and_loses_no_row(name: str, empty: BaseDatabaseWrapper) -> None:
    before = landed.restore(empty, name)
    landed.migrate(empty)
    empty.check_constraints()
    today = {model.__name__: model for model in apps.get_app_config(landed.APP).get_models()}
    assert before.keys() <= today.keys(), "a table that has gone: say here where its rows are now"
    after = {model: list(today[model]._base_manager.using(empty.alias)) for model in before}
    assert {model: len(rows) for model, rows in after.items()} == {model: len(rows) for model, rows in before.items()}


@pytest.mark.parametrize("name", landed.names())
def test_every_table_has_a_row_in_that_state(name: str) -> None:
    assert not [model for model, rows in landed.read(name)["rows"].items() if not rows]


@pytest.mark.parametrize("name", landed.names())
def test_a_migration_that_landed_does_what_it_did(name: str) -> None:
    assert landed.digest(name) == landed.read(name)["digest"], "it has landed: write another migration instead"


def test_the_newest_migration_has_its_small_database() -> None:
    assert landed.newest() in landed.names(), "write it: pytest tests/migrations --write-landed"


@pytest.mark.django_db
def test_the_migrations_make_the_tables_of_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_a_small_database_holds_a_row_of_every_table_of_today(world: World, request: pytest.FixtureRequest) -> None:
    assert world.members
    if request.config.getoption("write_landed"):
        print(landed.write())
    else:
        assert landed.read(landed.newest())["rows"].keys() == {
            model.__name__ for model in apps.get_app_config(landed.APP).get_models()
        }
