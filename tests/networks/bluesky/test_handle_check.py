"""Linking a Bluesky account, on the real network with its real directory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from fixtures.bluesky import BlueskyNetwork, Person
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.troubles import TroubleKind
from mooc.linking import code_proof
from mooc.linking.codes import new_code
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks.bluesky.adapter import Bluesky
from mooc.networks.bluesky.handle_check import Document, document, must_claim
from tests.bluesky import Join, eventually
from tests.networks.faulty import Answer, Spoil, failing, faulty, redirected, truncated

pytestmark = pytest.mark.needs("node", "postgresql")

NOW = datetime.now(UTC)
JUST_NOW = NOW - timedelta(minutes=5)


@pytest.fixture(scope="module")
def bluesky(bluesky_network: BlueskyNetwork) -> Bluesky:
    return Bluesky(bluesky_network.appview)


def prove(
    accounts: code_proof.ProfileSource, handle: str, code: str, issued_at: datetime, now: datetime, plc: str
) -> AccountProfile:
    return code_proof.prove_by_code(accounts, handle, code, issued_at, now, check=partial(must_claim, plc=plc))


@dataclass
class Misled:
    """A network that believes that a handle is somebody's. (The real one checks, so it cannot be made to say this.)"""

    real: Bluesky
    did: str

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        return {handle: AccountProfile("bluesky", self.did, handle) for handle in handles}

    def profile(self, account: str) -> AccountProfile:
        return self.real.profile(account)

    def recent_texts(self, account: str) -> Sequence[str]:
        return self.real.recent_texts(account)


def known(bluesky: Bluesky, person: Person) -> Person:
    """The person, as soon as the AppView shows the handle."""
    eventually(lambda: bluesky.find([person.handle]), bool)
    return person


def refusal(bluesky: object, network: BlueskyNetwork, handle: str, code: str = "", plc: str = "") -> CannotLink:
    with pytest.raises(CannotLink) as caught:
        prove(bluesky, handle, code or new_code(), JUST_NOW, NOW, plc or network.plc)  # type: ignore[arg-type]
    return caught.value


