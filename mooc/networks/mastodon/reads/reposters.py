"""Who has passed on a post: boosts and quotes, as its author's server knows them."""

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.mastodon.answers import Accounts, Status, Statuses
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.capabilities import PEOPLE
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.posts import (
    PostVersions,
    fetch_status,
    id_at_home,
    known_as,
    resolve_on_course_server,
    visible_copies,
    with_posts,
)
from mooc.networks.mastodon.urls import HomeAddress, host_of, version_of
from mooc.networks.transport import catch_trouble, require_complete


def read_reposters(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.joinmastodon.org/methods/statuses/#reblogged_by: who has boosted the post, and has it standing.

    A list that ends before the post's own counter, or of a post that is closed to strangers, proves who did, never who
    did not. Where its author's server refuses, the course's own may know some. The cursor: the author's stable id.
    """
    uri, boosters, author = version_of(question.subject), set[str](), cursor

    def look() -> None:
        nonlocal author
        host = host_of(uri)
        try:
            local_id = id_at_home(asker, uri)
            status = fetch_status(asker, local_id, host)
        except NotThere:
            return  # without the post nobody has boosted it
        except NetworkTrouble as error:
            if error.trouble.kind is TroubleKind.REFUSED:
                # Takahe shows the list all the same
                catch_trouble(lambda: _list_boosters(asker, question, host, id_at_home(asker, uri), boosters))
                course = asker.setup.course
                if asker.setup.token and host != course:
                    _list_boosters(asker, question, course, resolve_on_course_server(asker, uri), boosters)
            raise
        author = author or _author(status, host)
        try:
            listed_count = _list_boosters(asker, question, host, local_id, boosters)
        except NotThere as error:  # though the post is there
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail=error.trouble.detail)) from error
        require_complete(status.reblogs_count, listed_count)

    trouble = catch_trouble(look)
    edges = tuple(Edge(booster, question.subject, author) for booster in sorted(boosters))
    return asker.reading(trouble, edges=edges, completeness=Completeness(asker.moment(trouble)), cursor=author)


def _list_boosters(asker: Asker, question: Question, host: str, local_id: str, boosters: set[str]) -> int:
    """Add to ``boosters`` whom ``host`` lists for its post ``local_id``; returns how many. Raises NetworkTrouble."""
    listed_ids = set[str]()
    for page in asker.server(host).pages(Accounts, f"/api/v1/statuses/{local_id}/reblogged_by", limit=PEOPLE):
        listed_ids.update(account.id for account in page.root)
        boosters.update(known_as(asker, account, host, question.targets) for account in page.root)
    return len(listed_ids)


def read_quotes(question: Question, asker: Asker, cursor: str) -> Reading:
    """Who has quoted the post: since Mastodon 4.5 its own server counts them, and shows them to some.

    https://docs.joinmastodon.org/entities/Status/#quotes_count and
    https://docs.joinmastodon.org/methods/statuses/#quotes (with a user's token; whether also with one that is not the
    author's is uncertain). A count of none is an answer; a server that does not count does not know.
    """
    uri, posts = version_of(question.subject), list[PostVersions]()

    def look() -> None:
        host = host_of(uri)
        server = asker.server(host)
        try:
            local_id = id_at_home(asker, uri)
            status = fetch_status(asker, local_id, host)
            count = status.quotes_count
            if count is None:
                raise NetworkTrouble(Trouble(TroubleKind.HIDDEN, detail="no quotes_count"))
            if count:
                listed_ids = set[str]()
                for page in server.pages(Statuses, f"/api/v1/statuses/{local_id}/quotes", limit=asker.setup.page):
                    listed_ids.update(quote.id for quote in page.root)
                    for post in visible_copies(asker, question, page.root, host):
                        posts.append(post.referring(quote_of=question.subject, quote_author=_author(status, host)))
                require_complete(count, len(listed_ids))
        except NotThere:
            posts.clear()

    trouble = catch_trouble(look)
    if trouble and trouble.kind is TroubleKind.REFUSED:
        trouble = trouble._replace(kind=TroubleKind.HIDDEN)
    return with_posts(asker, trouble, posts, completeness=Completeness(asker.span(question, trouble)))


def _author(status: Status, host: str) -> str:
    return str(HomeAddress(status.account.id, host))
