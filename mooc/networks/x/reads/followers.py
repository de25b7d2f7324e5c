"""The followers of an account, newest first: all of them, or those who are new since the last look.

    new ── newest of the last look ── older … oldest
    ◀─────── read ───────▶│ known: not paid for again

The list is known to have been joined to what was read before when two who stood next to each other in it, or close by,
still do: one alone may have left and come back.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.asker import parse_cursor
from mooc.networks.transport import catch_trouble
from mooc.networks.x import profiles
from mooc.networks.x.answers import Users
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import LEAST_FOLLOWERS, PEOPLE, POSTS, USER_USD

REMEMBERED = 6
"""So many of the newest are remembered."""


class FollowersCursor(BaseModel, frozen=True):
    """The cursor. ``ids``: the newest followers at the last look, newest first; ``came``: how many were new then."""

    ids: tuple[str, ...] = ()
    came: int = 0


class FollowerListRead:
    """One look at the followers of ``target``. ``targets``: whose follows are asked about."""

    def __init__(self, asker: Asker, target: str, among: set[str]) -> None:
        self._asker, self._target, self._among = asker, target, among
        self.edges: dict[str, Edge] = {}
        self.people: list[AccountProfile] = []
        self._new_count = 0

    def whole(self) -> None:
        """Read all. Raises NetworkTrouble."""
        metrics = profiles.fetch_user(self._asker, self._target, "public_metrics").public_metrics
        is_costly = metrics is None or metrics.followers_count > self._asker.setup.followers_at_most
        for page in self._pages(POSTS if is_costly else PEOPLE):
            self._take(page)
            if self._among <= self.edges.keys():
                return
            if is_costly:
                raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="too many followers"))

    def go_on(self, newest: FollowersCursor) -> None:
        """Read what is new since then. Raises NetworkTrouble."""
        first = min(PEOPLE, max(LEAST_FOLLOWERS, 2 * newest.came))
        for page in self._pages(first, PEOPLE // 10):
            self._take(page)
            self._new_count = self._count_new(newest.ids)
            if self._new_count < len(self.edges):
                return

    def newest(self, cursor: FollowersCursor) -> FollowersCursor:
        """The next cursor."""
        ids = dict.fromkeys([*self.edges, *cursor.ids])
        return FollowersCursor(ids=tuple(ids)[:REMEMBERED], came=self._new_count)

    def _count_new(self, previous: tuple[str, ...]) -> int:
        """How many come before the first two who stood in this order at the last look; all, if no two did."""
        place = {account: number for number, account in enumerate(previous)}
        for number, (newer, older) in enumerate(pairwise(self.edges)):
            if newer in place and older in place and place[newer] < place[older]:
                return number
        return len(self.edges)

    def _take(self, page: Users) -> None:
        self.edges.update((user.id, Edge(user.id, self._target)) for user in page.data)
        self.people += [profiles.to_profile(user) for user in page.data if user.id in self._among]
        if page.trouble:
            raise NetworkTrouble(page.trouble)

    def _pages(self, size: int, later_page_size: int = 0) -> Iterator[Users]:
        fields = ["id", "name", "username", "protected"]
        ask: Callable[..., Any] = partial(self._asker.client.get_users_followers, self._target, user_fields=fields)
        return self._asker.pages(ask, Users, USER_USD, later_page_size, max_results=size)


def read_followers(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.x.com/x-api/users/get-followers, newest first (long for enterprises only; no call seen yet).

    Listed as a whole, it ends as soon as all who are asked about have been found: no more can be learnt of them. Else
    it goes on from the newest that were listed before. That they come newest first is seen and not documented: before
    an absence is claimed for good, or where an end must not be missed, all is asked for (``question.exhaustive``).
    """
    among, newest = set(question.targets), parse_cursor(FollowersCursor, cursor) or FollowersCursor()
    look = FollowerListRead(asker, question.subject, among)
    if not among:
        return asker.reading(None, completeness=Completeness(asker.moment(None)), cursor=cursor)
    goes_on = bool(newest.ids) and (not question.exhaustive or bool(question.unresolved))
    trouble = catch_trouble(partial(look.go_on, newest)) if goes_on else None
    if not goes_on or (question.exhaustive and not trouble and not look.edges.keys() >= set(question.unresolved)):
        goes_on, trouble = False, catch_trouble(look.whole)
    return asker.reading(
        trouble,
        edges=tuple(look.edges.values()),
        people=tuple(dict.fromkeys(look.people)),
        completeness=Completeness(asker.moment(trouble), listed=frozenset() if goes_on else None),
        cursor=cursor if trouble else look.newest(newest if goes_on else FollowersCursor()).model_dump_json(),
    )


def read_all_followers(question: Question, asker: Asker, cursor: str) -> Reading:
    """The same, listed as a whole at every look: who has left shows nowhere else."""
    return read_followers(question._replace(exhaustive=True, unresolved=()), asker, cursor)
