"""Who follows an account.

Whom the course's account is followed by, its own server tells for 80 people in one request
(https://docs.joinmastodon.org/methods/accounts/#relationships). There the learners are strangers with other ids: each
is looked up once, by address, and the cursor keeps the id. Whom that server has never met does not follow.

Of any other account its own server is asked for the list of its followers, which names everybody; and where that is
hidden, refused, too long or shorter than its counter, the learners' servers for the lists of those whom they follow. A
hidden list proves nothing. A server that shows strangers no account may show its lists all the same (Takahe): without a
counter to go by, who stands there does follow, and of nobody else is anything known.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from pydantic import BaseModel, ValidationError

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.mastodon import profiles
from mooc.networks.mastodon.answers import AccountPayload, Accounts, Relationships
from mooc.networks.mastodon.asker import SPENT, Asker
from mooc.networks.mastodon.capabilities import PEOPLE, RELATIONSHIPS
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.server_quirks import hides_followers, hides_following
from mooc.networks.mastodon.servers import absence_on_404
from mooc.networks.mastodon.urls import HomeAddress, home_of
from mooc.networks.transport import catch_trouble, in_batches, require_complete


class IdCursor(BaseModel):
    """The cursor: stable id → the id on the course's server."""

    ids: dict[str, str] = {}


def read_followers(question: Question, asker: Asker, cursor: str) -> Reading:
    """Who of ``question.targets`` follows ``question.subject``. Of a large class the first looks only learn ids."""
    try:
        previous_ids = IdCursor.model_validate_json(cursor).ids
    except ValidationError:
        previous_ids = {}
    look = FollowersRead(asker, question.subject, question.targets, dict(previous_ids))
    broke_off = catch_trouble(look.go)
    goes_on = broke_off == SPENT and len(look.ids) > len(previous_ids)
    trouble = None if goes_on else broke_off or look.trouble
    return asker.reading(
        trouble,
        edges=tuple(Edge(account, question.subject) for account in question.targets if account in look.followers),
        completeness=Completeness(None if goes_on else asker.moment(trouble)),
        cursor=IdCursor(ids=look.ids).model_dump_json() if look.ids else "",
        unfinished=goes_on,
    )


