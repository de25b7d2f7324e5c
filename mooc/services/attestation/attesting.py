"""Attesting: somebody says to have seen what a challenge asks for, or takes it back; then it is judged anew.

``mooc.store.attestation.confirmations`` reads what was said.
"""

from django.db import transaction

from mooc.store.attestation import confirmations
from mooc.store.attestation.confirmations import Confirmation
from mooc.store.judging import dirty_pairs
from mooc.store.judging.dirty_pairs import News
from mooc.store.policy.relations import Actor


def attest(actor: Actor, member: int, challenge: str, url: str = "") -> Confirmation:
    """Say that the member did what the challenge asks for; ``url``: where it was seen, if there is an address of it.

    Raises NotVisible (no such challenge too), Forbidden, ConfirmedAlready.
    """
    with transaction.atomic():
        confirmation = confirmations.confirm(actor, member, challenge, url)
        dirty_pairs.mark_dirty(News(pairs=[(member, challenge)]))
    return confirmation


def withdraw(actor: Actor, confirmation: int) -> None:
    """Take back what one has said. A pass that was made meanwhile stays. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        dirty_pairs.mark_dirty(News(pairs=[confirmations.withdraw(actor, confirmation)]))
