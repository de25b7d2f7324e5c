"""Whether accounts can be read: what a look at them says, and what shows it besides, such as a post of theirs."""

from collections.abc import Collection
from datetime import datetime, timedelta

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.network import AccountStatus, Profile
from mooc.store import models
from mooc.store.log.activities import AccountKey

INDEX_LAG = timedelta(minutes=1)
"""No index is further behind: a post that is shown now shows that its author could be read then."""
HIDDEN = frozenset({AccountStatus.PROTECTED, AccountStatus.SUSPENDED, AccountStatus.GONE})


def upsert(network: str, profiles: Collection[Profile], acted: Collection[str], as_of: datetime) -> set[AccountKey]:
    """Keep handles and standings up to date, as of the moment ``as_of`` (course time). Two queries, none for nobody.

    Of people who are not known yet only those are kept who ``acted`` (ids). Returns the accounts whose standing has
    changed.
    """
    shown = {profile.id: profile for profile in profiles}
    accounts = models.Account.objects.filter(network=network, external_id__in=shown)
    known = {row.external_id: row for row in accounts}
    pairs = [(profile, known.get(pk)) for pk, profile in sorted(shown.items())]
    models.Account.objects.bulk_create(
        [_row(profile, row) for profile, row in pairs if _is_news(profile, row, profile.id in acted)],
        update_conflicts=True,
        unique_fields=["network", "external_id"],
        update_fields=["handle", "name", "standing", "moved_to"],
    )
    changed = [row for profile, row in pairs if row is not None and row.standing != profile.standing]
    _note_return(
        [row.pk for row in changed if row.standing in HIDDEN and shown[row.external_id].standing not in HIDDEN], as_of
    )
    return {(network, row.external_id) for row in changed}


def _row(profile: Profile, account: models.Account | None) -> models.Account:
    return models.Account(
        network=profile.network,
        external_id=profile.id,
        handle=profile.handle or (account.handle if account else ""),
        name=profile.name or (account.name if account else ""),
        standing=profile.standing,
        moved_to=profile.moved_to,
    )


def _is_news(profile: Profile, account: models.Account | None, acted: bool) -> bool:
    if account is None:
        return acted
    shown = profile.handle or account.handle, profile.standing, profile.moved_to
    return (account.handle, account.standing, account.moved_to) != shown


def note_signs(
    network: str, profiles: Collection[Profile], posts: Collection[Activity], as_of: datetime
) -> set[AccountKey]:
    """Note who was looked at, and whose ``posts`` were shown: those could be read at ``as_of``.

    Returns the accounts that were thought not to be readable and are. At most four queries, none for nobody.
    """
    authors = {post.actor for post in posts if post.kind is Kind.POST}
    shown = {profile.id for profile in profiles}
    if not authors and not shown:
        return set()
    linked = models.Account.objects.filter(network=network, external_id__in=authors | shown, linked_at__isnull=False)
    rows = list(linked.values_list("pk", "external_id", "standing", "standing_at"))
    older = [pk for pk, _, _, at in rows if at is None or at < as_of]
    back = {
        pk: account for pk, account, standing, _ in rows if account not in shown and standing != AccountStatus.ACTIVE
    }
    if older:
        models.Account.objects.filter(pk__in=older).update(standing_at=as_of)
    if back:
        models.Account.objects.filter(pk__in=back).update(standing=AccountStatus.ACTIVE)
        _note_return(back, as_of)
    return {(network, account) for account in back.values()}


def _note_return(accounts: Collection[int], as_of: datetime) -> None:
    """These rows of accounts that could not be read can be now: what a search showed of them meanwhile has a hole that
    it does not tell."""
    if accounts:
        models.Account.objects.filter(pk__in=accounts).update(seen_again_at=as_of)