@dataclass
class FollowersRead:
    """One look. ``ids``: what is known of ids on the course's server; ``trouble``: what could not be seen, if
    anything."""

    asker: Asker
    subject: str
    targets: Sequence[str]
    ids: dict[str, str]
    followers: set[str] = field(default_factory=set)
    trouble: Trouble | None = None

    def go(self) -> None:
        """Look. Raises NetworkTrouble and ValueError."""
        target = home_of(self.subject)
        if not self.targets:
            return
        if self.subject == profiles.course_account(self.asker):
            self._read_relationships()
            return
        trouble = catch_trouble(partial(self._read_followers, target))
        if trouble is None or not self._remaining():
            return
        if trouble.kind in (TroubleKind.RATE_LIMITED, TroubleKind.ACCOUNT_GONE):
            raise NetworkTrouble(trouble)
        for account in self._remaining():
            self._try(partial(self._read_following, home_of(account), account, target))

    def _read_relationships(self) -> None:
        for account in self.targets:
            if account not in self.ids:
                self._try(partial(self._look_up, account))
        accounts = {self.ids[account]: account for account in self.targets if account in self.ids}
        unseen: list[str] = []
        for batch in in_batches(sorted(accounts), RELATIONSHIPS):
            follows_by_id = dict(self._relationships(batch))
            followers = (local_id for local_id, follows in follows_by_id.items() if follows and local_id in accounts)
            self.followers.update(accounts[local_id] for local_id in followers)
            unseen += [local_id for local_id in batch if local_id not in follows_by_id]
        for local_id in unseen:
            self._try(partial(self._look_up_again, accounts[local_id], local_id))

    def _look_up(self, account: str) -> str:
        local_id = profiles.id_on_course_server(self.asker, home_of(account))
        if local_id:
            self.ids[account] = local_id
        return local_id

    def _look_up_again(self, account: str, previous_id: str) -> None:
        """Somebody whom the server does not show under the id that we know: has it forgotten them, or hidden them?"""
        del self.ids[account]
        new_id = self._look_up(account)
        if new_id == previous_id:
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="relationships"))
        if new_id and (new_id, True) in self._relationships([new_id]):
            self.followers.add(account)

    def _relationships(self, ids: Sequence[str]) -> Iterable[tuple[str, bool]]:
        """Mastodon leaves out whom it does not know; others refuse the whole batch for one of them: then by halves."""
        server = self.asker.server(self.asker.setup.course)
        try:
            relationships = server.ask(
                Relationships, partial(server.api.account_relationships, list(ids), with_suspended=True)
            )
        except NotThere:
            half = len(ids) // 2
            return [*self._relationships(ids[:half]), *self._relationships(ids[half:])] if half else []
        return [(relationship.id, relationship.followed_by) for relationship in relationships.root]

    def _remaining(self) -> list[str]:
        return [account for account in self.targets if account not in self.followers]

    def _read_followers(self, target: HomeAddress) -> None:
        """https://docs.joinmastodon.org/methods/accounts/#followers"""
        entity = self._account(target)
        if entity and hides_followers(entity):
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN))
        if entity and (entity.followers_count or 0) > PEOPLE * self.asker.setup.pages_at_most:
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="too many followers"))
        # how the accounts stand in a list of the target's server: by the id there, or by the name elsewhere
        accounts: dict[tuple[str, str], str] = {}

        def place(account: str) -> None:
            home = home_of(account)
            id_or_user = (home.id, home.host) if home.host == target.host else _user_at_home(self.asker, account)
            accounts[id_or_user] = account

        for account in self.targets:
            self._try(partial(place, account))

        def is_enough(follower: AccountPayload) -> bool:
            user, host = _user_and_host(self.asker, follower, target.host)
            account = accounts.get((follower.id if host == target.host else user, host))
            self.followers.update({account} if account else ())
            return not self._remaining()

        self._read_list(target, "followers", (entity.followers_count or 0) if entity else None, is_enough)

    def _read_following(self, home: HomeAddress, account: str, target: HomeAddress) -> None:
        """https://docs.joinmastodon.org/methods/accounts/#following"""
        entity = self._account(home)
        address = target if target.host == home.host else HomeAddress(*_user_at_home(self.asker, self.subject))

        def is_enough(followed: AccountPayload) -> bool:
            user, host = _user_and_host(self.asker, followed, home.host)
            follows = address == HomeAddress(followed.id if host == home.host else user, host)
            self.followers.update({account} if follows else ())
            return follows

        if entity and hides_following(entity):
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN))
        self._read_list(home, "following", (entity.following_count or 0) if entity else None, is_enough)

    def _account(self, home: HomeAddress) -> AccountPayload | None:
        """The account; None where its server does not show it to strangers. Raises NetworkTrouble."""
        try:
            return profiles.fetch_account(self.asker, home)
        except NotThere as error:
            raise NetworkTrouble(Trouble(TroubleKind.ACCOUNT_GONE, detail=error.trouble.detail)) from error
        except NetworkTrouble as error:
            if error.trouble.kind is not TroubleKind.REFUSED:
                raise
            return None

    def _read_list(
        self, home: HomeAddress, name: str, count: int | None, is_enough: Callable[[AccountPayload], bool]
    ) -> None:
        """Read a list until it is enough. One that is empty against its ``count`` is hidden, one that is shorter is
        incomplete; None: the count is not shown. Raises NetworkTrouble."""
        server, listed_ids = self.asker.server(home.host), set[str]()
        with absence_on_404(self.asker, home.host):
            for page in server.pages(Accounts, f"/api/v1/accounts/{home.id}/{name}", limit=PEOPLE):
                listed_ids.update(account.id for account in page.root)
                if any(is_enough(account) for account in page.root):
                    return
        if count is None:
            raise NetworkTrouble(Trouble(TroubleKind.REFUSED, detail="the account is not shown"))
        if count and not listed_ids:
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN))
        require_complete(count, len(listed_ids))

    def _try(self, part: Callable[[], object]) -> None:
        """What fails for one person is noted, and the others are looked at. What fails for all is raised."""
        try:
            part()
        except NetworkTrouble as error:
            if error.trouble == SPENT or error.trouble.kind is TroubleKind.BUDGET:
                raise
            self.trouble = self.trouble or error.trouble


def _user_at_home(asker: Asker, account: str) -> tuple[str, str]:
    home = home_of(account)
    return profiles.acct_at_home(asker, home).partition("@")[0].lower(), home.host


def _user_and_host(asker: Asker, account: AccountPayload, source_host: str) -> tuple[str, str]:
    user, host = profiles.user_and_host(account, source_host, asker.setup.loopback)
    return user.lower(), host
