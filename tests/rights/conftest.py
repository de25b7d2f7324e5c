"""The canary world, built once for each module of tests; every request is taken back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.rights import world as building
from tests.rights.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Everybody has come in; gone when the module is over."""
    addresses = override_settings(ROOT_URLCONF="tests.rights.urls")
    with django_db_blocker.unblock(), building.networks_that_say_yes(), transaction.atomic(), addresses:
        yield building.build()
        transaction.set_rollback(True)
