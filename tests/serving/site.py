"""The site as it is served: ``mooc serve`` as a process of its own, on a port and a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
MOOC = (sys.executable, "-c", "from mooc.cli import main; main()")
STARTS_WITHIN = 60.0
SECRET = "served in a test, for as long as it takes, to nobody but it"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a machine on which nothing but ``settings`` is set."""
    ours = ("MOOC_", "DJANGO_", "DATABASE_URL", "SECRET_KEY", "dramatiq_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"SECRET_KEY": SECRET, "MOOC_PUSH": "none", **settings}


class Site:
    """A site that is served. ``log``: what it says."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self._log = process, port, log

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self._log.read_text()

    def get(self, path: str, timeout: float = 10.0, **options: object) -> requests.Response:
        """One request on a connection of its own."""
        return requests.get(self.url + path, timeout=timeout, allow_redirects=False, **options)  # type: ignore[arg-type]

    @contextmanager
    def held(self, count: int, start: bytes) -> Iterator[list[socket.socket]]:
        """So many connections on which ``start`` was sent, and nothing after it."""
        with ExitStack() as open_now:
            lines = [
                open_now.enter_context(closing(socket.create_connection(("127.0.0.1", self.port), 5)))
                for _ in range(count)
            ]
            for line in lines:
                line.sendall(start)
            time.sleep(0.5)
            yield lines

    def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 20.0) -> int:
        """Ask it to stop; its exit code. Raises TimeoutExpired."""
        self.process.send_signal(number)
        return self.process.wait(within)


def is_open(line: socket.socket) -> bool:
    """Whether the other side has not hung up."""
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def migrate(database: str) -> None:
    """Create the tables."""
    subprocess.run(
        [*MOOC, "migrate"], env=surroundings(DATABASE_URL=database), cwd=ROOT, check=True, capture_output=True
    )


@contextmanager
def served(folder: Path, *options: str, **settings: str) -> Iterator[Site]:
    """The site with these options of ``mooc serve`` and these settings, once it answers."""
    port, log = free_port(), folder / "served.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*MOOC, "serve", "--bind", f"127.0.0.1:{port}", *options],
            env=surroundings(**settings),
            cwd=ROOT,
            stdout=out,
            stderr=out,
            preexec_fn=_hear_ctrl_c,
        )
    site = Site(process, port, log)
    try:
        _wait_for(site)
        yield site
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _hear_ctrl_c() -> None:
    """What a shell starts in the background ignores SIGINT, and hands that down to its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_for(site: Site) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and site.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", site.port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"it does not come up: {site.log}")
