"""A process of many worker threads that search as often as the gate lets them, for the tests of limits."""

import json
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from mooc.core.facts.network import Network
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading

START = datetime(2026, 11, 2, tzinfo=UTC)
PER_WORKER = 4


def search(network: Network) -> Reading:
    """One search, which takes one request."""
    now = START + timedelta(hours=1)
    return network.read(Question("x", "search_tag", "mooc", START, START + timedelta(days=7)), "", now)


def work(order: dict[str, Any]) -> dict[str, int]:
    """Search side by side, from when the standard input ends; how often it was read, and what else came of it."""
    from mooc.services import networks  # noqa: PLC0415 the environment is set by then

    network, came, lock = networks.network("x"), dict[str, int](), threading.Lock()

    def one() -> None:
        for _ in range(PER_WORKER):
            reading = search(network)
            kind = reading.trouble.kind.value if reading.trouble else "read"
            with lock:
                came[kind] = came.get(kind, 0) + 1

    threads = [threading.Thread(target=one) for _ in range(order["threads"])]
    print("ready", flush=True)
    sys.stdin.read()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "mooc.settings",
        "MOOC_DEBUG": "true",
        "DATABASE_URL": told["database"],
        "MOOC_NETWORKS": "x",
        "MOOC_X_URL": told["x"],
        "MOOC_X_BEARER": told["bearer"],
        "MOOC_THREADS": str(told["threads"]),
    }
    import django

    django.setup()
    print(json.dumps(work(told)), flush=True)
