"""Handles and servers, as strangers write them."""

import pytest

from mooc.environment import Environment
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks import registry
from mooc.networks.mastodon import handles

SETTINGS = Environment()
NO_HANDLE = [
    *("", " ", "@", "аlice", "a\u200blice", "＠alice", "ａlice", "al ice", "alice\u0301", "alice\x00", "alice\nbob"),
    *("@@alice", "@alice@x@y", "a" * 500, "<b>", "alice/..", "alice?x=1", "al%69ce", "alice\u202e", "ﬁona", "alice\\"),
]


def parse(network: str, text: str) -> str:
    return registry.SPECS[network].handles.parse(text, SETTINGS)


@pytest.mark.parametrize("network", registry.SPECS)
@pytest.mark.parametrize("text", NO_HANDLE)
def test_what_is_no_handle_anywhere(network: str, text: str) -> None:
    is_alone = network == "x" or not text.strip()
    for written in (text,) if is_alone else (text, f"{text}.example", f"{text}@mastodon.social"):
        with pytest.raises(CannotLink) as caught:
            parse(network, written)
        assert caught.value.key in (Refusal.HANDLE_INVALID, Refusal.INSTANCE_REFUSED)


@pytest.mark.parametrize(
    ("network", "text", "handle"),
    [
        ("x", "@Ada_1", "Ada_1"),
        ("x", " ada ", "ada"),
        ("x", "a" * 15, "a" * 15),
        ("bluesky", "@Ada.Bsky.Social", "ada.bsky.social"),
        ("bluesky", "xn--dckta.example", "xn--dckta.example"),
        ("mastodon", "@Ada@Mastodon.Social", "ada@mastodon.social"),
        ("mastodon", "a.d-a_1@social.example.org", "a.d-a_1@social.example.org"),
        ("mastodon", "ada@mötor.social", "ada@xn--mtor-5qa.social"),
        ("mastodon", "ada@mаstodon.social", "ada@xn--mstodon-2fg.social"),
    ],
)
def test_handles_as_the_network_writes_them(network: str, text: str, handle: str) -> None:
    assert parse(network, text) == handle


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("x", "a" * 16), ("x", "ada-1"), ("x", "ada.1"), ("bluesky", "ada"), ("bluesky", "ada.1"), ("bluesky", "a..b"),
        ("bluesky", "-a.example"), ("bluesky", f"{'a' * 64}.example"), ("mastodon", "ada"), ("mastodon", "ada@"),
        ("mastodon", "@mastodon.social"), ("mastodon", ".ada@mastodon.social"), ("mastodon", "ada@localhost"),
        ("mastodon", "ada@127.0.0.1"), ("mastodon", "ada@127.0.0.1:3000"), ("mastodon", "ada@mastodon.social:8443"),
        ("mastodon", "ada@mastodon.social/x"),
    ],
)  # fmt: skip
def test_what_another_network_would_take(network: str, text: str) -> None:
    with pytest.raises(CannotLink):
        parse(network, text)


@pytest.mark.parametrize(
    "text", ["mastodon.social", " Mastodon.Social ", "https://mastodon.social/", "@ada@mastodon.social"]
)
def test_a_server_by_its_name(text: str) -> None:
    assert handles.server(text) == "mastodon.social"


@pytest.mark.parametrize(
    "text",
    [
        *("", "mastodon", "localhost", "127.1", "0x7f.1", "2130706433", "[::1]", "http://mastodon.social", "file:///x"),
        *("https://mastodon.social@evil.example.org", "https://mastodon.social\\@evil.example.org"),
        *("mastodon.social:22", "mastodon.social/about", "mastodon.social.", "mastodon.social?x", "x.onion", "x.local"),
        *("127.0.0.1:3000", "https://https://mastodon.social", "mastodon。social", "ｍastodon.social"),
        *("ada@mastodon.social", "a\u200b.social"),
    ],
)
def test_what_is_no_server(text: str) -> None:
    with pytest.raises(CannotLink) as caught:
        handles.server(text)
    assert caught.value.key is Refusal.INSTANCE_REFUSED


def test_on_one_s_own_machine_one_address_more_is_a_server() -> None:
    assert handles.server("127.0.0.1:3000", loopback=True) == "127.0.0.1:3000"
    assert handles.parse("@ada@127.0.0.1:3000", loopback=True) == "ada@127.0.0.1:3000"
    for text in ("127.0.0.2:3000", "127.0.0.1", "localhost:3000", "127.0.0.1:0"):
        with pytest.raises(CannotLink):
            handles.server(text, loopback=True)
