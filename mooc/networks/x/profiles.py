"""People: by handle, by id, many at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.transport import in_batches
from mooc.networks.x.answers import Posts, UserPayload, Users
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import BATCH, NETWORK, POST_USD, USER_USD
from mooc.networks.x.posts import POST_FIELDS

HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,15})")
RECENT = 5
"""The smallest page that X gives."""
FIELDS = ("id", "name", "username", "description", "protected", "profile_image_url", "entities")
NO_PICTURE = "default_profile"
"""Stands in the address of the picture of who has none. (Seen, not documented.)"""
_STANDINGS = {TroubleKind.SUSPENDED: AccountStatus.SUSPENDED, TroubleKind.ACCOUNT_GONE: AccountStatus.GONE}


def find(asker: Asker, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
    """https://docs.x.com/x-api/users/lookup-by-usernames: profiles by handle as it was given. Raises NetworkTrouble.

    What cannot be a handle, and whose holder is suspended, is left out.
    """
    names = {handle: match[1] for handle in handles if (match := HANDLE.fullmatch(handle))}
    users: dict[str, UserPayload] = {}
    for batch in in_batches(sorted({name.casefold() for name in names.values()}), BATCH):
        answer = asker.ask(asker.client.get_users, Users, USER_USD, usernames=list(batch), user_fields=list(FIELDS))
        users.update((user.username.casefold(), user) for user in answer.data)
        _require_all(batch, answer, {user.username.casefold() for user in answer.data})
    return {handle: to_profile(users[name.casefold()]) for handle, name in names.items() if name.casefold() in users}


def profile(asker: Asker, account: str) -> AccountProfile:
    """One profile; of an account that is not shown, only its standing is known. Raises NetworkTrouble."""
    return next(standings(asker, [account]))


def standings(asker: Asker, accounts: Sequence[str]) -> Iterator[AccountProfile]:
    """https://docs.x.com/x-api/users/lookup-by-ids: how each account stands. Raises NetworkTrouble, late."""
    for batch in in_batches(accounts, BATCH):
        answer = asker.ask(asker.client.get_users, Users, USER_USD, ids=list(batch), user_fields=list(FIELDS))
        yield from (to_profile(user) for user in answer.data)
        for error in answer.errors:
            if error.about in batch and error.kind in _STANDINGS:
                yield AccountProfile(NETWORK, error.about, "", standing=_STANDINGS[error.kind])
        _require_all(batch, answer, {user.id for user in answer.data})


def recent_texts(asker: Asker, account: str) -> list[str]:
    """https://docs.x.com/x-api/users/get-posts: the newest posts' texts, for $0.025 at most. Raises NetworkTrouble."""
    timeline = partial(asker.client.get_users_tweets, account, exclude=["retweets"])
    page = asker.ask(timeline, Posts, POST_USD, max_results=RECENT, tweet_fields=list(POST_FIELDS))
    return [post.whole for post in page.data if not post.refers("retweeted")]


def to_profile(user: UserPayload) -> AccountProfile:
    """A user as the engine's value."""
    standing = AccountStatus.PROTECTED if user.protected else AccountStatus.ACTIVE
    return AccountProfile(
        NETWORK,
        user.id,
        user.username,
        user.name,
        standing,
        user.description,
        picture=bool(user.profile_image_url) and NO_PICTURE not in user.profile_image_url,
        links=tuple(link.expanded_url or link.url for link in user.entities.url.urls),
    )


def fetch_user(asker: Asker, account: str, *extra: str) -> UserPayload:
    """One account that others point at. Raises NetworkTrouble if it cannot be read."""
    answer = asker.ask(asker.client.get_users, Users, USER_USD, ids=[account], user_fields=[*FIELDS, *extra])
    if not answer.data:
        kind = answer.trouble.kind if answer.trouble else "missing"
        raise NetworkTrouble(Trouble(TroubleKind.REFUSED, detail=f"subject: {kind}"))
    return answer.data[0]


def _require_all(requested: Sequence[str], answer: Users, present: set[str]) -> None:
    """Whoever is neither shown nor provably absent is unknown. Raises NetworkTrouble then."""
    absent = {error.about.casefold() for error in answer.errors if error.kind in _STANDINGS}
    if any(account not in present and account not in absent for account in requested):
        raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="200 with errors"))
