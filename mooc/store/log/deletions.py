"""What was taken back on a network, as the log says it.

Whatever reads a post learns by the way what became of it: so this is asked after every reading, not only after a look
at the texts that are kept.
"""

from datetime import datetime

from mooc.core.facts.activity import Activity
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.facts.reconcile import gone_activity
from mooc.store.log import activities


def deletions_of(network: str, reading: Reading, now: datetime) -> list[Activity]:
    """The end of each post that is provably deleted: it is missing, and its author can be read. No query for none."""
    missing = [key for key, fate in reading.post_statuses.items() if fate is PostStatus.MISSING]
    readable = {person.id for person in reading.people if person.standing.is_readable}
    return [gone_activity(post, now) for post in activities.posts_of(network, missing) if post.actor in readable]
