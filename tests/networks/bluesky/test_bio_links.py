"""A link in a bio: Bluesky keeps it as text, its apps show it as a link, and a challenge that asks for one is met."""

from datetime import timedelta

import pytest

from fixtures.bluesky import BlueskyNetwork
from mooc.networks.bluesky.adapter import Bluesky
from mooc.networks.bluesky.bio_links import links
from tests.bluesky import Join, eventually


@pytest.mark.parametrize(
    ("bio", "found"),
    [
        ("I collect maps without names. https://nameless-maps.example", ["https://nameless-maps.example"]),
        ("Mes cartes : https://cartes.example/muettes?page=1.", ["https://cartes.example/muettes?page=1"]),
        ("Maps (www.maps.org), and rivers: rivers.fr", ["http://www.maps.org", "http://rivers.fr"]),
        ("地図 https://chizu.example/道 を見て", ["https://chizu.example/道"]),
        ("https://maps.example https://maps.example", ["https://maps.example"]),
        ("Also @ada.example.org, and ada@example.org", []),
        ("No links. Nor addresses, v2.0.1 of 12.5", []),
        ("", []),
    ],
)
def test_addresses_of_pages_are_links(bio: str, found: list[str]) -> None:
    assert list(links(bio)) == found


@pytest.mark.needs("node", "postgresql")
def test_a_bio_on_the_real_network(bluesky_network: BlueskyNetwork, join: Join) -> None:
    bluesky, ada = Bluesky(bluesky_network.appview, lag=timedelta(0)), join()
    ada.describe("I collect maps without names. https://nameless-maps.example")
    shown = eventually(lambda: bluesky.profile(ada.did), lambda profile: profile.bio)
    assert shown.links == ("https://nameless-maps.example",)
