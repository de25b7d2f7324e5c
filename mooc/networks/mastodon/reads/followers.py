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

from mooc.core.facts.network import Edge, NetworkTrouble, Question, Reading, Trouble, TroubleKind
from mooc.networks.mastodon import profiles
from mooc.networks.mastodon.answers import Account, Accounts, Relationships
from mooc.networks.mastodon.asker import SPENT, Asker
from mooc.networks.mastodon.capabilities import PEOPLE, RELATIONSHIPS
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.reads.reposters import all_told
from mooc.networks.mastodon.server_quirks import hides_followers, hides_following
from mooc.networks.mastodon.servers import one_thing
from mooc.networks.mastodon.urls import HomeAddress, home_of
from mooc.networks.transport import catch_trouble, in_batches


class IdCursor(BaseModel):
    """The cursor: stable id → the id on the course's server."""

    ids: dict[str, str] = {}


def read_followers(question: Question, asker: Asker, cursor: str) -> Reading:
    """Who of ``question.among`` follows ``question.subject``. Of a large class the first looks only learn ids."""
    known = _known(cursor)
    look = FollowersRead(asker, question.subject, question.among, dict(known))
    broke_off = catch_trouble(look.go)
    goes_on = broke_off == SPENT and len(look.ids) > len(known)
    trouble = None if goes_on else broke_off or look.why
    return asker.reading(
        trouble,
        edges=tuple(Edge(account, question.subject) for account in question.among if account in look.found),
        covered=None if goes_on else asker.moment(trouble),
        cursor=IdCursor(ids=look.ids).model_dump_json() if look.ids else "",
        unfinished=goes_on,
    )


def _known(cursor: str) -> dict[str, str]:
    try:
        return IdCursor.model_validate_json(cursor).ids
    except ValidationError:
        return {}


@dataclass
class FollowersRead:
    """One look. ``ids``: what is known of ids on the course's server; ``why``: what could not be seen, if anything."""

    asker: Asker
    subject: str
    among: Sequence[str]
    ids: dict[str, str]
    found: set[str] = field(default_factory=set)
    why: Trouble | None = None

    def go(self) -> None:
        """Look. Raises NetworkTrouble and ValueError."""
        target = home_of(self.subject)
        if self.among and self.subject == profiles.myself(self.asker):
            self._by_relationships()
        elif self.among:
            self._by_lists(target)

    def _by_relationships(self) -> None:
        for account in self.among:
            if account not in self.ids:
                self._try(partial(self._look_up, account))
        homes = {self.ids[account]: account for account in self.among if account in self.ids}
        unseen: list[str] = []
        for batch in in_batches(sorted(homes), RELATIONSHIPS):
            shown = dict(self._relationships(batch))
            self.found.update(homes[one] for one, follows in shown.items() if follows and one in homes)
            unseen += [one for one in batch if one not in shown]
        for one in unseen:
            self._try(partial(self._again, homes[one], one))

    def _look_up(self, account: str) -> str:
        found = profiles.id_on_course_server(self.asker, home_of(account))
        if found:
            self.ids[account] = found
        return found

    def _again(self, account: str, before: str) -> None:
        """Somebody whom the server does not show under the id that we know: has it forgotten them, or hidden them?"""
        del self.ids[account]
        found = self._look_up(account)
        if found == before:
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="relationships"))
        if found:
            self.found.update(account for one, follows in self._relationships([found]) if one == found and follows)

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
        return [(row.id, row.followed_by) for row in relationships.root]

    def _by_lists(self, target: HomeAddress) -> None:
        why = catch_trouble(partial(self._read_followers, target))
        if why is None or not self._left():
            return
        if why.kind in (TroubleKind.RATE_LIMITED, TroubleKind.ACCOUNT_GONE):
            raise NetworkTrouble(why)
        for account in self._left():
            self._try(partial(self._read_following, home_of(account), account, target))

    def _left(self) -> list[str]:
        return [account for account in self.among if account not in self.found]

    def _read_followers(self, target: HomeAddress) -> None:
        """https://docs.joinmastodon.org/methods/accounts/#followers"""
        shown = self._account(target)
        if shown and hides_followers(shown):
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN))
        if shown and (shown.followers_count or 0) > PEOPLE * self.asker.setup.pages_at_most:
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="too many followers"))
        wanted: dict[tuple[str, str], str] = {}
        for account in self.among:
            self._try(partial(self._name, account, target, wanted))

        def is_enough(row: Account) -> bool:
            user, host = _user_and_host(self.asker, row, target.host)
            account = wanted.get((row.id if host == target.host else user, host))
            self.found.update({account} if account else ())
            return not self._left()

        self._read_list(target, "followers", (shown.followers_count or 0) if shown else None, is_enough)

    def _name(self, account: str, target: HomeAddress, wanted: dict[tuple[str, str], str]) -> None:
        """How the account stands in a list of the target's server: by its id there, or by its name elsewhere."""
        home = home_of(account)
        wanted[(home.id, home.host) if home.host == target.host else _who(self.asker, account)] = account

    def _read_following(self, home: HomeAddress, account: str, target: HomeAddress) -> None:
        """https://docs.joinmastodon.org/methods/accounts/#following"""
        shown = self._account(home)
        address = target if target.host == home.host else HomeAddress(*_who(self.asker, self.subject))

        def is_enough(row: Account) -> bool:
            user, host = _user_and_host(self.asker, row, home.host)
            follows = address == HomeAddress(row.id if host == home.host else user, host)
            self.found.update({account} if follows else ())
            return follows

        if shown and hides_following(shown):
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN))
        self._read_list(home, "following", (shown.following_count or 0) if shown else None, is_enough)

    def _account(self, home: HomeAddress) -> Account | None:
        """The account; None where its server does not show it to strangers. Raises NetworkTrouble."""
        try:
            return profiles.account(self.asker, home)
        except NotThere as error:
            raise NetworkTrouble(Trouble(TroubleKind.ACCOUNT_GONE, detail=error.trouble.detail)) from error
        except NetworkTrouble as error:
            if error.trouble.kind is not TroubleKind.REFUSED:
                raise
            return None

    def _read_list(self, home: HomeAddress, name: str, count: int | None, is_enough: Callable[[Account], bool]) -> None:
        """Read a list until it is enough. One that is empty against its ``count`` is hidden, one that is shorter is
        incomplete; None: the count is not shown. Raises NetworkTrouble."""
        server, rows = self.asker.server(home.host), set[str]()
        with one_thing(self.asker, home.host):
            for page in server.pages(Accounts, f"/api/v1/accounts/{home.id}/{name}", limit=PEOPLE):
                rows.update(row.id for row in page.root)
                if any(is_enough(row) for row in page.root):
                    return
        if count is None:
            raise NetworkTrouble(Trouble(TroubleKind.REFUSED, detail="the account is not shown"))
        if count and not rows:
            raise NetworkTrouble(Trouble(TroubleKind.HIDDEN))
        all_told(count, len(rows))

    def _try(self, part: Callable[[], object]) -> None:
        """What fails for one person is noted, and the others are looked at. What fails for all is raised."""
        try:
            part()
        except NetworkTrouble as error:
            if error.trouble == SPENT or error.trouble.kind is TroubleKind.BUDGET:
                raise
            self.why = self.why or error.trouble


def _who(asker: Asker, account: str) -> tuple[str, str]:
    home = home_of(account)
    return profiles.acct_at_home(asker, home).partition("@")[0].lower(), home.host


def _user_and_host(asker: Asker, row: Account, on: str) -> tuple[str, str]:
    user, host = profiles.user_and_host(row, on, asker.setup.loopback)
    return user.lower(), host
