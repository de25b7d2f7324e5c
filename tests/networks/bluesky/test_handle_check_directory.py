"""The directory of identities as it may answer: in pieces, without end, not at all. A server on loopback plays it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import pytest

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks.bluesky.handle_check import BYTES_AT_MOST, document, must_claim
from mooc.networks.local_gate import LocalGate
from mooc.runtime import deadline

DID = f"did:plc:{'a' * 24}"
DOCUMENT = b'{"id": "%s", "alsoKnownAs": ["at://ada.test"]}' % DID.encode()
HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


class Directory:
    """Answers each connection with these chunks, ``pause`` seconds apart. ``connections``: how many there were."""

    def __init__(self, chunks: Sequence[bytes], pause: float = 0.0, status: bytes = b"200 OK") -> None:
        self._chunks, self._pause, self._status = chunks, pause, status
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                with connection, suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(HEAD % self._status)
                    for chunk in self._chunks:
                        connection.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                        time.sleep(self._pause)
                    connection.sendall(b"0\r\n\r\n")

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def directory() -> Iterator[Callable[..., Directory]]:
    opened: list[Directory] = []

    def open_directory(*chunks: bytes, pause: float = 0.0, status: bytes = b"200 OK") -> Directory:
        opened.append(Directory(chunks, pause, status))
        return opened[-1]

    yield open_directory
    for server in opened:
        server.close()


def trouble_of(server: Directory, gate: LocalGate | None = None) -> Trouble:
    with pytest.raises(NetworkTrouble) as caught:
        document(DID, server.url, gate)
    return caught.value.trouble


def test_a_document_in_two_chunks_is_read_whole(directory: Callable[..., Directory]) -> None:
    server = directory(DOCUMENT[:20], DOCUMENT[20:], pause=0.05)
    assert document(DID, server.url).handle == "ada.test"
    must_claim("ada.test", AccountProfile("bluesky", DID, "ada.test"), server.url)
    assert server.connections == 2


def test_what_it_claims_in_two_chunks_is_compared(directory: Callable[..., Directory]) -> None:
    server = directory(DOCUMENT[:20], DOCUMENT[20:])
    with pytest.raises(CannotLink) as caught:
        must_claim("eve.test", AccountProfile("bluesky", DID, "eve.test"), server.url)
    assert caught.value.key is Refusal.HANDLE_MISMATCH


def test_too_large_a_one_is_not_swallowed_in_however_small_pieces(directory: Callable[..., Directory]) -> None:
    server = directory(*[b" " * 4096] * (BYTES_AT_MOST // 4096 + 1))
    assert trouble_of(server) == Trouble(TroubleKind.BAD_ANSWER, detail="size")


def test_one_that_drips_is_given_up_in_time(directory: Callable[..., Directory]) -> None:
    server, begun = directory(*[b" "] * 100, pause=0.1), time.monotonic()
    with deadline.within(0.5):
        assert trouble_of(server) == Trouble(TroubleKind.UNREACHABLE, detail="ReadTimeout")
    assert time.monotonic() - begun < 3


def test_a_broken_one_is_left_in_peace_by_all_who_share_a_gate(directory: Callable[..., Directory]) -> None:
    server, gate = directory(b"{}", status=b"503 Service Unavailable"), LocalGate()
    troubles = [trouble_of(server, gate) for _ in range(8)]
    assert [trouble.kind for trouble in troubles[:5]] == [TroubleKind.SERVER_ERROR] * 5
    assert {(trouble.kind, trouble.detail) for trouble in troubles[5:]} == {(TroubleKind.UNREACHABLE, "not sent")}
    assert server.connections == 5, "the fault fired, and then nothing was sent"
