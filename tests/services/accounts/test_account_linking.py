"""Linking by a code, on the networks on which one can sign in too: the same way everywhere."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests
from pydantic import SecretStr

from fixtures.bluesky import BlueskyNetwork
from fixtures.sandbox import Sandbox
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.questions import Question
from mooc.core.facts.troubles import TroubleKind
from mooc.linking.codes import CODE_LIFETIME
from mooc.linking.refusal import CannotLink, Refusal
from mooc.services import networks
from mooc.services.accounts import account_linking, consent
from mooc.services.accounts.account_linking import ConsentNeeded, NotOffered
from mooc.services.cohorts import account_lookup
from mooc.services.cohorts.cohorts import WrongField
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.accounts.accounts import AccountTaken
from tests.bluesky import Join, eventually
from tests.building.cast import NOW, Cast, enter
from tests.installed import cut_off, installed
from tests.mastodon_server import MastodonServer, mastodon_server, token_of
from tests.networks.faulty import failing, faulty
from tests.networks.mastodon.recorded import GOTOSOCIAL, MASTODON, NOT_FOUND, TAKAHE, Dialect, account, served
from tests.networks.mastodon.recorded import Answer as Data

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return enter()


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    world = World((WorldAccount("ada_writes", "71"), WorldAccount("eve_reads", "72")))
    with Sandbox(world, lambda: NOW) as running, installed(monkeypatch, running):
        yield running


@pytest.fixture(scope="module")
def mastodon() -> Iterator[MastodonServer]:
    with mastodon_server(["ada", "eve"], []) as running:
        yield running


@pytest.fixture
def server(mastodon: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonServer]:
    with installed(monkeypatch):
        yield mastodon
    mastodon.heal()


def code_for(cast: Cast, network: str, handle: str, who: str = "ada") -> str:
    return account_linking.begin(cast.people[who].id, network, handle, consent.VERSION).code


def confirm(cast: Cast, network: str, who: str = "ada", later: timedelta = timedelta(0)) -> accounts.LinkedAccount:
    return account_linking.confirm(cast.people[who].id, network, NOW, datetime.now(UTC) + later)


def refused(cast: Cast, network: str, who: str = "ada", later: timedelta = timedelta(0)) -> CannotLink:
    with pytest.raises(CannotLink) as caught:
        confirm(cast, network, who, later)
    return caught.value


def describe(sandbox: Sandbox, bio: str, texts: tuple[str, ...] = ()) -> None:
    """Ada's profile on X, and her posts."""
    posts = tuple(
        Event(NOW - timedelta(minutes=9 - n), EventName.POST, f"p{n}", "ada_writes", text=text)
        for n, text in enumerate(texts)
    )
    sandbox.world = World((WorldAccount("ada_writes", "71", bio=bio), WorldAccount("eve_reads", "72")), posts)


def test_on_x_by_the_profile_and_no_post_is_paid_for(cast: Cast, sandbox: Sandbox) -> None:
    describe(sandbox, f"Lyon. {code_for(cast, 'x', '@Ada_Writes')}")
    account = confirm(cast, "x")
    assert (account.external_id, account.handle, account.proof) == ("71", "ada_writes", "code")
    assert account.consent == consent.VERSION
    assert sandbox.ledger.requests == {"users_by": 1, "users": 1}


def test_on_x_by_a_post_for_a_few_cents(cast: Cast, sandbox: Sandbox) -> None:
    code = code_for(cast, "x", "ada_writes")
    describe(sandbox, "Lyon.", ("good morning", f"here it is: {code}", "good night"))
    assert confirm(cast, "x").external_id == "71"
    assert sandbox.ledger.requests["user_tweets"] == 1
    assert sum(sandbox.ledger.days.values()) == Decimal("0.010") + 3 * Decimal("0.005")


def test_on_x_without_the_code_nothing_is_proven(cast: Cast, sandbox: Sandbox) -> None:
    code_for(cast, "x", "ada_writes")
    describe(sandbox, "Lyon.", ("good morning",))
    assert refused(cast, "x").key is Refusal.CODE_MISSING
    assert sandbox.ledger.requests["user_tweets"] == 1


def show(server: MastodonServer, who: str, note: str) -> None:
    form = {"note": note}
    headers = {"Authorization": f"Bearer {token_of(who)}"}
    url = f"{server.url}/api/v1/accounts/update_credentials"
    requests.patch(url, data=form, headers=headers, timeout=5).raise_for_status()


