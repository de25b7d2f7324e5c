"""``mooc serve`` before impolite clients: who sends half a request holds nobody else up."""

import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from mooc.runtime import web_server
from tests.building.waiting import until
from tests.serving.site import MOOC, ROOT, Site, is_open, served, surroundings

PROMPTLY = 3.0
"""Seconds; on an idle machine it takes a few milliseconds."""
HALF_A_HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
HALF_A_BODY = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin="
)


@pytest.fixture
def site(tmp_path: Path, database: str) -> Iterator[Site]:
    with served(tmp_path, DATABASE_URL=database) as site:
        yield site


@pytest.mark.parametrize("half", [HALF_A_HEAD, HALF_A_BODY], ids=["head", "body"])
@pytest.mark.parametrize("count", [8, 200])
def test_who_sends_half_a_request_holds_nobody_up(site: Site, half: bytes, count: int) -> None:
    with site.held(count, half) as lines:
        for path in ("/healthz", "/accounts/login/", "/static/web/style.css"):
            began = time.monotonic()
            assert site.get(path, timeout=PROMPTLY).status_code == 200
            assert time.monotonic() - began < PROMPTLY
        assert sum(map(is_open, lines)) == count, "the fault fired: all of them are held open"


def test_asked_to_stop_it_stops_though_half_a_request_is_there(site: Site) -> None:
    with site.held(8, HALF_A_HEAD) as lines:
        assert all(map(is_open, lines)), "the fault fired"
        began = time.monotonic()
        assert site.stop() == 0
        assert time.monotonic() - began < web_server.GRACE_SECONDS
    assert "Traceback" not in site.log


def test_ctrl_c_ends_it(site: Site) -> None:
    assert site.get("/healthz").status_code == 200
    assert site.stop(signal.SIGINT) == 0
    assert "Traceback" not in site.log


