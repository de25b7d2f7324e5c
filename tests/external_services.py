"""The services that some tests talk to: where each is looked for, and whether it is there.

An environment variable moves each of them; ``.ci/run`` sets those that it needs to.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

PATIENCE = 3
"""Seconds after which a service that has not answered is not there."""

POSTGRESQL = os.environ.get("MOOC_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
"""A role that may create databases; what tests do goes into databases of their own."""
REDIS = os.environ.get("MOOC_TEST_REDIS", "redis://127.0.0.1:6379/9")
RABBITMQ = os.environ.get("MOOC_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672/")
NODE = os.environ.get("MOOC_TEST_NODE", "node")
CHROMIUM = os.environ.get("MOOC_TEST_CHROMIUM", "chromium")


class Service(NamedTuple):
    """Something that runs outside the tests. ``place`` is shown to people; ``probe`` raises if nothing is there."""

    place: str
    probe: Callable[[], object]


def _host_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    default = {"postgresql": 5432, "redis": 6379, "amqp": 5672}.get(parts.scheme, 0)
    return parts.hostname or "127.0.0.1", parts.port or default


def _at(url: str) -> str:
    host, port = _host_port(url)
    return f"at {host}:{port}"


def _connect_to_postgresql() -> None:
    with psycopg.connect(POSTGRESQL, connect_timeout=PATIENCE) as connection:
        connection.execute("select 1")


def _ask(url: str, question: bytes, answer: bytes) -> None:
    """Say ``question`` to who listens there; raise unless what comes back begins with ``answer``."""
    with socket.create_connection(_host_port(url), timeout=PATIENCE) as line:
        line.sendall(question)
        heard = line.recv(len(answer))
    if heard != answer:
        raise ConnectionError(f"{url} answered {heard!r}")


def _run(program: str) -> None:
    subprocess.run([program, "--version"], check=True, capture_output=True, timeout=10 * PATIENCE)


SERVICES: Mapping[str, Service] = {
    "postgresql": Service(_at(POSTGRESQL), _connect_to_postgresql),
    "redis": Service(_at(REDIS), lambda: _ask(REDIS, b"PING\r\n", b"+PONG")),
    "rabbitmq": Service(_at(RABBITMQ), lambda: _ask(RABBITMQ, b"AMQP\x00\x00\x09\x01", b"\x01\x00\x00")),
    "node": Service(f"as {NODE}", lambda: _run(NODE)),
    "chromium": Service(f"as {CHROMIUM}", lambda: _run(CHROMIUM)),
}


@cache
def why_missing(name: str) -> str:
    """Empty if the service answers; else the reason for which a test that needs it is skipped. Asked once a run."""
    service = SERVICES[name]
    try:
        service.probe()
    except (OSError, psycopg.Error, subprocess.SubprocessError):
        return f"needs {name} {service.place}"
    return ""


def chromium_path() -> str:
    """Where Chromium is, for Playwright's ``executable_path``."""
    return shutil.which(CHROMIUM) or CHROMIUM