def test_on_mastodon_by_the_profile(cast: Cast, server: MastodonServer) -> None:
    show(server, "ada", f"Lyon. {code_for(cast, 'mastodon', f'@Ada@{server.host}')}")
    account = confirm(cast, "mastodon")
    assert (account.external_id, account.handle) == (server.account("ada"), f"ada@{server.host}")


def test_on_mastodon_by_a_post(cast: Cast, server: MastodonServer) -> None:
    show(server, "ada", "")
    server.acting("ada").status_post(f"I take part: {code_for(cast, 'mastodon', f'ada@{server.host}')}")
    assert confirm(cast, "mastodon").external_id == server.account("ada")


def test_on_mastodon_a_boost_of_somebody_s_code_proves_nothing(cast: Cast, server: MastodonServer) -> None:
    show(server, "ada", "")
    code = code_for(cast, "mastodon", f"ada@{server.host}")
    server.acting("ada").status_reblog(server.acting("eve").status_post(code))
    assert refused(cast, "mastodon").key is Refusal.CODE_MISSING


def test_both_ways_lead_to_the_same_account(cast: Cast, server: MastodonServer) -> None:
    """By a code and by signing in: one id, so that an account is still one person's."""
    show(server, "eve", code_for(cast, "mastodon", f"eve@{server.host}"))
    by_code = confirm(cast, "mastodon")
    show(server, "eve", code_for(cast, "mastodon", f"eve@{server.host}", "bea"))
    with pytest.raises(AccountTaken):
        confirm(cast, "mastodon", "bea")
    assert by_code.external_id == f"{server.id_of('eve')}@{server.host}"


def no_code_for(cast: Cast, network: str, handle: str) -> CannotLink:
    """Why the handle gets no code."""
    with pytest.raises(CannotLink) as caught:
        code_for(cast, network, handle)
    assert not models.LinkAttempt.objects.exists()
    return caught.value


def sent(network: str) -> int:
    """How many requests the ledger names that were sent besides all watches."""
    return sum(models.Poll.objects.filter(network=network).values_list("requests", flat=True))


def test_a_handle_that_nobody_has_gets_no_code(cast: Cast, server: MastodonServer) -> None:
    assert no_code_for(cast, "mastodon", f"nobody@{server.host}").key is Refusal.NO_ACCOUNT
    assert sent("mastodon") == 2, "by the API, and by the domain"


def test_one_who_has_gone_meanwhile_is_told_when_the_code_is_looked_for(cast: Cast, server: MastodonServer) -> None:
    code_for(cast, "mastodon", f"ada@{server.host}")
    server.spoil("/api/v1/accounts/lookup", {"kind": "error", "status": 404})
    assert refused(cast, "mastodon").key is Refusal.NO_ACCOUNT


def test_a_network_that_cannot_be_asked_gives_a_code_and_says_so(cast: Cast, server: MastodonServer) -> None:
    user = cast.people["ada"].id
    server.spoil("/api/v1/accounts/lookup", {"kind": "error", "status": 503})
    before = len(server.asked)
    begun = account_linking.begin(user, "mastodon", f"ada@{server.host}", consent.VERSION)
    assert len(server.asked) == before + 1 and begun.trouble == "server_error"
    server.heal()
    assert account_linking.begin(user, "mastodon", f"ada@{server.host}", consent.VERSION).trouble == ""
    nowhere = account_linking.begin(user, "mastodon", "ada@127.0.0.1:9", consent.VERSION)
    assert (nowhere.trouble, bool(nowhere.code)) == ("unreachable", True)


def test_how_often_one_may_ask_who_there_is(cast: Cast, server: MastodonServer) -> None:
    keys = [no_code_for(cast, "mastodon", f"nobody@{server.host}").key for _ in range(21)]
    assert keys == [Refusal.NO_ACCOUNT] * 20 + [Refusal.TOO_MANY]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Dialect]]:
    with ExitStack() as stack, installed(monkeypatch):
        yield lambda routes, manner: stack.enter_context(served(Dialect(routes, manner)))


def test_on_gotosocial_no_code_can_be_seen_and_none_is_given(cast: Cast, serve: Callable[..., Dialect]) -> None:
    home = serve({}, GOTOSOCIAL)
    assert no_code_for(cast, "mastodon", f"ada@{home.host}").key is Refusal.CLOSED_TO_STRANGERS
    assert len(home.asked) == 1


