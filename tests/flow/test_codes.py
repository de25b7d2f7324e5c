"""Linking by a code, on the networks on which one can sign in too: the same way everywhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests

from fixtures.sandbox import Sandbox
from fixtures.worlds import Account, Event, What, World
from mooc.core.network import TroubleKind
from mooc.flow import consent, linking
from mooc.flow.linking import ConsentNeeded, NotOffered
from mooc.linking.refusal import CannotLink, Refusal
from mooc.store import accounts, models
from mooc.store.accounts import AccountTaken
from tests.cast import NOW, Cast, enter
from tests.installed import installed
from tests.mastodon_server import MastodonServer, mastodon_server, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return enter()


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    world = World((Account("ada_writes", "71"), Account("eve_reads", "72")))
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
    return linking.begin(cast.people[who].id, network, handle, consent.VERSION).code


def confirm(cast: Cast, network: str, who: str = "ada", later: timedelta = timedelta(0)) -> accounts.Account:
    return linking.confirm(cast.people[who].id, network, NOW, datetime.now(UTC) + later)


def refused(cast: Cast, network: str, who: str = "ada", later: timedelta = timedelta(0)) -> CannotLink:
    with pytest.raises(CannotLink) as caught:
        confirm(cast, network, who, later)
    return caught.value


def describe(sandbox: Sandbox, bio: str, texts: tuple[str, ...] = ()) -> None:
    """Ada's profile on X, and her posts."""
    posts = tuple(
        Event(NOW - timedelta(minutes=9 - n), What.POST, f"p{n}", "ada_writes", text=text)
        for n, text in enumerate(texts)
    )
    sandbox.world = World((Account("ada_writes", "71", bio=bio), Account("eve_reads", "72")), posts)


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


def test_nobody_has_that_name(cast: Cast, server: MastodonServer) -> None:
    code_for(cast, "mastodon", f"nobody@{server.host}")
    assert refused(cast, "mastodon").key is Refusal.NO_ACCOUNT


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


def test_each_network_waits_with_a_code_of_its_own(cast: Cast, sandbox: Sandbox) -> None:
    codes = {
        code_for(cast, "x", "ada"),
        code_for(cast, "bluesky", "a.example"),
        code_for(cast, "mastodon", "a@b.social"),
    }
    waiting = linking.waiting(cast.people["ada"].id, datetime.now(UTC))
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
        linking.begin(user, "x", "ada", consent.VERSION)
    for agreed in ("", "2020-01", "on"):
        with pytest.raises(ConsentNeeded):
            linking.begin(user, "bluesky", "ada.example", agreed)
    assert not models.LinkAttempt.objects.exists()
