"""Profiles: who has a handle, what stands in a bio, which accounts are shown at all.

https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles and https://docs.bsky.app/docs/api/app-bsky-actor-get-profile
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.troubles import NetworkTrouble, TroubleKind
from mooc.networks.bluesky import bio_links
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.capabilities import NETWORK, PROFILES
from mooc.networks.bluesky.client import DEACTIVATED
from mooc.networks.transport import in_batches

HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
"""https://atproto.com/specs/handle#handle-identifier-syntax: one malformed handle would fail a whole request."""
HANDLE_AT_MOST = 253
RECENT = 30
_STANDINGS = {TroubleKind.SUSPENDED: AccountStatus.SUSPENDED, TroubleKind.ACCOUNT_GONE: AccountStatus.GONE}


def find(asker: Asker, handles: Sequence[str]) -> dict[str, AccountProfile]:
    """Profiles by handle, as it was given; what nobody has is left out. Raises NetworkTrouble.

    ``getProfiles`` leaves out the accounts that are not shown as well: only who is asked for alone is told apart. Of an
    account that is taken down or deactivated (GONE, as in ``profile``) handle and standing are known, not the id.
    """
    names = {handle: handle.strip().removeprefix("@").lower() for handle in handles}
    valid = sorted({name for name in names.values() if HANDLE.fullmatch(name) and len(name) <= HANDLE_AT_MOST})
    profiles = {profile.handle: profile for batch in in_batches(valid, PROFILES) for profile in _fetch(asker, batch)}
    for name in valid:
        if name in profiles:
            continue
        try:
            account = _to_profile(asker.ask(asker.api.actor.get_profile, {"actor": name}))
            profiles[account.handle] = account
        except NetworkTrouble as error:
            if error.trouble == DEACTIVATED or error.trouble.kind is TroubleKind.SUSPENDED:
                profiles[name] = AccountProfile(NETWORK, "", name, standing=_STANDINGS[error.trouble.kind])
            elif error.trouble.kind is not TroubleKind.ACCOUNT_GONE:
                raise
    return {handle: profiles[name] for handle, name in names.items() if name in profiles}


def profile(asker: Asker, did: str) -> AccountProfile:
    """One profile; of an account that is not shown, only its standing is known. Raises NetworkTrouble.

    A deactivated account counts as gone: it is up to its owner whether it comes back.
    """
    try:
        return _to_profile(asker.ask(asker.api.actor.get_profile, {"actor": did}))
    except NetworkTrouble as error:
        standing = _STANDINGS.get(error.trouble.kind)
        if standing is None:
            raise
        return AccountProfile(NETWORK, did, "", standing=standing)


def standings(asker: Asker, dids: Sequence[str]) -> Iterator[AccountProfile]:
    """All these profiles. Who is missing from a batch is asked about alone: only then one hears why.

    Raises NetworkTrouble.
    """
    for batch in in_batches(dids, PROFILES):
        profiles = {profile.id: profile for profile in _fetch(asker, batch)}
        yield from profiles.values()
        yield from (profile(asker, did) for did in batch if did not in profiles)


def recent_texts(asker: Asker, did: str) -> list[str]:
    """The texts of the account's own newest posts: one page, which its reposts share. Raises NetworkTrouble."""
    page = asker.ask(asker.api.feed.get_author_feed, {"actor": did, "filter": "posts_with_replies", "limit": RECENT})
    records = (item.post.record for item in page.feed if item.reason is None and item.post.author.did == did)
    return [str(getattr(record, "text", None) or "") for record in records]


def _fetch(asker: Asker, batch: list[str]) -> list[AccountProfile]:
    return [_to_profile(view) for view in asker.ask(asker.api.actor.get_profiles, {"actors": batch}).profiles]


def _to_profile(view: Any) -> AccountProfile:
    """A website is a field of its own, which not every app offers; others write the address into the bio."""
    website = getattr(view, "website", None)
    return AccountProfile(
        NETWORK,
        view.did,
        view.handle,
        view.display_name or "",
        bio=view.description or "",
        picture=bool(view.avatar),
        links=(*((str(website),) if website else ()), *bio_links.links(view.description or "")),
    )