def test_on_takahe_a_profile_that_is_closed_is_shown_by_its_name(cast: Cast, serve: Callable[..., Dialect]) -> None:
    home = serve({}, TAKAHE)
    shown = account("31", f"ada@{home.host}")
    home.routes["/api/v1/accounts/lookup"] = lambda query, has_token: (
        Data(shown) if query["acct"] == ["ada"] else NOT_FOUND
    )
    assert no_code_for(cast, "mastodon", f"bea@{home.host}").key is Refusal.NO_ACCOUNT
    shown["note"] = f"<p>{code_for(cast, 'mastodon', f'ada@{home.host}')}</p>"
    linked = confirm(cast, "mastodon")
    assert (linked.external_id, linked.handle) == (f"31@{home.host}", f"ada@{home.host}")
    assert any(target.startswith("/api/v1/accounts/31") for target in home.asked), "and it is closed"


def test_of_a_learner_on_a_closed_server_the_name_is_known(cast: Cast, serve: Callable[..., Dialect]) -> None:
    """By the handle that was linked the course's own server is asked who follows: the learner's tells nobody."""
    home, course = serve({}, GOTOSOCIAL), serve({}, MASTODON)
    course.routes["/api/v1/accounts/verify_credentials"] = Data(account("1", "host"))
    course.routes["/api/v1/accounts/lookup"] = lambda query, has_token: (
        Data(account("77", f"ada@{home.host}")) if query["acct"] == [f"ada@{home.host}"] else NOT_FOUND
    )
    course.routes["/api/v1/accounts/relationships"] = Data([{"id": "77", "followed_by": True}])
    own = AccountProfile("mastodon", f"01ADA@{home.host}", f"ada@{home.host}")
    account_linking.link(cast.people["ada"].id, own, "oauth", consent.VERSION, NOW)
    with (
        pytest.MonkeyPatch.context() as patched,
        installed(patched, mastodon_server=course.url, mastodon_token=SecretStr("token-of-host")),
    ):
        question = Question("mastodon", "followed_by", f"1@{course.host}", NOW - DAY, NOW + DAY, (own.id,))
        reading = networks.network("mastodon").read(question, "", NOW)
    assert (reading.trouble, [edge.actor for edge in reading.edges]) == (None, [own.id])


@pytest.fixture
def bluesky(bluesky_network: BlueskyNetwork, monkeypatch: pytest.MonkeyPatch) -> Iterator[BlueskyNetwork]:
    with installed(monkeypatch, bluesky_url=bluesky_network.appview, bluesky_plc_url=bluesky_network.plc):
        yield bluesky_network


