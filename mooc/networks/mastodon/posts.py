"""Posts as their author's server shows them, turned into Activities.

Tags and mentions are those of the API's entities, links those that the server has marked as such; nobody looks for them
in the text. https://docs.joinmastodon.org/entities/Status/
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from mooc.core.evidence.text_features import content_of
from mooc.core.facts.activity import Activity, Kind, References
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks.mastodon.answers import AccountPayload, SearchResult, Status, Statuses
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.capabilities import NETWORK
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.html import links, plain_text
from mooc.networks.mastodon.profiles import stable_id, stranger_id_of, user_and_host
from mooc.networks.mastodon.servers import absence_on_404
from mooc.networks.mastodon.urls import HomeAddress, base_url, edit_key, host_of, id_in, stranger_id
from mooc.networks.transport import in_batches

PUBLIC_VISIBILITIES = frozenset({"public", "unlisted"})
"""What else there is (followers only, direct, of one server only) is not for us, and never kept."""
PATIENCE = timedelta(hours=6)
"""How long a post is held back because the server of somebody in it is broken."""
BATCH = 20
URL_AT_MOST = 500
_WEB = ("https://", "http://")


class ParentPost(NamedTuple):
    """The post that another one answers. ``author``: stable id; empty if it is not known."""

    key: str
    author: str


class PostVersions(NamedTuple):
    """A post: its facts (of an edited one two) and its text."""

    facts: tuple[Activity, ...]
    text: str

    def referring(self, **references: str) -> "PostVersions":
        """The same post, with these of its references in place of those that its server tells."""
        facts = (fact._replace(references=fact.references._replace(**references)) for fact in self.facts)
        return self._replace(facts=tuple(facts))


def is_shown(status: Status) -> bool:
    """Whether it is a post, not a boost, and anybody may read it."""
    return status.reblog is None and status.visibility in PUBLIC_VISIBILITIES


def key_of(asker: Asker, status: Status, host: str) -> str:
    """The post's ``uri``. A server may name only what is its own: else it could pass its posts off as another's."""
    if host_of(status.uri) == host:
        return status.uri
    return f"{base_url(host, asker.setup.loopback)}/statuses/{status.id}"


def to_post_versions(
    asker: Asker, status: Status, host: str, author: str, answered: ParentPost, key: str = ""
) -> PostVersions:
    """The facts of one post, as ``host`` shows it; of a post of its own the ``key`` need not be given. Raises
    NetworkTrouble where somebody in it cannot be told yet.

    An edit keeps its id: it becomes a version of its own, dated by the edit. The first version then has the words of
    the last, if it was not seen before; what they were is not looked up.
    """
    key, text = key or key_of(asker, status, host), plain_text(status.content)
    patient = asker.now - status.created_at < PATIENCE
    quote = _quoted_post(asker, status, host, patient)
    card, page = (status.card.url if status.card else None) or "", status.url or status.uri
    post = Activity(
        NETWORK,
        key,
        Kind.POST,
        author,
        status.created_at,
        asker.now,
        url=page if page.startswith(_WEB) and len(page) <= URL_AT_MOST else "",
        references=References(
            reply_to=answered.key,
            reply_to_author=answered.author,
            root="" if answered.key else key,
            quote_of=quote.key,
            quote_author=quote.author,
        ),
        content=content_of(
            text,
            tags=_distinct(tag.name.removeprefix("#").casefold() for tag in status.tags),
            mentions=_distinct(stable_id(asker, mention, host, patient) for mention in status.mentions),
            links=_distinct((*links(status.content), *([card] if card.startswith(_WEB) else ()))),
            media=len(status.media_attachments),
        ),
    )
    if not status.edited_at or status.edited_at <= status.created_at:
        return PostVersions((post,), text)
    version = edit_key(key, int(status.edited_at.timestamp()))
    edit = post._replace(key=version, at=status.edited_at, references=post.references._replace(edit_of=key))
    return PostVersions((post, edit), text)


def _quoted_post(asker: Asker, status: Status, host: str, patient: bool) -> ParentPost:
    """https://docs.joinmastodon.org/entities/Quote/ (4.4): only an accepted quote shows what it quotes."""
    quoted = status.quote.quoted_status if status.quote and status.quote.state in (None, "accepted") else None
    return ParentPost(quoted.uri, stable_id(asker, quoted.account, host, patient)) if quoted else ParentPost("", "")


