"""Who has passed on a post: boosts and quotes, as its author's server knows them."""

from collections.abc import Iterable
from functools import partial

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks.mastodon.answers import Account, Accounts, SearchResult, Status, Statuses
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.capabilities import PEOPLE
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.posts import ParentPost, SeenPost, is_shown, to_seen_post
from mooc.networks.mastodon.profiles import stable_id, stranger_id_of, user_and_host
from mooc.networks.mastodon.servers import absence_on_404
from mooc.networks.mastodon.urls import HomeAddress, host_of, id_in, stranger_id, version_of
from mooc.networks.transport import catch_trouble


def read_reposters(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.joinmastodon.org/methods/statuses/#reblogged_by: who has boosted the post, and has it standing.

    A list that ends before the post's own counter, or of a post that is closed to strangers, proves who did, never who
    did not. Where its author's server refuses, the course's own may know some. The cursor: the author's stable id.
    """
    uri, edges, author = version_of(question.subject), dict[str, Edge](), cursor

    def read(host: str, local_id: str) -> int:
        listed_ids = set[str]()
        for page in asker.server(host).pages(Accounts, f"/api/v1/statuses/{local_id}/reblogged_by", limit=PEOPLE):
            listed_ids.update(account.id for account in page.root)
            for account in page.root:
                booster = _known_as(asker, account, host, question.targets)
                edges[booster] = Edge(booster, question.subject, author)
        return len(listed_ids)

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
                catch_trouble(lambda: read(host, id_at_home(asker, uri)))  # Takahe shows the list all the same
                if asker.setup.token and host != asker.setup.course:
                    read(asker.setup.course, resolve_on_course_server(asker, uri))
            raise
        author = author or _author(status, host)
        try:
            listed_count = read(host, local_id)
        except NotThere as error:  # though the post is there
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail=error.trouble.detail)) from error
        require_complete(status.reblogs_count, listed_count)

    trouble = catch_trouble(look)
    return asker.reading(
        trouble, edges=tuple(edges.values()), completeness=Completeness(asker.moment(trouble)), cursor=author
    )


def require_complete(counted: int | None, listed: int) -> None:
    """Raises NetworkTrouble where a list holds fewer than its post's own counter says. None: there is no counter."""
    if counted is not None and listed < counted:
        raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail=f"{listed} of {counted}"))


def read_quotes(question: Question, asker: Asker, cursor: str) -> Reading:
    """Who has quoted the post: since Mastodon 4.5 its own server counts them, and shows them to some.

    https://docs.joinmastodon.org/entities/Status/#quotes_count and
    https://docs.joinmastodon.org/methods/statuses/#quotes (with a user's token; whether also with one that is not the
    author's is uncertain). A count of none is an answer; a server that does not count does not know.
    """
    uri, posts = version_of(question.subject), list[SeenPost]()

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
    return asker.reading(
        trouble,
        activities=tuple(fact for post in posts for fact in post.facts),
        texts={fact.key: post.text for post in posts for fact in post.facts},
        completeness=Completeness(asker.span(question, trouble)),
    )


def id_at_home(asker: Asker, uri: str) -> str:
    """The id that the post has on its author's server. Raises NetworkTrouble; NotThere where it has none."""
    return id_in(uri) or asker.once(("local", uri), partial(_search, asker, host_of(uri), uri, False))


def resolve_on_course_server(asker: Asker, url: str) -> str:
    """The id that the post has on the course's server, which fetches it if need be. Raises NetworkTrouble."""
    return asker.once(("local", url, asker.setup.course), partial(_search, asker, asker.setup.course, url, True))


def _search(asker: Asker, host: str, url: str, resolve: bool) -> str:
    """https://docs.joinmastodon.org/methods/search/#v2; ``resolve`` needs a token."""
    server = asker.server(host)
    call = partial(server.api.search_v2, url, resolve=resolve, result_type="statuses")
    statuses = server.ask(SearchResult, call).statuses
    local_id = next((status.id for status in statuses if url in (status.uri, status.url)), "")
    if not local_id:
        raise NotThere(Trouble(TroubleKind.REFUSED, detail="not found"))
    return local_id


def _known_as(asker: Asker, person: Account, host: str, among: Iterable[str]) -> str:
    """The stable id of those who are asked about; of others by address, so that no stranger's server is asked."""
    user, home = user_and_host(person, host, asker.setup.loopback)
    if home == host:
        return str(HomeAddress(person.id, host))
    if home and any(account.endswith(f"@{home}") for account in among):
        return stable_id(asker, person, host)
    return stranger_id(user, home) if home else stranger_id_of(person, host)


def fetch_status(asker: Asker, local_id: str, host: str) -> Status:
    """https://docs.joinmastodon.org/methods/statuses/#get, by its id on that server. Raises NetworkTrouble."""
    server = asker.server(host)
    with absence_on_404(asker, host):
        return server.ask(Status, partial(server.api.status, local_id))


def _author(status: Status, host: str) -> str:
    return str(HomeAddress(status.account.id, host))


def visible_copies(asker: Asker, question: Question, statuses: Iterable[Status], host: str) -> Iterable[SeenPost]:
    """Posts within the question's span, as the server of somebody else shows them.

    Those of other servers are kept where the author's own server is named in their URI.
    """
    span = Span(question.since, question.until)
    for status in statuses:
        if not is_shown(status) or status.created_at not in span:
            continue
        author = _known_as(asker, status.account, host, question.targets)
        _, home = user_and_host(status.account, host, asker.setup.loopback)
        if host_of(status.uri) == home:
            yield to_seen_post(
                asker, status.model_copy(update={"quote": None}), host, author, ParentPost("", ""), status.uri
            )
