"""Twinome as README.md tells people to run it: its own lines, as processes of their own, in a folder of their own."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import requests

from mooc.environment import ROOT
from tests.docs.pages import blocks_of

PASSWORD = "three-quiet-herons"
OURS = ("MOOC_", "DJANGO_", "DATABASE_URL", "SECRET_KEY")
STARTS_WITHIN, STOPS_WITHIN = 30.0, 10.0


def lines_of(heading: str) -> list[str]:
    """The lines of the first ``sh`` block under that heading of README.md."""
    section = (ROOT / "README.md").read_text().partition(f"## {heading}")[2]
    return next(block.text for block in blocks_of(section) if block.language == "sh").splitlines()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A folder in which the commands are typed. Ends, by process id, what it has started."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        (folder / ".venv").symlink_to(sys.prefix)
        self._log = (folder / "log").open("ab")
        self._processes: list[subprocess.Popen[bytes]] = []
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self._environment: Mapping[str, str] = inherited | {
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "MOOC_BIND": self.url.removeprefix("http://"),
            "MOOC_BASE_URL": self.url,
            **settings,
        }

    def __enter__(self) -> "Installation":
        return self

    def run(self, line: str, typed: str = "", code: int = 0) -> str:
        """What the shell prints for that line. Nobody sits at a terminal: passwords come from ``typed``."""
        done = subprocess.run(
            ["/bin/sh", "-ec", line],
            cwd=self._folder,
            env=self._environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            start_new_session=True,
        )
        assert done.returncode == code, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, line: str) -> subprocess.Popen[bytes]:
        """Start a command that goes on."""
        process = subprocess.Popen(
            shlex.split(line), cwd=self._folder, env=self._environment, stdout=self._log, stderr=self._log
        )
        self._processes.append(process)
        return process

    def answers(self, path: str) -> bool:
        """Whether that page is there."""
        try:
            return requests.get(self.url + path, timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def stop(self, process: subprocess.Popen[bytes]) -> float:
        """Ask it to stop, by SIGTERM; how many seconds it took. Fails if that is too long, or if it did not go well."""
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOPS_WITHIN) == 0, self.log()
        return time.monotonic() - asked

    def log(self) -> str:
        """The last of what the processes have printed."""
        return (self._folder / "log").read_text()[-4000:]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=5)
        self._log.close()


class Visitor:
    """Somebody with a browser that does nothing but forms."""

    def __init__(self) -> None:
        self._session = requests.Session()

    def read(self, url: str) -> str:
        """A page. Fails if it is not there."""
        return self._checked(self._session.get(url, timeout=10))

    def send(self, page: str, action: str, **fields: str) -> str:
        """Fill in a form of ``page`` that goes to ``action``; the page that comes of it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.read(page))
        assert token, f"{page} has no form"
        return self._checked(self._session.post(action, data={"csrfmiddlewaretoken": token[1], **fields}, timeout=10))

    @staticmethod
    def _checked(answer: requests.Response) -> str:
        assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code}\n{answer.text[:2000]}"
        return answer.text
