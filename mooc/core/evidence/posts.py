"""What a member wrote within a window: each post once, however often it was edited."""

from collections.abc import Iterable
from datetime import datetime

from mooc.core.evidence.scene import ActivityLog, Scene
from mooc.core.facts.activity import Activity


def posts_in_window(scene: Scene) -> list[Activity]:
    """The member's posts of the window on all accounts, oldest first, deleted ones included.

    Of a post that was edited within the window only the last version is there; one that was first posted before the
    window is not: an edit is no new post.
    """
    posts = [post for account in scene.accounts for post in scene.posts(account.id) if post.network == account.network]
    if any(post.references.edit_of for post in posts):
        last_versions = {(post.network, post.references.edit_of or post.key): post for post in posts}
        posts = [post for post in last_versions.values() if first_posted_at(scene.log, post) >= scene.window.start]
        posts.sort(key=_order)
    if len(scene.accounts) > 1:
        posts.sort(key=_order)
    return posts


def first_posted_at(log: ActivityLog, post: Activity) -> datetime:
    """When the post's first version was posted, as far as it was seen; its own time if it was never edited."""
    return log.versions(post)[0].began_by if post.references.edit_of else post.began_by


def is_standing(log: ActivityLog, post: Activity) -> bool:
    """Whether the post can still be read, in this version or a later one."""
    if not log.ended(post):
        return True
    versions = log.versions(post)
    return any(not log.ended(later) for later in versions[versions.index(post) + 1 :])


def reactions_to(log: ActivityLog, post: Activity) -> list[Activity]:
    """Replies to, reposts and quotes of the post, to whichever of its versions; what is gone included."""
    facts = {fact: None for version in log.versions(post) for fact in log.about(version.key)}
    return sorted(facts, key=_order)


def _order(fact: Activity) -> tuple[object, ...]:
    return fact.began_by, fact.network, fact.key


def answered_account(log: ActivityLog, reply: Activity) -> str:
    """The account that the post answers; empty if neither the network nor the log knows it."""
    if reply.references.reply_to_author or not reply.references.reply_to:
        return reply.references.reply_to_author
    answered = log.post(reply.network, reply.references.reply_to)
    return answered.actor if answered else ""


def quoted_account(log: ActivityLog, quote: Activity) -> str:
    """The account whose post is quoted; empty if neither the network nor the log knows it."""
    if quote.references.quote_author or not quote.references.quote_of:
        return quote.references.quote_author
    post = log.post(quote.network, quote.references.quote_of)
    return post.actor if post else ""


def context_of(log: ActivityLog, posts: Iterable[Activity]) -> tuple[Activity, ...]:
    """What else must be known to judge these posts again: earlier versions, and answered or quoted posts of unnamed
    authors."""
    facts: dict[Activity, None] = {}
    for post in posts:
        if post.references.edit_of:
            versions = log.versions(post)
            facts.update(dict.fromkeys(versions[: versions.index(post)]))
        for key, author in zip(post.references.posts, post.references.authors, strict=True):
            if key and not author and (activity := log.post(post.network, key)):
                facts[activity] = None
    return tuple(facts)
