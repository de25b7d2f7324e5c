"""Pictures without words that somebody posts on two networks: one deed, of which little can be compared."""

from collections.abc import Iterable
from datetime import timedelta

from mooc.core.facts.activity import Activity
from mooc.core.facts.hashtags import fold

MAX_GAP = timedelta(hours=1)
"""So far apart two posts of the same pictures may be: programs that post on both need minutes, people a little more."""


class Crossposts:
    """Which of a person's posts of pictures alone repeat one on another network, one for one: of two here and two there
    two count."""

    def __init__(self) -> None:
        self._repeated: set[tuple[str, str, str]] = set()

    def repeats(self, post: Activity, counted: Iterable[Activity]) -> bool:
        """Whether the post repeats one of those that count; that one is not repeated again on this network.

        The pictures are not compared: as many, with the same tags and links, within an hour, are the same.
        """
        for earlier in counted if post.content.media and not post.content.words else ():
            key = post.network, earlier.network, earlier.key
            is_alike = (
                (earlier.content.words, earlier.content.media, earlier.content.text_hash, earlier.content.links)
                == (post.content.words, post.content.media, post.content.text_hash, post.content.links)
                and {*map(fold, earlier.content.tags)} == {*map(fold, post.content.tags)}
                and abs(post.began_by - earlier.began_by) <= MAX_GAP
            )
            if is_alike and earlier.network != post.network and key not in self._repeated:
                self._repeated.add(key)
                return True
        return False