def test_a_place_that_is_taken_is_said_in_one_line(tmp_path: Path, database: str, site: Site) -> None:
    command = [*MOOC, "serve", "--bind", f"127.0.0.1:{site.port}"]
    found = subprocess.run(
        command, env=surroundings(DATABASE_URL=database), cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    said = f"mooc: nothing can be served at 127.0.0.1:{site.port}: Address already in use"
    assert (found.returncode, found.stderr.strip().splitlines()[-1]) == (1, said)


def children_of(process: int) -> set[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text()
    return {int(child) for child in found.split()}


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()


@pytest.fixture
def herd(tmp_path: Path, database: str) -> Iterator[Site]:
    """Where there is a broker, several processes serve; that it does not answer is nothing to them."""
    broker = "redis://127.0.0.1:9/0"
    with served(tmp_path, "--processes", "3", DATABASE_URL=database, MOOC_BROKER_URL=broker) as site:
        assert until(lambda: len(children_of(site.process.pid)) == 3, 10)
        yield site


def test_a_web_process_that_dies_is_started_again(herd: Site) -> None:
    before = children_of(herd.process.pid)
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: len(children_of(herd.process.pid) - {victim}) == 3, 10)
    assert all(herd.get("/healthz").status_code == 200 for _ in range(10))
    assert herd.stop() == 0
    assert not any(map(is_alive, before))


def test_web_processes_do_not_outlive_the_first(herd: Site) -> None:
    children = children_of(herd.process.pid)
    herd.process.kill()
    assert herd.process.wait(5) == -signal.SIGKILL
    assert until(lambda: not any(map(is_alive, children)), 10)


@contextmanager
def running(application: Callable[..., Any]) -> Iterator[tuple[int, web_server.WebServer]]:
    """An application under the server, in this process; its port."""
    with web_server.listening_socket("127.0.0.1:0") as bound:
        port: int = bound.getsockname()[1]
        found = web_server.WebServer(application, bound, threads=2)
        thread = threading.Thread(target=found.run)
        thread.start()
        try:
            yield port, found
        finally:
            found.stop()
            thread.join(20)
            assert not thread.is_alive()


@contextmanager
def pages(application: Callable[..., Any]) -> Iterator[int]:
    """As ``running``; its port alone."""
    with running(application) as (port, _):
        yield port


def told(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """What the application is told of the request."""
    start("200 OK", [("Content-Type", "application/json")])
    heard = {name: value for name, value in environ.items() if isinstance(value, str)}
    return [json.dumps(heard | {"read": len(environ["wsgi.input"].read())}).encode()]


def test_what_is_being_answered_is_answered_to_its_end() -> None:
    """Also what is too much to be sent at once; and nobody new is let in meanwhile."""
    came, go_on, much = threading.Event(), threading.Event(), b"a" * 2**23

    def slow(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        came.set()
        assert go_on.wait(10)
        start("200 OK", [("Content-Length", str(len(much)))])
        return [much]

    with running(slow) as (port, server):
        heard: list[bytes] = []
        asking = threading.Thread(target=lambda: heard.append(requests.get(f"http://127.0.0.1:{port}/").content))
        asking.start()
        assert came.wait(10)
        server.stop()
        time.sleep(0.3)
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", port), 1)
        go_on.set()
        asking.join(20)
    assert heard == [much]


def test_what_a_proxy_says_comes_through_and_what_imitates_it_does_not() -> None:
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.7"}
    with pages(told) as port:
        heard = requests.get(f"http://127.0.0.1:{port}/a%20b?c=d", headers=proxied, timeout=5).json()
        imitated = requests.get(f"http://127.0.0.1:{port}/", headers={"X_Forwarded_Proto": "https"}, timeout=5).json()
    assert (heard["HTTP_X_FORWARDED_PROTO"], heard["HTTP_X_FORWARDED_FOR"]) == ("https", "192.0.2.7")
    assert (heard["HTTP_FORWARDED"], heard["REMOTE_ADDR"]) == ("for=192.0.2.7", "127.0.0.1")
    assert (heard["PATH_INFO"], heard["QUERY_STRING"], heard["wsgi.url_scheme"]) == ("/a b", "c=d", "http")
    assert "HTTP_X_FORWARDED_PROTO" not in imitated


def test_a_body_is_there_to_its_last_byte_and_not_without_end() -> None:
    with pages(told) as port:
        url = f"http://127.0.0.1:{port}/"
        assert requests.post(url, data=b"a" * 2**21, timeout=10).json()["read"] == 2**21
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        line.putrequest("POST", "/")
        line.putheader("Content-Length", str(web_server.BODY_AT_MOST + 1))
        line.endheaders()
        assert line.getresponse().status == 413
        line.close()


def test_who_drips_is_hung_up_on_and_who_is_slow_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "REQUEST_SECONDS", 2)
    monkeypatch.setattr(web_server, "SWEEP_SECONDS", 1)
    with pages(told) as port, socket.create_connection(("127.0.0.1", port), 5) as line:
        began = time.monotonic()
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        while is_open(line) and time.monotonic() - began < 20:
            with suppress(OSError):
                line.setblocking(True)
                line.sendall(b"X-A: b\r\n")
            time.sleep(0.1)
        assert 1.5 < time.monotonic() - began < 10, "it did drip for a while, and is left in time"
        with socket.create_connection(("127.0.0.1", port), 5) as slow:
            for piece in (b"GET / HTTP/1.1\r\n", b"Host: a\r\n", b"\r\n"):
                time.sleep(0.4)
                slow.sendall(piece)
            assert slow.recv(12) == b"HTTP/1.1 200"


def test_where_too_many_are_silent_the_oldest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "CONNECTIONS_AT_MOST", 20)
    with pages(told) as port, ExitStack() as held:
        lines = [held.enter_context(socket.create_connection(("127.0.0.1", port), 5)) for _ in range(60)]
        for line in lines:
            with suppress(OSError):
                line.sendall(HALF_A_HEAD)
        time.sleep(0.5)
        assert sum(map(is_open, lines)) <= 21, "the fault fired: there were too many"
        assert requests.get(f"http://127.0.0.1:{port}/", timeout=PROMPTLY).status_code == 200
