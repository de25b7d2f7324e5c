"""Who has answered a post, and what an account has boosted."""

from collections.abc import Iterator
from functools import partial

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.network import NetworkTrouble, Question, Reading, Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks.mastodon import people
from mooc.networks.mastodon.answers import Context, Status, Statuses
from mooc.networks.mastodon.asking import Asker
from mooc.networks.mastodon.author_statuses import SLACK
from mooc.networks.mastodon.client import NETWORK, NotThere, attempt
from mooc.networks.mastodon.places import Home, home_of, host_of, version_of
from mooc.networks.mastodon.posts import Seen
from mooc.networks.mastodon.relays import all_told, copies, id_at_home, status_of
from mooc.networks.mastodon.servers import one_thing, software
from mooc.networks.mastodon.table import ANSWERS


def answers(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.joinmastodon.org/methods/statuses/#context, on the author's server: the posts that answer this one.

    What answers it without naming its author may not have come to that server: then the author does not see it either.
    """
    uri, found = version_of(question.subject), list[Seen]()

    def look() -> None:
        host = host_of(uri)
        server = asker.server(host)
        try:
            local = id_at_home(asker, uri)
            post = status_of(asker, local, host)
            author = str(Home(post.account.id, host))
            below = server.ask(Context, partial(server.api.status_context, local)).descendants
        except NotThere:
            return
        direct = [status for status in below if status.in_reply_to_id == local]
        for one in copies(asker, question, direct, host):
            facts = (fact._replace(reply_to=uri, reply_to_author=author, root="") for fact in one.facts)
            found.append(one._replace(facts=tuple(facts)))
        if len(below) >= ANSWERS and not server.has_token:
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="a long thread"))
        all_told(post.replies_count, len(direct))

    trouble = attempt(look)
    found.sort(key=lambda one: one.facts[0].began_by)
    return asker.reading(
        trouble,
        activities=tuple(fact for one in found for fact in one.facts),
        texts={fact.key: one.text for one in found for fact in one.facts},
        covered=None if trouble else asker.span(question.since, question.until),
    )


def shares(question: Question, asker: Asker, cursor: str) -> Reading:
    """The boosts among an account's own posts, with the time that its server gives them.

    https://docs.joinmastodon.org/methods/accounts/#statuses; Takahe leaves them out there. So a server that shows
    none at all is asked what it is, and where it does not tell, none is no proof.
    """
    found: dict[str, Activity] = {}

    def look() -> None:
        home, shows_boosts = home_of(question.subject), False
        for status in _statuses(asker, home, question):
            shows_boosts = shows_boosts or status.reblog is not None
            if status.reblog is not None and status.created_at in Span(question.since, question.until):
                boost = _boost(asker, status, home)
                found[boost.key] = boost
        if not shows_boosts and (name := software(asker, home.host)) != "another":
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN, detail=name or "an unknown kind of server"))

    trouble = attempt(look)
    covered = None if trouble else asker.span(question.since, question.until)
    return asker.reading(
        trouble, activities=tuple(sorted(found.values(), key=lambda one: one.began_by)), covered=covered
    )


def _statuses(asker: Asker, home: Home, question: Question) -> Iterator[Status]:
    """The account's posts and boosts down to the question's start. Raises NetworkTrouble."""
    path = f"/api/v1/accounts/{home.id}/statuses"
    try:
        with one_thing(asker, home.host):
            for page in asker.server(home.host).pages(Statuses, path, limit=asker.setup.page):
                yield from page.root
                if any(status.created_at < question.since - SLACK for status in page.root):
                    return
    except NotThere as error:
        raise NetworkTrouble(Trouble(TroubleKind.ACCOUNT_GONE, detail=error.trouble.detail)) from error


def _boost(asker: Asker, status: Status, home: Home) -> Activity:
    """Raises ValueError for a boost that does not show what it boosts."""
    boosted = Status.model_validate(status.reblog)
    key = f"repost:{home}>{boosted.uri}@{int(status.created_at.timestamp())}"
    author = people.stable_id(asker, boosted.account, home.host, patient=False)
    at, url = status.created_at, boosted.url or boosted.uri
    return Activity(
        NETWORK, key, Kind.REPOST, str(home), at, asker.now, target=boosted.uri, target_author=author, url=url[:500]
    )
