"""The engine as it runs in production: workers and tickers as processes of their own, over a real broker."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
LEASE = 5
"""Seconds; short, so that a test sees the work of a dead worker taken over."""


def database_url() -> str:
    """The database of this test run, as the processes are told."""
    found = settings.DATABASES["default"]
    who = ":".join(part for part in (found["USER"], found["PASSWORD"]) if part)
    return f"postgresql://{who}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


class Engine:
    """Starts workers and a ticker; ends what it started, by process id."""

    def __init__(self, broker_url: str, bluesky_url: str, log: Path) -> None:
        self._environment = {
            **os.environ,
            "MOOC_DEBUG": "true",
            "DATABASE_URL": database_url(),
            "MOOC_BROKER_URL": broker_url,
            "MOOC_BLUESKY_URL": bluesky_url,
            "MOOC_LEASE": str(LEASE),
            "MOOC_THREADS": "2",
            "DJANGO_SETTINGS_MODULE": "mooc.settings",
        }
        self._log = log.open("ab")
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Engine":
        return self

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start ``mooc COMMAND``."""
        process = subprocess.Popen(
            [sys.executable, "-c", "from mooc.cli import main; main()", *command],
            env=self._environment,
            cwd=ROOT,
            stdout=self._log,
            stderr=self._log,
        )
        self._processes.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("work")

    def ticker(self) -> subprocess.Popen[bytes]:
        return self.start("tick", "--every", "0.2")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=5)
        self._log.close()
