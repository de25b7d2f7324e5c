"""A post that somebody points at, on the real network."""

from datetime import UTC, datetime, timedelta

import pytest

from fixtures.bluesky import BlueskyNetwork, Person
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.bluesky.adapter import Bluesky
from tests.bluesky import Join, eventually
from tests.networks.faulty import Spoil, failing, faulty, rate_limited, truncated

KEY = "3kabcdefghij2"
DID = "did:plc:abcdefghijklmnopqrstuvwx"
NO_LAG = timedelta(0)


@pytest.mark.parametrize(
    ("url", "who"),
    [
        (f"https://bsky.app/profile/ada.test/post/{KEY}", "ada.test"),
        (f"https://bsky.app/profile/Ada.TEST/post/{KEY}?ref=share#x", "ada.test"),
        (f"https://www.bsky.app/profile/{DID}/post/{KEY}/", DID),
        (f"https://bsky.app/profile/did%3Aplc%3Aabcdefghijklmnopqrstuvwx/post/{KEY}", DID),
        (f"at://{DID}/app.bsky.feed.post/{KEY}", DID),
        (f" at://ada.test/app.bsky.feed.post/{KEY}\n", "ada.test"),
        (f"https://bsky.app/profile/did:web:example.org/post/{KEY}", "did:web:example.org"),
    ],
)
def test_every_address_of_a_post_is_recognised(url: str, who: str) -> None:
    assert Bluesky().recognise(url) == f"at://{who}/app.bsky.feed.post/{KEY}"


@pytest.mark.parametrize(
    "url",
    [
        "https://bsky.app/profile/ada.test",
        "https://bsky.app/profile/ada.test/post/",
        f"https://bsky.app/profile/ada/post/{KEY}",
        f"https://bsky.app/profile/ada.test/post/{KEY}/liked-by",
        f"https://bsky.app.example.org/profile/ada.test/post/{KEY}",
        f"https://bsky.app@example.org/profile/ada.test/post/{KEY}",
        f"https://bsky.app/profile/{'a.' * 130}test/post/{KEY}",
        f"at://{DID}/app.bsky.feed.repost/{KEY}",
        f"https://x.com/ada/status/{KEY}",
        "https://bsky.app/profile/ada.test/post/..%2F..",
    ],
)
def test_no_other_address_is(url: str) -> None:
    assert Bluesky().recognise(url) is None


real = pytest.mark.needs("node", "postgresql")


@pytest.fixture(scope="module")
def bluesky(bluesky_network: BlueskyNetwork) -> Bluesky:
    return Bluesky(bluesky_network.appview, lag=NO_LAG)


def look(network: Bluesky, reference: str) -> Reading:
    return network.post(reference, datetime.now(UTC))


def by_handle(person: Person, uri: str) -> str:
    return uri.replace(person.did, person.handle)


def kind_of(reading: Reading) -> TroubleKind | None:
    return reading.trouble.kind if reading.trouble else None


@real
class TestIsReadOnce:
    def test_by_did_with_one_request_and_by_handle_with_two(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        uri = ada.post("Good morning", tags=["mooc"]).uri
        reading = eventually(lambda: look(bluesky, uri), lambda reading: reading.activities)
        (post,) = reading.activities
        assert (post.key, post.actor, post.content.tags) == (uri, ada.did, ("mooc",))
        assert [person.handle for person in reading.people] == [ada.handle]
        assert reading.texts[uri].startswith("Good morning")
        assert (reading.requests, reading.completeness.covered, reading.trouble) == (1, None, None)
        named = look(bluesky, by_handle(ada, uri))
        assert ([fact.key for fact in named.activities], named.requests) == ([uri], 2)

    def test_what_was_deleted_is_not_there(self, bluesky: Bluesky, join: Join) -> None:
        ada = join()
        uri = ada.post("Oops").uri
        eventually(lambda: look(bluesky, uri), lambda reading: reading.activities)
        ada.delete(uri)
        reading = eventually(lambda: look(bluesky, uri), lambda reading: not reading.activities)
        assert (reading.trouble, reading.requests) == (None, 2)

    def test_what_is_too_young_to_be_shown_is_not_called_absent(
        self, bluesky_network: BlueskyNetwork, join: Join
    ) -> None:
        ada = join()
        uri = ada.post("Oops").uri
        slow = Bluesky(bluesky_network.appview, lag=timedelta(minutes=5))
        eventually(lambda: look(slow, uri), lambda reading: reading.activities)
        ada.delete(uri)
        reading = eventually(lambda: look(slow, uri), lambda reading: not reading.activities)
        assert kind_of(reading) is TroubleKind.NOT_LOOKED

    def test_of_an_account_that_is_not_shown_it_cannot_be_told(
        self, bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join
    ) -> None:
        ada, bob = join("ada"), join("bob")
        posts = {person: person.post("Hello").uri for person in (ada, bob)}
        for uri in posts.values():
            eventually(lambda uri=uri: look(bluesky, uri), lambda reading: reading.activities)  # type: ignore[misc]
        ada.deactivate()
        bluesky_network.take_down(bob)
        for person, why in ((ada, TroubleKind.ACCOUNT_GONE), (bob, TroubleKind.SUSPENDED)):
            for reference in (posts[person], by_handle(person, posts[person])):
                reading = eventually(
                    lambda reference=reference: look(bluesky, reference),  # type: ignore[misc]
                    lambda reading: not reading.activities,
                )
                assert kind_of(reading) is why

    def test_of_a_handle_that_nobody_has_it_cannot_be_told(self, bluesky: Bluesky) -> None:
        reading = look(bluesky, f"at://nobody-has-this.test/app.bsky.feed.post/{KEY}")
        assert (kind_of(reading), reading.requests) == (TroubleKind.ACCOUNT_GONE, 1)

    @pytest.mark.parametrize("spoil", [failing(502), rate_limited(None), truncated])
    @pytest.mark.parametrize("nth", [1, 2])
    def test_when_the_network_fails_nothing_is_called_absent(
        self, bluesky: Bluesky, bluesky_network: BlueskyNetwork, join: Join, spoil: Spoil, nth: int
    ) -> None:
        uri = by_handle(ada := join(), ada.post("Hello").uri)
        eventually(lambda: look(bluesky, uri), lambda reading: reading.activities)
        with faulty(bluesky_network.appview, spoil, which=lambda n, path: n == nth) as server:
            reading = look(Bluesky(server.url, lag=NO_LAG), uri)
        assert len(server.asked) == nth
        assert reading.activities == ()
        assert reading.trouble is not None