def test_a_code_in_the_profile_proves_it(bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada, code = join("ada"), new_code()
    ada.describe(f"Teacher in Lyon. {code}", "Ada")
    eventually(lambda: bluesky.profile(ada.did).bio, lambda bio: code in bio)
    linked = prove(bluesky, ada.handle, code, JUST_NOW, NOW, bluesky_network.plc)
    assert (linked.id, linked.handle, linked.standing) == (ada.did, ada.handle, AccountStatus.ACTIVE)


def test_a_code_in_a_post_proves_it(bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada, code = join("ada"), new_code()
    ada.post(f"I take part: {code}")
    eventually(lambda: bluesky.recent_texts(ada.did) if bluesky.find([ada.handle]) else [], bool)
    assert prove(bluesky, ada.handle, code, JUST_NOW, NOW, bluesky_network.plc).id == ada.did


def test_without_the_code_nothing_is_proven(bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada = known(bluesky, join("ada"))
    assert refusal(bluesky, bluesky_network, ada.handle).key is Refusal.CODE_MISSING


def test_the_code_in_a_post_of_somebody_else_that_was_reposted_proves_nothing(
    bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join
) -> None:
    ada, eve, code = known(bluesky, join("ada")), known(bluesky, join("eve")), new_code()
    ada.repost(eve.post(code))
    eventually(lambda: bluesky.recent_texts(eve.did), bool)
    assert refusal(bluesky, bluesky_network, ada.handle, code).key is Refusal.CODE_MISSING


def test_a_code_of_yesterday_proves_nothing(bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join) -> None:
    with pytest.raises(CannotLink) as caught:
        prove(bluesky, join().handle, new_code(), NOW - timedelta(days=1), NOW, bluesky_network.plc)
    assert caught.value.key is Refusal.CODE_EXPIRED


@pytest.mark.parametrize("handle", ["nobody.test", "not a handle", "", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_handle_that_nobody_has(bluesky: Bluesky, bluesky_network: BlueskyNetwork, handle: str) -> None:
    assert refusal(bluesky, bluesky_network, handle).key is Refusal.NO_ACCOUNT


def test_a_handle_that_the_account_does_not_claim(
    bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join
) -> None:
    ada = known(bluesky, join("ada"))
    misled = Misled(bluesky, ada.did)
    assert refusal(misled, bluesky_network, "someone.else.test").key is Refusal.HANDLE_MISMATCH
    assert refusal(misled, bluesky_network, ada.handle).key is Refusal.CODE_MISSING


def test_an_account_that_the_directory_does_not_know(bluesky: Bluesky, bluesky_network: BlueskyNetwork) -> None:
    misled = Misled(bluesky, f"did:plc:{'a' * 24}")
    assert refusal(misled, bluesky_network, "ada.test").key is Refusal.NO_ACCOUNT


@pytest.mark.parametrize("did", ["did:web:10.0.0.1", "did:plc:../../etc", "did:plc:" + "a" * 24 + "/log"])
def test_an_identity_that_would_send_us_elsewhere_is_not_looked_up(
    bluesky: Bluesky, bluesky_network: BlueskyNetwork, did: str
) -> None:
    assert refusal(Misled(bluesky, did), bluesky_network, "ada.test").key is Refusal.UNSUPPORTED_IDENTITY


def test_a_suspended_account(bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada = known(bluesky, join("ada"))
    bluesky_network.take_down(ada)
    eventually(lambda: bluesky.profile(ada.did).standing, lambda standing: standing is AccountStatus.SUSPENDED)
    assert refusal(Misled(bluesky, ada.did), bluesky_network, ada.handle).key is Refusal.SUSPENDED
    assert refusal(bluesky, bluesky_network, ada.handle).key is Refusal.SUSPENDED, "and not: nobody has this handle"


def test_a_deactivated_account(bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada = known(bluesky, join("ada"))
    ada.deactivate()
    eventually(lambda: bluesky.profile(ada.did).standing, lambda standing: standing is AccountStatus.GONE)
    assert refusal(bluesky, bluesky_network, ada.handle).key is Refusal.DEACTIVATED
    ada.activate()
    eventually(lambda: bluesky.profile(ada.did).standing, lambda standing: standing is AccountStatus.ACTIVE)
    assert refusal(bluesky, bluesky_network, ada.handle).key is Refusal.CODE_MISSING


def test_a_network_in_trouble_is_not_the_members_fault(bluesky_network: BlueskyNetwork, join: Join) -> None:
    with faulty(bluesky_network.appview, failing(503)) as proxy:
        error = refusal(Bluesky(proxy.url), bluesky_network, join().handle)
    assert error.key is Refusal.NETWORK_TROUBLE
    assert error.trouble is not None
    assert error.trouble.kind is TroubleKind.SERVER_ERROR


def huge(answer: Answer) -> Answer:
    return answer._replace(body=answer.body + b" " * 2**17)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (failing(500), TroubleKind.SERVER_ERROR),
        (redirected, TroubleKind.REFUSED),
        (truncated, TroubleKind.BAD_ANSWER),
        (huge, TroubleKind.BAD_ANSWER),
    ],
)
def test_so_is_a_directory_in_trouble(
    bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join, spoil: Spoil, why: TroubleKind
) -> None:
    ada = known(bluesky, join("ada"))
    with faulty(bluesky_network.plc, spoil) as proxy:
        error = refusal(bluesky, bluesky_network, ada.handle, plc=proxy.url)
    assert error.key is Refusal.NETWORK_TROUBLE
    assert error.trouble is not None
    assert error.trouble.kind is why


def test_so_is_a_directory_that_is_not_there(bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join) -> None:
    error = refusal(bluesky, bluesky_network, known(bluesky, join()).handle, plc="http://127.0.0.1:9")
    assert error.trouble is not None
    assert error.trouble.kind is TroubleKind.UNREACHABLE


def test_the_document_names_the_handle_that_stands_first(bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada = join()
    assert document(ada.did, bluesky_network.plc).handle == ada.handle
    names = ["https://ada.example", "at://Ada.test", "at://second.test"]
    assert Document.model_validate({"id": ada.did, "alsoKnownAs": names}).handle == "ada.test"
