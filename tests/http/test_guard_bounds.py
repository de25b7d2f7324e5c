"""The guard of outgoing addresses: what a server may not do to us. Real servers on loopback, and one with a
certificate that plays a server on the internet."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mooc.http import connecting, guard
from mooc.http.addresses import RefusalReason, RequestRefused
from mooc.runtime import deadline
from tests.http.canary import Canary, singing

NAME = "pinned.twinome.org"
PUBLIC = "93.184.215.14"
MEBI = 2**20

Talk = Callable[[socket.socket, list[bytes]], None]
Serve = Callable[..., "Server"]


class Server:
    """Answers each connection by ``talk``. ``heard``: what was asked; ``usage``: bytes that it got rid of."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[bytes] = []
        self.usage = 0
        self._talk, self._tls = talk, tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(plain,), daemon=True).start()

    def _answer(self, plain: socket.socket) -> None:
        with suppress(OSError), ExitStack() as open_now:
            open_now.enter_context(plain)
            asked = plain if self._tls is None else open_now.enter_context(self._tls.wrap_socket(plain, True))
            self._talk(asked, self.heard)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as running:
        yield lambda talk, tls=None: running.enter_context(closing(Server(talk, tls)))


def saying(answer: bytes) -> Talk:
    """Answer each request of a connection with the same."""

    def talk(asked: socket.socket, heard: list[bytes]) -> None:
        while got := asked.recv(65536):
            heard.append(got)
            asked.sendall(answer)

    return talk


def dripping(start: bytes, piece: bytes, count: list[int]) -> Talk:
    """Send ``start``, and then a piece ten times a second until nobody listens."""

    def talk(asked: socket.socket, heard: list[bytes]) -> None:
        heard.append(asked.recv(65536))
        asked.sendall(start)
        while True:
            asked.sendall(piece)
            count[0] += 1
            time.sleep(0.1)

    return talk


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\n\r\nhi"


