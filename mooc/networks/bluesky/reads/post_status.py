"""What became of posts that were seen before: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, 25 a request.

A post that is missing may be deleted, or its account may not be shown: who wrote it is asked for then. A post whose
record was put anew keeps its URI; that it has other words shows in its text. (An AppView need not take such a change
in: uncertain.)
"""

from collections.abc import Mapping

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.reading import PostStatus, Reading
from mooc.networks.bluesky import profiles
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.capabilities import NETWORK
from mooc.networks.bluesky.posts import to_feed_post
from mooc.networks.transport import catch_trouble, in_batches

BATCH = 25


def read_status(asker: Asker, authors: Mapping[str, str]) -> Reading:
    """The posts ``authors``: URI → DID."""
    post_statuses: dict[str, PostStatus] = {}
    texts: dict[str, str] = {}
    profiles_by_id: dict[str, AccountProfile] = {}

    def look() -> None:
        for batch in in_batches(sorted(authors), BATCH):
            views = {view.uri: view for view in asker.ask(asker.api.feed.get_posts, {"uris": batch}).posts}
            for key in batch:
                post_statuses[key] = PostStatus.STANDS if key in views else PostStatus.MISSING
            for key in views.keys() & authors.keys():
                author = views[key].author
                texts[key] = to_feed_post(views[key], asker.now).text
                profiles_by_id[author.did] = AccountProfile(
                    NETWORK, author.did, author.handle, author.display_name or ""
                )
        unseen = {
            authors[key] for key, fate in post_statuses.items() if fate is PostStatus.MISSING
        } - profiles_by_id.keys()
        for profile in profiles.standings(asker, sorted(unseen)):
            profiles_by_id[profile.id] = profile

    trouble = catch_trouble(look)
    return asker.reading(trouble, post_statuses=post_statuses, texts=texts, people=tuple(profiles_by_id.values()))
