"""Keys of the API: made, and ended.

``mooc.store.people.tokens`` reads them; a secret is told once, and never read again.
"""

from datetime import timedelta

from django.db import transaction

from mooc.store.people import tokens
from mooc.store.people.tokens import TokenInfo
from mooc.store.policy.relations import Actor


def make(user: int, name: str, good_for: timedelta) -> tuple[TokenInfo, str]:
    """A new key and its secret. Raises TooManyKeys."""
    with transaction.atomic():
        return tokens.make(user, name, good_for)


def end(actor: Actor, key: int) -> None:
    """The key opens nothing any more. Raises NotVisible."""
    with transaction.atomic():
        tokens.revoke(actor, key)
