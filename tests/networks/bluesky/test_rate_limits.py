"""The rate limit of a real Bluesky server (3,000 requests in five minutes), and fifty workers that share it."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import requests

from fixtures.bluesky import BlueskyNetwork
from mooc.core.spending.gate import GateClosed
from mooc.http.bounds import BYTES_AT_MOST, TIMEOUT
from mooc.networks.bluesky.capabilities import LIMIT
from mooc.networks.bluesky.client import BoundedTransport
from mooc.networks.bluesky.rate_limits import GatedTransport, server_bucket
from mooc.networks.local_gate import LocalGate
from tests.bluesky import DATABASE

pytestmark = pytest.mark.needs("node", "postgresql")

WORKERS, LEFT = 50, 100


@pytest.fixture
def pds() -> Iterator[str]:
    with BlueskyNetwork(DATABASE, rate_limits=True) as network:
        yield f"{network.pds}/xrpc/com.atproto.server.describeServer"


def remaining(answer: requests.Response) -> int:
    return int(answer.headers["RateLimit-Remaining"])


def use_elsewhere(address: str) -> int:
    """Somebody else at the same address asks until little is left; how much that is."""
    with requests.Session() as session:
        left = remaining(session.get(address, timeout=5))
    assert left < LIMIT, "the window has begun"

    def some(number: int) -> None:
        with requests.Session() as session:
            for _ in range(number):
                session.get(address, timeout=5)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, [(left - LEFT) // 4] * 4))
    return left - (left - LEFT) // 4 * 4


def test_fifty_workers_share_what_is_left_of_a_window_that_had_begun_elsewhere(pds: str) -> None:
    left = use_elsewhere(pds)
    client = httpx.Client(
        transport=GatedTransport(BoundedTransport(TIMEOUT, BYTES_AT_MOST), LocalGate(), server_bucket(pds)),
        timeout=TIMEOUT,
    )
    came, lock = Counter[str](), threading.Lock()

    def work() -> None:
        for _ in range(10):
            try:
                said = str(client.get(pds).status_code)
            except GateClosed as closed:
                said = closed.kind.value
            with lock:
                came[said] += 1

    assert client.get(pds).status_code == 200
    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert came == {"200": left - 1, "rate_limited": WORKERS * 10 - left + 1}, "no 429, and nothing left unused"
    beyond = requests.get(pds, timeout=5)
    assert (beyond.status_code, remaining(beyond)) == (429, 0), "the limit was real"
    with pytest.raises(GateClosed) as caught:
        client.get(pds)
    assert caught.value.until == pytest.approx(int(beyond.headers["RateLimit-Reset"]), abs=2)
