"""Processes that share a database server share its book of requests."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from fixtures.sandbox import Sandbox
from tests.limited import LIMIT, sandbox
from tests.services.spending.search_worker import PER_WORKER
from tests.survival.engine import database_url

ROOT = Path(__file__).resolve().parents[2]
__all__ = ["sandbox"]


@pytest.mark.django_db(transaction=True)
def test_processes_never_exceed_a_limit_together(sandbox: Sandbox) -> None:
    order = json.dumps({"database": database_url(), "x": sandbox.url, "bearer": sandbox.bearer, "threads": 17})
    command = [sys.executable, "-m", "tests.services.spending.search_worker", order]
    workers = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(3)]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == b"ready\n"
    for worker in workers:  # all begin now
        assert worker.stdin
        worker.stdin.close()
    came = Counter[str]()
    for worker in workers:
        assert worker.stdout
        came.update(json.loads(worker.stdout.readline()))
        assert worker.wait(60) == 0
        worker.stdout.close()
    assert came.total() == 3 * 17 * PER_WORKER
    assert sandbox.ledger.requests["search"] == came["read"] == LIMIT