@pytest.mark.parametrize(
    "target",
    [
        *("http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:{port}/", "http://[::1]:{port6}/"),
        *(
            "//127.0.0.1:{port}/",
            "https://localhost:{port}/",
            "https://mastodon.social/",
            "file:///etc/passwd",
            "/again",
        ),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(serve: Serve, monkeypatch: pytest.MonkeyPatch, target: str, status: int) -> None:
    with singing(monkeypatch) as canary:
        place = target.format(port=canary.ports["127.0.0.1"], port6=canary.ports["::1"])
        server = serve(saying(f"HTTP/1.1 {status} Go\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()))
        canary.spared.add(server.port)
        with pytest.raises(RequestRefused) as caught:
            guard.session(loopback=True).get(server.url, allow_redirects=True)
        assert caught.value.key is RefusalReason.REDIRECT
        assert (len(server.heard), canary.count(), canary.dialled) == (1, 0, [])


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
    ids=["status line", "headers", "body", "body without length", "chunks"],
)
def test_a_server_that_drips_is_left_in_time(serve: Serve, start: bytes, piece: bytes) -> None:
    count = [0]
    server = serve(dripping(start, piece, count))
    began = time.monotonic()
    with pytest.raises(requests.Timeout):
        guard.session(loopback=True, timeout=0.5).get(server.url)
    assert 0.4 < time.monotonic() - began < 3
    assert count[0] >= 3, "the server did drip"


def test_so_is_one_that_says_nothing_and_one_whose_handshake_never_ends(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silence(asked: socket.socket, heard: list[bytes]) -> None:
        heard.append(asked.recv(9))
        asked.recv(1_000_000)
        time.sleep(2)

    silent = serve(silence)
    with pytest.raises(requests.Timeout):
        guard.session(loopback=True, timeout=0.3).get(silent.url)
    with singing(monkeypatch) as canary, pytest.raises(requests.Timeout):
        canary.led[PUBLIC] = silent.port
        guard.session(resolve=lambda name: [PUBLIC], timeout=0.3).get(f"https://{NAME}/")
    assert len(silent.heard) == 2


def test_so_is_one_whose_name_is_looked_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the name's own server drips: the system alone would wait for half a minute."""
    went_on, looked_up = threading.Event(), list[str]()

    def slowly(host: str) -> list[str]:
        looked_up.append(host)
        went_on.wait(20)
        return [PUBLIC]

    with singing(monkeypatch) as canary:
        began = time.monotonic()
        with pytest.raises(requests.RequestException):
            guard.session(resolve=slowly, timeout=0.5).get(f"https://{NAME}/")
        assert time.monotonic() - began < 3
        went_on.set()
        assert (looked_up, canary.dialled, canary.count()) == ([NAME], [], 0)


def test_where_many_lookups_are_left_behind_no_thread_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "_LOOKUPS", threading.BoundedSemaphore(2))
    went_on, looked_up = threading.Event(), list[str]()

    def slowly(host: str) -> list[str]:
        looked_up.append(host)
        went_on.wait(20)
        raise OSError

    for _ in range(4):
        with pytest.raises(requests.RequestException):
            guard.session(resolve=slowly, timeout=0.2).get(f"https://{NAME}/")
    assert len(looked_up) == 2
    went_on.set()


def test_a_whole_step_is_done_in_time_however_many_requests_it_makes(serve: Serve) -> None:
    def talk(asked: socket.socket, heard: list[bytes]) -> None:
        while got := asked.recv(65536):
            heard.append(got)
            for start in range(0, len(OK), 10):
                asked.sendall(OK[start : start + 10])
                time.sleep(0.02)

    server = serve(talk)
    session = guard.session(loopback=True, timeout=5.0)
    began = time.monotonic()
    with deadline.within(1.5) as step, pytest.raises(requests.Timeout):
        for _ in range(100):
            session.get(server.url)
    assert step.is_over
    assert time.monotonic() - began < 3
    assert 2 <= len(server.heard) < 20, "several were sent, and none when the time was over"
    assert session.get(server.url).text == "hi", "who does not wait has all the time there is"


def test_of_two_gigabytes_a_few_megabytes_are_read(serve: Serve) -> None:
    sent = [0]

    def talk(asked: socket.socket, heard: list[bytes]) -> None:
        asked.recv(65536)
        asked.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (2 * 1024 * MEBI))
        piece = b"a" * MEBI
        for _ in range(2 * 1024):
            asked.sendall(piece)
            sent[0] += len(piece)

    with pytest.raises(RequestRefused) as caught:
        guard.session(loopback=True).get(serve(talk).url)
    assert caught.value.key is RefusalReason.SIZE
    assert 4 * MEBI < sent[0] < 64 * MEBI


@pytest.mark.parametrize(("packed", "fits"), [(1, True), (6, False), (200, False)])
def test_it_is_the_unpacked_size_that_counts(serve: Serve, packed: int, fits: bool) -> None:
    body = gzip.compress(b"a" * (packed * MEBI - 100))
    assert len(body) < MEBI
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    url = serve(saying(head + body)).url
    if fits:
        assert len(guard.session(loopback=True).get(url).content) == packed * MEBI - 100
        return
    with pytest.raises(RequestRefused) as caught:
        guard.session(loopback=True).get(url)
    assert caught.value.key is RefusalReason.SIZE


def test_a_connection_is_kept_open_and_cookies_are_not(serve: Serve) -> None:
    server = serve(saying(OK))
    asking = guard.session(loopback=True)
    assert [asking.get(f"{server.url}/{number}").text for number in range(3)] == ["hi"] * 3
    assert b"".join(server.heard).count(b"GET ") == 3
    assert b"Cookie" not in b"".join(server.heard)


def test_a_kept_connection_is_under_the_deadline_of_the_request_that_uses_it(serve: Serve) -> None:
    def talk(asked: socket.socket, heard: list[bytes]) -> None:
        heard.append(asked.recv(65536))
        asked.sendall(OK)
        heard.append(asked.recv(65536))
        while True:
            asked.sendall(b"H")
            time.sleep(0.1)

    server = serve(talk)
    asking = guard.session(loopback=True, timeout=0.6)
    assert asking.get(server.url).text == "hi"
    time.sleep(0.7)
    with pytest.raises(requests.Timeout):
        asking.get(server.url)
    assert len(server.heard) == 2


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:{port}/", "http://127.0.0.2:{port}/", "http://[::1]:{port}/"]
)
def test_loopback_means_one_address(serve: Serve, url: str) -> None:
    server = serve(saying(OK))
    with pytest.raises(RequestRefused):
        guard.session(loopback=True).get(url.format(port=server.port))
    with pytest.raises(RequestRefused):
        guard.session().get(server.url)
    assert guard.session(loopback=True).get(server.url).text == "hi"
    assert len(server.heard) == 1


def test_nobody_there_is_no_refusal() -> None:
    with pytest.raises(requests.ConnectionError) as caught:
        guard.session(loopback=True).get("http://127.0.0.1:9/")
    assert not isinstance(caught.value, RequestRefused)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of NAME, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    (folder / "public.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder


def _on_the_internet(certificate: Path, serve: Serve, canary: Canary, names: list[str]) -> Server:
    """A server with a certificate, which stands where PUBLIC is. ``names``: what TLS was asked for."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate / "both.pem")
    tls.sni_callback = lambda connection, name, context: names.append(name)  # type: ignore[assignment, misc]
    server = serve(saying(OK), tls)
    canary.led[PUBLIC] = server.port
    return server


def test_the_address_that_was_judged_is_dialled_and_the_name_is_verified(
    certificate: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    looked_up: list[str] = []
    with singing(monkeypatch) as canary:
        server = _on_the_internet(certificate, serve, canary, names)
        asking = guard.session(resolve=lambda name: looked_up.append(name) or [PUBLIC])  # type: ignore[func-returns-value]
        asking.verify = str(certificate / "public.pem")
        for _ in range(3):
            assert asking.get(f"https://{NAME.upper()}/path").text == "hi"
        assert (canary.dialled, canary.count()) == ([(PUBLIC, 443)], 0)
    assert (names, looked_up) == ([NAME], [NAME])
    assert len(server.heard) == 3
    assert f"Host: {NAME}\r\n".encode().lower() in server.heard[0].lower()


@pytest.mark.parametrize("careless", [False, None, True])
def test_a_certificate_of_another_name_or_of_nobody_is_refused(
    certificate: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch, careless: bool | None
) -> None:
    names: list[str] = []
    with singing(monkeypatch) as canary:
        server = _on_the_internet(certificate, serve, canary, names)
        asking = guard.session(resolve=lambda name: [PUBLIC])
        with pytest.raises(requests.exceptions.SSLError):
            asking.get(f"https://{NAME}/", verify=careless)
        asking.verify = str(certificate / "public.pem")
        with pytest.raises(requests.exceptions.SSLError):
            asking.get("https://another.twinome.org/")
    assert (names, server.heard) == ([NAME, "another.twinome.org"], [])


def test_rebinding_between_two_connections(certificate: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [[PUBLIC], ["127.0.0.1"], ["169.254.169.254"]]
    with singing(monkeypatch) as canary:
        server = _on_the_internet(certificate, serve, canary, [])
        asking = guard.session(resolve=lambda name: answers.pop(0))
        asking.verify = str(certificate / "public.pem")
        assert [asking.get(f"https://{NAME}/").text for _ in range(2)] == ["hi", "hi"]
        for _ in range(2):
            asking.close()
            with pytest.raises(RequestRefused):
                asking.get(f"https://{NAME}/")
        assert (canary.dialled, canary.count(), len(server.heard)) == ([(PUBLIC, 443)], 0, 2)
    assert answers == []
