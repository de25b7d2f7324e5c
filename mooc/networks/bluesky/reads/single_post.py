"""A post that somebody points at, read once."""

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.bluesky import profiles
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.capabilities import NETWORK
from mooc.networks.bluesky.posts import POST_COLLECTION, FeedPost, did_of, to_feed_post
from mooc.networks.bluesky.tids import time_of_tid
from mooc.networks.transport import catch_trouble


def read_post(asker: Asker, reference: str) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, two requests at most.

    It takes no handle, so that one is looked up first. Nothing and no trouble: there is no such post. Of an account
    that is not shown, of a handle that nobody has (any more), and of a post so young that it may not have been taken
    in, that is not known.
    """
    author, _, key = reference.removeprefix("at://").partition(f"/{POST_COLLECTION}/")
    posts: list[FeedPost] = []
    lag = asker.setup.lag
    authors: list[AccountProfile] = []

    def look() -> None:
        did = did_of(reference) or _shown(profiles.profile(asker, author)).id
        views = asker.ask(asker.api.feed.get_posts, {"uris": [f"at://{did}/{POST_COLLECTION}/{key}"]}).posts
        for view in views:
            posts.append(to_feed_post(view, asker.now))
            authors.append(AccountProfile(NETWORK, view.author.did, view.author.handle, view.author.display_name or ""))
        if views:
            return
        if did == author:
            _shown(profiles.profile(asker, did))
        made_at = time_of_tid(key)
        if made_at and asker.now - lag <= made_at <= asker.now + lag:
            raise NetworkTrouble(Trouble(TroubleKind.NOT_LOOKED, made_at + lag, "too young"))

    trouble = catch_trouble(look)
    return asker.with_posts(trouble, posts, people=tuple(authors))


def _shown(profile: AccountProfile) -> AccountProfile:
    """The profile of an account that can be read. Raises NetworkTrouble for any other."""
    if profile.standing is not AccountStatus.ACTIVE:
        gone = profile.standing is AccountStatus.GONE
        raise NetworkTrouble(Trouble(TroubleKind.ACCOUNT_GONE if gone else TroubleKind.SUSPENDED))
    return profile
