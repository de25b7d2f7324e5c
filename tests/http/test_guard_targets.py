"""The guard of outgoing addresses against hostile targets: a canary on loopback hears nothing, and would have heard."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
import requests

from mooc.http import guard
from mooc.http.addresses import RefusalReason, RequestRefused
from tests.http.canary import Canary, singing

PUBLIC = "93.184.215.14"
MANY = 40

ADDRESSES = [
    *("https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://0x7f.1/", "https://0x7f000001/"),
    *("https://0177.0.0.1/", "https://2130706433/", "https://017700000001/", "https://0/", "https://0.0.0.0/"),
    *("https://127.0.0.1./", "https://127.0.0.0x1/", "https://[::1]/", "https://[::]/", "https://[0:0::1]/"),
    *("https://[::ffff:127.0.0.1]/", "https://[::ffff:169.254.169.254]/", "https://[::ffff:7f00:1]/"),
    *("https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1%25lo]/", "https://[fc00::1]/"),
    *("https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/"),
    *("https://192.0.0.8/", "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/"),
    *("https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://LocalHost.LocalDomain/"),
    *("https://printer/", "https://printer.local/", "https://db.internal/", "https://metadata.google.internal/"),
    *("https://duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion/", "https://router.lan/"),
    *(
        "https://mastodon.social@127.0.0.1/",
        "https://user:pass@good.twinome.org/",
        "https://127.0.0.1\\@good.twinome.org/",
    ),
    *("https://good.twinome.org\\@127.0.0.1/", "https://good.twinome.org%2f@127.0.0.1/", "https:\\\\127.0.0.1/"),
    *("https:127.0.0.1/", "https:///127.0.0.1/", "https://good.twinome.org#@127.0.0.1/", " https://127.0.0.1/"),
    *(
        "https://127。0。0。1/",
        "https://①②⑦.⓪.⓪.①/",
        "https://ⓛocalhost/",
        "https://ｌｏｃａｌｈｏｓｔ/",
        "https://lоcalhost/",
    ),
    *(
        "https://good.twinome.org\n@127.0.0.1/",
        "https://good.twinome.org\t.localhost/",
        "https://good\u200b.localhost/",
    ),
    *("https://xn--.twinome.org/", "https://xn--localhost-.twinome.org/", "https://ab--cd.twinome.org/"),
    *("https://-a.twinome.org/", "https://a..twinome.org/", "https://good.twinome.org./", f"https://{'a' * 64}.org/"),
    *("https://good.twinome.org:22/", "https://good.twinome.org:8443/", "https://good.twinome.org:0/"),
    *(
        "http://good.twinome.org/",
        "http://127.0.0.1:6379/",
        "ftp://good.twinome.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
    ),
    *("https://", "", "//127.0.0.1/", "127.0.0.1", "data:text/plain,hi"),
]
"""Written so; none of these is even looked up."""

NAMES = {
    "loopback.twinome.org": ["127.0.0.1"],
    "six.twinome.org": ["::1"],
    "mapped.twinome.org": ["::ffff:127.0.0.1"],
    "compatible.twinome.org": ["::7f00:1"],
    "sixtofour.twinome.org": ["2002:7f00:1::"],
    "nat64.twinome.org": ["64:ff9b::7f00:1"],
    "nat64local.twinome.org": ["64:ff9b:1::7f00:1"],
    "teredo.twinome.org": ["2001:0:7f00:1::"],
    "linklocal.twinome.org": ["fe80::1%lo"],
    "unique.twinome.org": ["fd00::1"],
    "site.twinome.org": ["fec0::1"],
    "multicast6.twinome.org": ["ff02::1"],
    "documentation6.twinome.org": ["2001:db8::1"],
    "documentation7.twinome.org": ["3fff::1"],
    "metadata.twinome.org": ["169.254.169.254"],
    "ten.twinome.org": ["10.0.0.1"],
    "carrier.twinome.org": ["100.64.0.1"],
    "dummy.twinome.org": ["192.0.0.8"],
    "relay.twinome.org": ["192.88.99.1"],
    "benchmark.twinome.org": ["198.18.0.1"],
    "multicast.twinome.org": ["224.0.0.1"],
    "future.twinome.org": ["240.0.0.1"],
    "broadcast.twinome.org": ["255.255.255.255"],
    "nothing.twinome.org": ["0.0.0.0"],
    "second.twinome.org": [PUBLIC, "127.0.0.1"],
    "mixed.twinome.org": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::1"],
    "MiXeD-CaSe.twinome.org": ["127.0.0.1"],
    "xn--lcalhost-62h.twinome.org": ["127.0.0.1"],
}
"""Names of the internet that somebody has pointed inwards."""


class Names:
    """A resolver under the test's control. ``asked``: each name, each time."""

    def __init__(self, answers: dict[str, list[list[str]]]) -> None:
        self.asked: list[str] = []
        self._answers = {name.lower(): list(found) for name, found in answers.items()}

    def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        answers = self._answers.get(host, [["127.0.0.1"]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    with singing(monkeypatch) as listening:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{listening.ports['127.0.0.1']}")
        yield listening


def test_there_are_many_targets() -> None:
    assert len({*ADDRESSES, *NAMES}) == len(ADDRESSES) + len(NAMES)
    assert len(ADDRESSES) + len(NAMES) >= 2 * MANY


@pytest.mark.parametrize("url", ADDRESSES)
def test_what_is_no_public_address_is_not_even_looked_up(canary: Canary, url: str) -> None:
    names = Names({})
    with pytest.raises(RequestRefused) as caught:
        guard.session(resolve=names).get(url)
    assert caught.value.key in (RefusalReason.URL, RefusalReason.HOST)
    assert (canary.count(), canary.dialled, names.asked) == (0, [], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_points_inwards_is_connected_to_nowhere(canary: Canary, name: str) -> None:
    names = Names({name: [NAMES[name]]})
    with pytest.raises(RequestRefused) as caught:
        guard.session(resolve=names).get(f"https://{name}/")
    assert caught.value.key is RefusalReason.ADDRESS
    assert (canary.count(), canary.dialled, names.asked) == (0, [], [name.lower()])


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_prepared_request_gets_past_neither(canary: Canary, method: str) -> None:
    prepared = requests.Request(method, "https://[::ffff:127.0.0.1]/").prepare()
    with pytest.raises(RequestRefused):
        guard.session().send(prepared)
    assert canary.count() == 0


@pytest.mark.parametrize("first", [["127.0.0.1"], [PUBLIC]])
def test_the_canary_would_have_heard(canary: Canary, first: list[str]) -> None:
    """Most of the same targets, asked without the guard, reach the canary; and so does what the guard lets through."""
    for url in ADDRESSES[:30]:
        with suppress(requests.RequestException, ValueError):
            requests.get(url, timeout=1)
    assert canary.count() >= 20
    before = canary.count()
    with pytest.raises(requests.ConnectionError):
        guard.session(resolve=Names({"good.twinome.org": [[PUBLIC]]})).get("https://good.twinome.org/")
    assert canary.count() == before + 1
    assert canary.dialled[-1] == (PUBLIC, 443)


def test_a_name_that_is_public_first_and_private_then(canary: Canary) -> None:
    """Rebinding: one lookup serves one connection, and the next connection is judged by its own."""
    names = Names({"rebind.twinome.org": [[PUBLIC], ["127.0.0.1"]]})
    asking = guard.session(resolve=names)
    with pytest.raises(requests.ConnectionError) as first:
        asking.get("https://rebind.twinome.org/")
    assert not isinstance(first.value, RequestRefused)
    assert (names.asked, canary.dialled) == (["rebind.twinome.org"], [(PUBLIC, 443)])
    heard = canary.count()
    with pytest.raises(RequestRefused):
        asking.get("https://rebind.twinome.org/")
    assert (len(names.asked), canary.count(), len(canary.dialled)) == (2, heard, 1)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("Mastodon.SOCIAL", "mastodon.social"),
        ("mötor.social", "xn--mtor-5qa.social"),
        ("mаstodon.social", "xn--mstodon-2fg.social"),  # a Cyrillic letter: a name of its own, and to be seen as such
        ("xn--mtor-5qa.social", "xn--mtor-5qa.social"),
    ],
)
def test_names_are_shown_as_punycode(host: str, name: str) -> None:
    assert guard.host_name(host) == name


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4007::1", "2400:cb00::1"]
)
def test_public_addresses(address: str) -> None:
    assert guard.is_public(address)


@pytest.mark.parametrize("address", ["", "127.1", "0x7f.1", "2130706433", "1.1.1.1%eth0", "2606:4700::1%eth0", "::"])
def test_what_is_no_address_is_not_public(address: str) -> None:
    assert not guard.is_public(address)


def test_the_system_is_asked_for_the_name_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the dot at its end the system would try ``mastodon.social.our-own-domain`` too."""
    asked = []

    def lookup(host: str, port: int, **kwargs: object) -> list[object]:
        asked.append((host, port))
        return [(socket.AF_INET, 1, 6, "", (PUBLIC, port)), (socket.AF_INET, 1, 6, "", (PUBLIC, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert guard.resolve_host("mastodon.social") == [PUBLIC]
    assert asked == [("mastodon.social.", 443)]
