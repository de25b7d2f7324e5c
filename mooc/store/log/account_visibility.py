"""Signs of life: what shows, besides a look at the account itself, that it can be read."""

from collections.abc import Collection
from datetime import datetime, timedelta

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.network import Reading, Standing
from mooc.store import models

SIGN = timedelta(minutes=1)
"""No index is further behind: a post that is shown now shows that its author could be read then."""
HIDDEN = frozenset({Standing.PROTECTED, Standing.SUSPENDED, Standing.GONE})


def note_return(accounts: Collection[int], moment: datetime) -> None:
    """These rows of accounts that could not be read can be since ``moment``: what a search showed of them meanwhile has
    a hole that it does not tell."""
    if accounts:
        models.Account.objects.filter(pk__in=accounts).update(seen_again_at=moment)


def has_returned(before: str, now: str) -> bool:
    """Whether an account of that standing comes back with this one."""
    return before in HIDDEN and now not in HIDDEN


def of_life(network: str, reading: Reading, found: Collection[Activity], moment: datetime) -> set[tuple[str, str]]:
    """Note who was looked at, and whose posts were shown: those can be read. ``moment``: of which the reading speaks.

    Returns the accounts that were thought not to be readable and are.
    """
    posted = {fact.actor for fact in found if fact.kind is Kind.POST}
    shown = {person.id for person in reading.people}
    if not posted and not shown:
        return set()
    own = models.Account.objects.filter(network=network, external_id__in=posted | shown, linked_at__isnull=False)
    rows = list(own.values_list("pk", "external_id", "standing", "standing_at"))
    older = [pk for pk, _, _, at in rows if at is None or at < moment]
    back = {pk: account for pk, account, standing, _ in rows if account not in shown and standing != Standing.ACTIVE}
    if older:
        models.Account.objects.filter(pk__in=older).update(standing_at=moment)
    if back:
        models.Account.objects.filter(pk__in=back).update(standing=Standing.ACTIVE)
        note_return(back, moment)
    return {(network, account) for account in back.values()}
