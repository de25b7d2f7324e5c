"""Whether accounts can be read: what a look at them says, and what shows it besides, such as a post of theirs."""

from collections.abc import Collection
from datetime import datetime, timedelta

from mooc.core.facts.account_visibility import AccountVisibility
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.store import models
from mooc.store.log.activities import AccountKey

INDEX_LAG = timedelta(minutes=1)
"""No index is further behind: a post that is shown now shows that its author could be read then."""


def upsert(
    network: str, profiles: Collection[AccountProfile], acted: Collection[str], as_of: datetime
) -> set[AccountKey]:
    """Keep handles and standings up to date, as of the moment ``as_of`` (course time). Two queries, none for nobody.

    Of people who are not known yet only those are kept who ``acted`` (ids). Returns the accounts whose standing has
    changed.
    """
    profiles_by_id = {profile.id: profile for profile in profiles}
    accounts = models.Account.objects.filter(network=network, external_id__in=profiles_by_id)
    accounts_by_id = {row.external_id: row for row in accounts}
    pairs = [(profile, accounts_by_id.get(pk)) for pk, profile in sorted(profiles_by_id.items())]
    models.Account.objects.bulk_create(
        [update for profile, row in pairs if (update := _update(profile, row, profile.id in acted))],
        update_conflicts=True,
        unique_fields=["network", "external_id"],
        update_fields=["handle", "name", "standing", "moved_to"],
    )
    changed = [row for profile, row in pairs if row is not None and row.standing != profile.standing]
    returned = {
        row.pk
        for profile, row in pairs
        if row and AccountVisibility(AccountStatus(row.standing)).after_look(profile.standing, as_of).returned_at
    }
    _note_return(returned, as_of)
    return {(network, row.external_id) for row in changed}


def _update(profile: AccountProfile, account: models.Account | None, acted: bool) -> models.Account | None:
    """The account as the profile shows it, where that is news; what a profile leaves out stays as it was."""
    if account is None and not acted:
        return None
    handle = profile.handle or (account.handle if account else "")
    fetched = handle, profile.standing, profile.moved_to
    if account is not None and (account.handle, account.standing, account.moved_to) == fetched:
        return None
    return models.Account(
        network=profile.network,
        external_id=profile.id,
        handle=handle,
        name=profile.name or (account.name if account else ""),
        standing=profile.standing,
        moved_to=profile.moved_to,
    )


def note_readable(
    network: str, profiles: Collection[AccountProfile], posts: Collection[Activity], as_of: datetime
) -> set[AccountKey]:
    """Note who was looked at, and whose ``posts`` were shown: those could be read at ``as_of``.

    Returns the accounts that were thought not to be readable and are. At most four queries, none for nobody.
    """
    authors = {post.actor for post in posts if post.kind is Kind.POST}
    looked_at = {profile.id for profile in profiles}
    if not authors and not looked_at:
        return set()
    linked = models.Account.objects.filter(
        network=network, external_id__in=authors | looked_at, linked_at__isnull=False
    )
    before = {
        (pk, account): AccountVisibility(AccountStatus(standing), standing_at)
        for pk, account, standing, standing_at in linked.values_list("pk", "external_id", "standing", "standing_at")
    }
    after = {
        key: old.after_look(old.standing, as_of) if key[1] in looked_at else old.after_post(as_of)
        for key, old in before.items()
    }
    older = [pk for (pk, account), old in before.items() if after[pk, account].standing_at != old.standing_at]
    returned = {pk: account for (pk, account), new in after.items() if new.returned_at}
    if older:
        models.Account.objects.filter(pk__in=older).update(standing_at=as_of)
    if returned:
        models.Account.objects.filter(pk__in=returned).update(standing=AccountStatus.ACTIVE)
        _note_return(returned, as_of)
    return {(network, account) for account in returned.values()}


def _note_return(accounts: Collection[int], as_of: datetime) -> None:
    """These rows of accounts that could not be read can be now: what a search showed of them meanwhile has a hole that
    it does not tell."""
    if accounts:
        models.Account.objects.filter(pk__in=accounts).update(seen_again_at=as_of)
