"""Who has answered a post."""

from functools import partial

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.mastodon.answers import Context
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.capabilities import ANSWERS
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.posts import PostVersions, fetch_status, id_at_home, visible_copies, with_posts
from mooc.networks.mastodon.urls import HomeAddress, host_of, version_of
from mooc.networks.transport import catch_trouble, require_complete


def read_replies(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.joinmastodon.org/methods/statuses/#context, on the author's server: the posts that answer this one.

    What answers it without naming its author may not have come to that server: then the author does not see it either.
    """
    uri, posts = version_of(question.subject), list[PostVersions]()

    def look() -> None:
        host = host_of(uri)
        server = asker.server(host)
        try:
            local_id = id_at_home(asker, uri)
            post = fetch_status(asker, local_id, host)
            author = str(HomeAddress(post.account.id, host))
            below = server.ask(Context, partial(server.api.status_context, local_id)).descendants
        except NotThere:
            return
        direct = [status for status in below if status.in_reply_to_id == local_id]
        for seen_post in visible_copies(asker, question, direct, host):
            posts.append(seen_post.referring(reply_to=uri, reply_to_author=author, root=""))
        if len(below) >= ANSWERS and not server.has_token:
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="a long thread"))
        require_complete(post.replies_count, len(direct))

    trouble = catch_trouble(look)
    posts.sort(key=lambda post: post.facts[0].began_by)
    return with_posts(
        asker,
        trouble,
        posts,
        completeness=Completeness(asker.span(question, trouble)),
    )
