"""What people say of themselves: name, language, time zone."""

from django.db import transaction

from mooc.store.people import people
from mooc.store.people.people import UserProfile


def change(user: int, *, name: str | None = None, language: str | None = None, zone: str | None = None) -> UserProfile:
    """Change what is given of one's own profile. Raises KeyError, ``mooc.core.values.pseudonyms.NameRefused``."""
    with transaction.atomic():
        checked = None if name is None else people.checked_name(name, user=user)
        return people.rename(user, name=checked, language=language, zone=zone)


def settle_zone(user: int, zone: str) -> None:
    """Note the time zone of somebody who has said none so far. Nothing happens for an empty one."""
    with transaction.atomic():
        people.settle_zone(user, zone)
