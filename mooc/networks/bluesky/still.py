"""What became of posts that were seen before: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, 25 a request.

A post that is missing may be deleted, or its account may not be shown: who wrote it is asked for then. A post whose
record was put anew keeps its URI; that it has other words shows in its text. (An AppView need not take such a change
in: uncertain.)
"""

from collections.abc import Mapping
from typing import Any

from mooc.core.facts.network import Fate, Profile, Reading
from mooc.networks.bluesky import people
from mooc.networks.bluesky.client import Asker, attempt
from mooc.networks.bluesky.posts import NETWORK, seen

BATCH = 25


def still(asker: Asker, api: Any, authors: Mapping[str, str]) -> Reading:
    """The posts ``authors``: URI → DID."""
    fates: dict[str, Fate] = {}
    texts: dict[str, str] = {}
    shown: dict[str, Profile] = {}

    def look() -> None:
        for batch in people.batches(sorted(authors), BATCH):
            views = {view.uri: view for view in asker.ask(api.feed.get_posts, {"uris": batch}).posts}
            for key in batch:
                fates[key] = Fate.STANDS if key in views else Fate.MISSING
            for key in views.keys() & authors.keys():
                author = views[key].author
                texts[key] = seen(views[key], asker.now).text
                shown[author.did] = Profile(NETWORK, author.did, author.handle, author.display_name or "")
        unseen = {authors[key] for key, fate in fates.items() if fate is Fate.MISSING} - shown.keys()
        for profile in people.standings(asker, api.actor, sorted(unseen)):
            shown[profile.id] = profile

    trouble = attempt(look)
    return Reading(
        fates=fates,
        texts=texts,
        people=tuple(shown.values()),
        requests=asker.requests,
        sent=asker.sent,
        trouble=trouble,
    )
