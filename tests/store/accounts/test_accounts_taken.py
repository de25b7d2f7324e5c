"""An account belongs to one person at most, whoever is quicker."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from mooc.core.facts.profiles import AccountProfile
from mooc.services.accounts import account_linking
from mooc.store import models
from mooc.store.accounts.accounts import AccountTaken
from mooc.store.people import people
from tests.building.cast import NOW

PROFILE = AccountProfile("bluesky", "did:wanted", "wanted.example")


def _claim(user: int) -> bool:
    try:
        account_linking.link(user, PROFILE, "code", "1", NOW)
    except AccountTaken:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_account() -> None:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        users = [people.create(f"u{n}@cast.example", f"u{n}").id for n in range(4)]
        won = [user for user in users if _claim_here(user)]
    else:
        users = [people.create(f"u{n}@cast.example", f"u{n}").id for n in range(12)]
        with ThreadPoolExecutor(len(users)) as pool:
            won = [user for user, claimed in zip(users, pool.map(_claim, users), strict=True) if claimed]
    (owner,) = won
    assert models.Account.objects.get(external_id=PROFILE.id).user_id == owner


def _claim_here(user: int) -> bool:
    """In this thread: a database in memory has one connection."""
    try:
        account_linking.link(user, PROFILE, "code", "1", NOW)
    except AccountTaken:
        return False
    return True
