"""Posts that somebody answered: https://docs.x.com/x-api/posts/get-posts-by-ids, a hundred a request, each half a cent.

Each is asked for once. A post that is missing or hidden is answered for, too: that there is nothing to be seen.
"""

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.transport import catch_trouble
from mooc.networks.x.answers import PostPayload
from mooc.networks.x.asker import Asker
from mooc.networks.x.posts import POST_FIELDS
from mooc.networks.x.reads.post_status import post_statuses_of


def read_parents(question: Question, asker: Asker, cursor: str) -> Reading:
    """The posts ``targets``."""
    posts: dict[str, PostPayload] = {}
    answered: set[str] = set()
    requested = sorted(question.targets, key=int)

    def look() -> None:
        for batch, answer in asker.posts_by_id(requested, POST_FIELDS):
            posts.update((post.id, post) for post in answer.data if post.id in batch)
            answered.update(post_statuses_of(answer.data, answer.errors).keys() & set(batch))
        if answered != set(requested):
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="200 with errors"))

    trouble = catch_trouble(look)
    moment = asker.moment(trouble)
    return asker.with_posts(
        trouble, posts.values(), completeness=Completeness(moment, items=frozenset(answered), moment=asker.now)
    )
