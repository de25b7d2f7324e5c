"""A new password: whoever has one may have lost the old one to somebody, so all keys of the API end with it."""

from collections.abc import Callable

from django.db import transaction

from mooc.store.people import tokens


def change(user: int, set_password: Callable[[], object]) -> None:
    """Let a new password be set, as the library of sign-in does it, and end all keys of that person."""
    with transaction.atomic():
        set_password()
        tokens.end_all(user)
