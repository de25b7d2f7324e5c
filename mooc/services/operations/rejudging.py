"""Asking for another judgement of what has been judged: somebody does, or what stands can no longer be read."""

from django.db import transaction

from mooc.store.cohorts import members
from mooc.store.judging import dirty_pairs, unreadable
from mooc.store.judging.dirty_pairs import News
from mooc.store.policy.policy import NotVisible
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource
from mooc.store.progress import progress

_swept_until = [0]
"""Up to which id this process has gone through the findings, in its rounds."""


def request_judgement(actor: Actor, member: int, challenge: str) -> None:
    """Have an opened challenge of the member judged again, when a worker is free. Raises NotVisible, Forbidden."""
    members.get(actor, member, Resource.RECHECK, Action.WRITE)
    if challenge not in progress.verdicts(member, challenge):
        raise NotVisible(Resource.RECHECK)
    with transaction.atomic():
        dirty_pairs.mark_dirty(News(requested=[(member, challenge)]))


def rejudge_unreadable() -> None:
    """Have those of the next findings judged again that can no longer be read. Called again and again, it goes through
    all of them in rounds."""
    pairs, _swept_until[0] = unreadable.pairs(_swept_until[0])
    if pairs:
        with transaction.atomic():
            dirty_pairs.mark_dirty(News(requested=pairs))