@pytest.mark.needs("node", "postgresql")
class TestOnBluesky:
    def test_a_handle_that_nobody_has_gets_no_code(self, cast: Cast, bluesky: BlueskyNetwork) -> None:
        assert no_code_for(cast, "bluesky", "nobody-has-this.test").key is Refusal.NO_ACCOUNT
        assert sent("bluesky") == 2, "among all, and alone: only then it is told why"

    def test_one_that_somebody_has_gets_a_code_for_one_request(
        self, cast: Cast, bluesky: BlueskyNetwork, join: Join
    ) -> None:
        ada = join("ada")
        eventually(lambda: networks.network("bluesky").find([ada.handle]), bool)
        before = sent("bluesky")
        begun = account_linking.begin(cast.people["ada"].id, "bluesky", f"@{ada.handle.upper()}", consent.VERSION)
        assert (begun.handle, begun.trouble, sent("bluesky") - before) == (ada.handle, "", 1)

    def test_taken_down_and_deactivated_are_told_as_such(self, cast: Cast, bluesky: BlueskyNetwork, join: Join) -> None:
        ada, bea = join("ada"), join("bea")
        eventually(
            lambda: networks.network("bluesky").find([ada.handle, bea.handle]),
            lambda found: len([one for one in found.values() if one.standing is AccountStatus.ACTIVE]) == 2,
        )
        bluesky.take_down(ada)
        bea.deactivate()
        for person, why in ((ada, Refusal.SUSPENDED), (bea, Refusal.DEACTIVATED)):
            eventually(
                lambda person=person: networks.network("bluesky").profile(person.did).standing,  # type: ignore[misc]
                lambda standing: standing is not AccountStatus.ACTIVE,
            )
            assert no_code_for(cast, "bluesky", person.handle).key is why
            with pytest.raises(WrongField) as wrong:
                account_lookup.look_up({"bluesky": {"host": [person.handle]}}, ["bluesky"])
            assert wrong.value.code == "account_not_shown"
        assert not models.Account.objects.filter(external_id="").exists()

    def test_an_appview_in_trouble_gives_a_code_and_says_so(
        self, cast: Cast, bluesky: BlueskyNetwork, join: Join, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with faulty(bluesky.appview, failing(502)) as proxy, installed(monkeypatch, bluesky_url=proxy.url):
            begun = account_linking.begin(cast.people["ada"].id, "bluesky", "ada.test", consent.VERSION)
            assert proxy.asked and begun.trouble == "server_error"
        assert begun.code


def test_a_server_that_shows_strangers_nothing(cast: Cast, server: MastodonServer) -> None:
    code_for(cast, "mastodon", f"ada@{server.host}")
    server.spoil("/api/v1/accounts/lookup", {"kind": "error", "status": 401})
    before = len(server.asked)
    assert refused(cast, "mastodon").key is Refusal.CLOSED_TO_STRANGERS
    assert len(server.asked) > before


def test_a_server_in_trouble_is_not_the_person_s_fault(cast: Cast, server: MastodonServer) -> None:
    code = code_for(cast, "mastodon", f"ada@{server.host}")
    server.spoil("/api/v1/accounts/lookup", {"kind": "error", "status": 503})
    error = refused(cast, "mastodon")
    assert error.key is Refusal.NETWORK_TROUBLE and error.trouble is not None
    assert error.trouble.kind is TroubleKind.SERVER_ERROR
    server.heal()
    show(server, "ada", code)
    assert confirm(cast, "mastodon").id, "the code stays good"


def test_a_code_of_another_network_or_of_yesterday(cast: Cast, server: MastodonServer) -> None:
    show(server, "ada", code_for(cast, "mastodon", f"ada@{server.host}"))
    assert refused(cast, "bluesky").key is Refusal.CODE_EXPIRED
    assert refused(cast, "mastodon", later=timedelta(hours=1)).key is Refusal.CODE_EXPIRED


def test_each_network_waits_with_a_code_of_its_own(
    cast: Cast, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(monkeypatch)
    codes = {
        code_for(cast, "x", "ada"),
        code_for(cast, "bluesky", "a.example"),
        code_for(cast, "mastodon", "a@b.social"),
    }
    waiting = accounts.attempts(cast.people["ada"].id, since=datetime.now(UTC) - CODE_LIFETIME)
    assert {one.code for one in waiting} == codes and len(codes) == 3


def test_how_often_a_code_is_looked_for(cast: Cast, sandbox: Sandbox) -> None:
    code_for(cast, "x", "ada_writes")
    keys = [refused(cast, "x").key for _ in range(22)]
    assert keys == [Refusal.CODE_MISSING] * 20 + [Refusal.TOO_MANY] * 2
    assert sandbox.ledger.requests["users_by"] == 20


@pytest.mark.parametrize(
    ("network", "handle", "refusal"),
    [
        ("x", "a" * 16, Refusal.HANDLE_INVALID),
        ("mastodon", "ada", Refusal.HANDLE_INVALID),
        ("mastodon", "ada@localhost", Refusal.INSTANCE_REFUSED),
        ("bluesky", "аda.example", Refusal.HANDLE_INVALID),
    ],
)
def test_what_cannot_be_a_handle_gets_no_code(
    cast: Cast, sandbox: Sandbox, network: str, handle: str, refusal: Refusal
) -> None:
    with pytest.raises(CannotLink) as caught:
        code_for(cast, network, handle)
    assert caught.value.key is refusal
    assert not models.LinkAttempt.objects.exists()


def test_no_code_without_consent_nor_for_a_network_that_is_not_read(cast: Cast, server: MastodonServer) -> None:
    user = cast.people["ada"].id
    with pytest.raises(NotOffered):
        account_linking.begin(user, "x", "ada", consent.VERSION)
    for agreed in ("", "2020-01", "on"):
        with pytest.raises(ConsentNeeded):
            account_linking.begin(user, "bluesky", "ada.example", agreed)
    assert not models.LinkAttempt.objects.exists()