def parents_by_id(asker: Asker, statuses: Sequence[Status], host: str) -> Mapping[str, ParentPost | Trouble]:
    """What the posts of one page answer, by the id that the server gives it, or why its author can't be told now.

    Raises NetworkTrouble where the server itself cannot be read.

    https://docs.joinmastodon.org/methods/statuses/#index (several at once, 4.3) and ``#get``
    """
    on_page = {status.id: status for status in statuses}
    parents: dict[str, ParentPost | Trouble] = {}
    missing: list[str] = []
    for parent_id in dict.fromkeys(status.in_reply_to_id for status in statuses if status.in_reply_to_id):
        remembered = asker.memory.recall(("post", host, parent_id))
        if remembered:
            parents[parent_id] = remembered
        elif parent_id in on_page:
            parents[parent_id] = _remember(asker, on_page[parent_id], host)
        else:
            missing.append(parent_id)
    for batch in in_batches(missing, BATCH):
        parents.update((status.id, _remember(asker, status, host)) for status in fetch_statuses(asker, batch, host))
    return parents


def parent_of(asker: Asker, status: Status, host: str, parents: Mapping[str, ParentPost | Trouble]) -> ParentPost:
    """What this post answers. Of a post that the server no longer has, its id there and perhaps its author are known.

    ``parents``: what ``parents_by_id`` tells of the page.

    Raises NetworkTrouble.
    """
    if not status.in_reply_to_id:
        return ParentPost("", "")
    parent = parents.get(status.in_reply_to_id)
    if isinstance(parent, Trouble):
        raise NetworkTrouble(parent)
    if parent:
        return parent
    key, author_id = f"id:{status.in_reply_to_id}@{host}", status.in_reply_to_account_id
    if author_id == status.account.id:
        return ParentPost(key, stable_id(asker, status.account, host))
    patient = asker.now - status.created_at < PATIENCE
    authors = (stable_id(asker, mention, host, patient) for mention in status.mentions if mention.id == author_id)
    return ParentPost(key, next(authors, ""))


def fetch_statuses(asker: Asker, ids: Sequence[str], host: str) -> Iterable[Status]:
    """These posts, as far as they are there. What a batch leaves out is asked for alone: not all know the question."""
    server, statuses = asker.server(host), list[Status]()
    if len(ids) > 1:
        try:
            statuses += server.ask(Statuses, partial(server.api.statuses, list(ids))).root
        except NetworkTrouble as error:
            if error.trouble.kind not in (TroubleKind.REFUSED, TroubleKind.BAD_ANSWER):
                raise
    for missing_id in sorted({*ids} - {status.id for status in statuses}):
        try:
            with absence_on_404(asker, host):
                statuses.append(server.ask(Status, partial(server.api.status, missing_id)))
        except NetworkTrouble as error:
            if not isinstance(error, NotThere) and error.trouble.kind is not TroubleKind.REFUSED:
                raise
    return statuses


def fetch_status(asker: Asker, local_id: str, host: str) -> Status:
    """https://docs.joinmastodon.org/methods/statuses/#get, by its id on that server. Raises NetworkTrouble."""
    server = asker.server(host)
    with absence_on_404(asker, host):
        return server.ask(Status, partial(server.api.status, local_id))


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


def known_as(asker: Asker, person: AccountPayload, host: str, among: Iterable[str]) -> str:
    """The stable id of those who are asked about; of others by address, so that no stranger's server is asked."""
    user, home = user_and_host(person, host, asker.setup.loopback)
    if home == host:
        return str(HomeAddress(person.id, host))
    if home and any(account.endswith(f"@{home}") for account in among):
        return stable_id(asker, person, host)
    return stranger_id(user, home) if home else stranger_id_of(person, host)


def visible_copies(asker: Asker, question: Question, statuses: Iterable[Status], host: str) -> Iterable[PostVersions]:
    """Posts within the question's span, as the server of somebody else shows them.

    Those of other servers are kept where the author's own server is named in their URI.
    """
    span = Span(question.since, question.until)
    for status in statuses:
        if not is_shown(status) or status.created_at not in span:
            continue
        author = known_as(asker, status.account, host, question.targets)
        _, home = user_and_host(status.account, host, asker.setup.loopback)
        if host_of(status.uri) == home:
            yield to_post_versions(
                asker, status.model_copy(update={"quote": None}), host, author, ParentPost("", ""), status.uri
            )


def with_posts(asker: Asker, trouble: Trouble | None, posts: Sequence[PostVersions], **parts: Any) -> Reading:
    """The answer so far with these posts and their texts."""
    texts = {fact.key: post.text for post in posts for fact in post.facts}
    facts = tuple(fact for post in posts for fact in post.facts)
    return asker.reading(trouble, activities=facts, texts=texts, **parts)


def _remember(asker: Asker, status: Status, host: str) -> ParentPost | Trouble:
    patient = asker.now - status.created_at < PATIENCE
    try:
        author = stable_id(asker, status.account, host, patient)
    except NetworkTrouble as error:
        return error.trouble
    is_at_home = author == str(HomeAddress(status.account.id, host))
    key = key_of(asker, status, host) if is_at_home else status.uri
    return asker.memory.keep(("post", host, status.id), ParentPost(key, author))


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
