"""Asking for another judgement of what has been judged."""

from django.db import transaction

from mooc.store.policy.relations import Actor
from mooc.store.progress import progress


def request_judgement(actor: Actor, member: int, challenge: str) -> None:
    """Have an opened challenge of the member judged again, when a worker is free. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        progress.request_recheck(actor, member, challenge)
