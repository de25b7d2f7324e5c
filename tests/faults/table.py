"""The faults, one row each: how it is made, where it cannot be, and how many requests it may cost."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.faults import corruptions, fault_cases
from tests.faults.env import PAGES_AT_MOST, PATIENCE, Ground
from tests.faults.school import School
from tests.proxy import ALWAYS, Spoil

Inject = Callable[[School], AbstractContextManager[None]]
LOOKS = 3


@dataclass(frozen=True)
class Row:
    """One fault. ``number``: of the matrix. ``not_on``: network → why it cannot be there. ``wrong_on``: network → what
    is known to be wrong there, and waits to be mended. ``pages``: how many pages of
    posts ada has. ``each``: requests of a watch in one look at most. ``silent``: after the first look nothing is sent
    until it is over. ``loud``: the looks must have run into one of these troubles (empty: into none)."""

    number: int
    name: str
    inject: Inject
    loud: frozenset[str] = frozenset()
    not_on: Mapping[str, str] = field(default_factory=dict)
    wrong_on: Mapping[str, str] = field(default_factory=dict)
    pages: int = 0
    each: int = 3
    silent: bool = False

    @property
    def title(self) -> str:
        return f"{self.number} {self.name}"


@contextmanager
def spoiled(which: str, make: Callable[[Ground], Spoil], school: School) -> Iterator[None]:
    """All answers are spoiled, or those to the questions for ``posts`` or ``follows``."""
    ground = school.ground
    word = {"all": "", "follows": ground.follows_word}.get(which)
    everybody = tuple(school.accounts.values())
    matches = (lambda path: word in path) if word is not None else partial(_of_posts, ground, everybody)
    ground.proxy.spoil(matches, make(ground), times=ALWAYS)
    yield


def _of_posts(ground: Ground, accounts: tuple[str, ...], path: str) -> bool:
    return any(ground.is_of_posts(path, account) for account in accounts)


def all_(make: Callable[[Ground], Spoil]) -> Inject:
    return partial(spoiled, "all", make)


def of_posts(make: Callable[[Ground], Spoil]) -> Inject:
    return partial(spoiled, "posts", make)


def always(spoil: Spoil) -> Inject:
    return all_(lambda ground: spoil)


@contextmanager
def _in_vain(spoil: Spoil, school: School) -> Iterator[None]:
    with school.ground.impatient(), spoiled("all", lambda ground: spoil, school):
        yield


def in_vain(spoil: Spoil) -> Inject:
    """All answers are spoiled so that one waits for them in vain, and nobody waits for long."""
    return partial(_in_vain, spoil)


def limited(seconds: int | None) -> Inject:
    """429, with a reset in so many seconds; None: without."""
    return all_(lambda g: corruptions.status(429, lambda: g.reset(seconds) if seconds is not None else {}))


@contextmanager
def both(make: Callable[[Ground], Spoil], school: School) -> Iterator[None]:
    """The answers about posts and those about follows are spoiled."""
    with spoiled("posts", make, school), spoiled("follows", make, school):
        yield


LIMITED, SERVER, BAD = frozenset({"rate_limited"}), frozenset({"server_error"}), frozenset({"bad_answer"})
AWAY, PARTIAL, REFUSED = frozenset({"unreachable"}), frozenset({"partial"}), frozenset({"refused"})
LOOPING, UNAUTHORIZED = frozenset({"looping"}), frozenset({"unauthorized"})
TEXTS = "its ids are texts that hold no numbers (DIDs and at:// URIs)"
NO_LISTING = "search proves no deletion: what it no longer shows may be protected, and is not called gone"
REACHES = "an account's posts are read back to the window's start, however long ago that was"
NO_TOKEN, A_TOKEN = "it is read without a token", "it is read with a token, of which there is a row of its own"
GUARDED = "the guard speaks TLS with public addresses alone; who verifies the certificate is the same library as for X"
OPEN = "posts are public there, or not on this API at all"


TABLE: tuple[Row, ...] = (
    Row(32, "429 with a reset", limited(600), LIMITED, silent=True),
    Row(32, "429 without a reset", limited(None), LIMITED, silent=True),
    Row(32, "429, reset in the past", limited(-3600), LIMITED, silent=True),
    Row(32, "429, reset 2 h ahead", limited(7200), LIMITED, silent=True),
    Row(33, "500", always(corruptions.status(500)), SERVER, each=1),
    Row(33, "502", always(corruptions.status(502)), SERVER, each=1),
    Row(33, "503", always(corruptions.status(503)), SERVER, each=1),
    Row(33, "HTML with 200", always(corruptions.html), BAD, each=1),
    Row(34, "connect time-out", fault_cases.nobody_accepts, AWAY, each=1),
    Row(34, "read time-out", in_vain(corruptions.held), AWAY, each=1),
    Row(34, "slow drip", in_vain(corruptions.slow(10 * PATIENCE)), AWAY, each=1),
    Row(34, "never-ending body", in_vain(corruptions.endless), AWAY | BAD, each=1),
    Row(35, "truncated JSON", always(corruptions.truncated), BAD, each=1),
    Row(35, "missing keys", partial(both, corruptions.emptied), BAD),
    Row(35, "null list", partial(both, corruptions.nulled), BAD),
    Row(35, "wrong types", partial(both, corruptions.of_other_types), BAD),
    Row(35, "ids beyond 2^53 as numbers", partial(both, corruptions.with_numbers), not_on={"bluesky": TEXTS}),
    Row(36, "page 3 of 5 fails", fault_cases.third_page, SERVER, pages=5, each=6),
    Row(37, "200 with a part missing", fault_cases.partial_success, PARTIAL),
    Row(38, "duplicate pages", of_posts(corruptions.Repeating), pages=3, each=6),
    Row(38, "two versions of one post", fault_cases.two_versions),
    Row(39, "cursor loop", of_posts(partial(corruptions.Paging, fresh=False)), LOOPING, each=PAGES_AT_MOST + 2),
    Row(
        39, "endless fresh cursors", of_posts(partial(corruptions.Paging, fresh=True)), PARTIAL, each=PAGES_AT_MOST + 2
    ),
    Row(40, "drift while paging", fault_cases.drift, each=6),
    Row(41, "deleted after it was counted", fault_cases.deleted_after),
    Row(41, "the deletion comes before the post", fault_cases.deleted_before, not_on={"x": NO_LISTING}),
    Row(41, "edited so that it no longer fits", fault_cases.edited_away),
    Row(42, "gap longer than the retention", fault_cases.gap, not_on={"bluesky": REACHES, "mastodon": REACHES}),
    Row(44, "renamed", fault_cases.renamed, not_on={"mastodon": "a user's name never changes"}),
    Row(44, "moved", fault_cases.moved, not_on={"x": "nobody moves", "bluesky": "who moves keeps the DID"}),
    Row(44, "suspended", fault_cases.suspended),
    Row(44, "protected", fault_cases.protected, not_on={"bluesky": OPEN, "mastodon": OPEN}),
    Row(44, "token revoked", always(corruptions.status(401)), UNAUTHORIZED, {"bluesky": NO_TOKEN}, silent=True),
    Row(
        44,
        "401, though there is no token",
        always(corruptions.status(401)),
        REFUSED,
        {"x": A_TOKEN, "mastodon": A_TOKEN},
    ),
    Row(44, "410", always(corruptions.status(410)), REFUSED | BAD | {"account_gone"}),
    Row(44, "NXDOMAIN", fault_cases.no_such_domain, AWAY | REFUSED),
    Row(44, "expired TLS", fault_cases.expired_tls, AWAY, {"mastodon": GUARDED}),
)
