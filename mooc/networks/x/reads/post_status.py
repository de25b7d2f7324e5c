"""What became of posts that were seen before: https://docs.x.com/x-api/posts/get-posts-by-ids, a hundred a request.

A post costs half a cent, and nothing on a day on which it has been paid for. One that is missing costs nothing, but its
author does (one cent), unless another post of theirs is shown: a deleted post and one of a suspended author may bear
the same error. (That they do is seen, not documented.)
"""

from collections.abc import Iterable, Mapping

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.transport import catch_trouble
from mooc.networks.x import profiles
from mooc.networks.x.answers import Error, PostPayload
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import NETWORK

STATUS_FIELDS = ("id", "text", "note_tweet", "author_id", "created_at", "edit_history_tweet_ids")
_MISSING = {
    TroubleKind.ACCOUNT_GONE: PostStatus.MISSING,
    TroubleKind.PROTECTED: PostStatus.HIDDEN,
    TroubleKind.SUSPENDED: PostStatus.HIDDEN,
}


def fate_of(post: PostPayload) -> PostStatus:
    """What became of a post that is shown. https://docs.x.com/x-api/fundamentals/edit-posts: an edit has a new id."""
    return PostStatus.STANDS if post.id == (post.edit_history_tweet_ids or (post.id,))[-1] else PostStatus.EDITED


def post_statuses_of(posts: Iterable[PostPayload], errors: Iterable[Error]) -> dict[str, PostStatus]:
    """What became of the posts of one answer; of those that it does not speak of, nothing is known."""
    unseen = {error.about: _MISSING[error.kind] for error in errors if error.about and error.kind in _MISSING}
    return unseen | {post.id: fate_of(post) for post in posts}


def author_of(post: PostPayload) -> AccountProfile:
    """Whose post is shown can be read."""
    return AccountProfile(NETWORK, post.author_id, "")


def read_status(asker: Asker, authors: Mapping[str, str]) -> Reading:
    """The posts ``authors``: key → account."""
    post_statuses: dict[str, PostStatus] = {}
    posts: dict[str, PostPayload] = {}
    profiles_by_id: dict[str, AccountProfile] = {}

    def look() -> None:
        for _, answer in asker.posts_by_id(sorted(authors, key=int), STATUS_FIELDS):
            posts.update((post.id, post) for post in answer.data if post.id in authors)
            post_statuses.update(
                (key, status) for key, status in post_statuses_of(answer.data, answer.errors).items() if key in authors
            )
            profiles_by_id.update((post.author_id, author_of(post)) for post in answer.data)
        unseen = {
            authors[key] for key, status in post_statuses.items() if status in (PostStatus.MISSING, PostStatus.HIDDEN)
        }
        for profile in profiles.standings(asker, sorted(unseen - profiles_by_id.keys())):
            profiles_by_id[profile.id] = profile
        if post_statuses.keys() != authors.keys():
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="200 with errors"))

    trouble = catch_trouble(look)
    texts = {key: post.whole for key, post in posts.items()}
    return asker.reading(trouble, post_statuses=post_statuses, texts=texts, people=tuple(profiles_by_id.values()))
