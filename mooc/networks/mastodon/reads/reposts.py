"""What an account has boosted."""

from collections.abc import Iterator

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks.mastodon import profiles
from mooc.networks.mastodon.answers import Status, Statuses
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.capabilities import NETWORK
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.reads.author_posts import SLACK
from mooc.networks.mastodon.servers import absence_on_404, software
from mooc.networks.mastodon.urls import HomeAddress, home_of
from mooc.networks.transport import catch_trouble


def read_reposts(question: Question, asker: Asker, cursor: str) -> Reading:
    """The boosts among an account's own posts, with the time that its server gives them.

    https://docs.joinmastodon.org/methods/accounts/#statuses; Takahe leaves them out there. So a server that shows
    none at all is asked what it is, and where it does not tell, none is no proof.
    """
    activities: dict[str, Activity] = {}

    def look() -> None:
        home, shows_boosts = home_of(question.subject), False
        for status in _statuses(asker, home, question):
            shows_boosts = shows_boosts or status.reblog is not None
            if status.reblog is not None and status.created_at in Span(question.since, question.until):
                repost = _to_repost(asker, status, home)
                activities[repost.key] = repost
        if not shows_boosts and (name := software(asker, home.host)) != "another":
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN, detail=name or "an unknown kind of server"))

    trouble = catch_trouble(look)
    covered = asker.span(question, trouble)
    return asker.reading(
        trouble,
        activities=tuple(sorted(activities.values(), key=lambda repost: repost.began_by)),
        completeness=Completeness(covered),
    )


def _statuses(asker: Asker, home: HomeAddress, question: Question) -> Iterator[Status]:
    """The account's posts and boosts down to the question's start. Raises NetworkTrouble."""
    path = f"/api/v1/accounts/{home.id}/statuses"
    try:
        with absence_on_404(asker, home.host):
            for page in asker.server(home.host).pages(Statuses, path, limit=asker.setup.page):
                yield from page.root
                if any(status.created_at < question.since - SLACK for status in page.root):
                    return
    except NotThere as error:
        raise NetworkTrouble(Trouble(TroubleKind.ACCOUNT_GONE, detail=error.trouble.detail)) from error


def _to_repost(asker: Asker, status: Status, home: HomeAddress) -> Activity:
    """Raises ValueError for a boost that does not show what it boosts."""
    boosted = Status.model_validate(status.reblog)
    key = f"repost:{home}>{boosted.uri}@{int(status.created_at.timestamp())}"
    author = profiles.stable_id(asker, boosted.account, home.host, patient=False)
    at, url = status.created_at, boosted.url or boosted.uri
    return Activity(
        NETWORK, key, Kind.REPOST, str(home), at, asker.now, target=boosted.uri, target_author=author, url=url[:500]
    )
