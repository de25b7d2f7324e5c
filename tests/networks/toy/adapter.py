"""Reading a loft."""

from collections.abc import Callable, Mapping
from functools import partial

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.planning.adhoc_requests import AdhocRequests
from mooc.core.spending.gate import Gate
from mooc.networks.adapter import BaseAdapter
from mooc.networks.local_gate import LocalGate
from tests.networks.toy import profiles, urls
from tests.networks.toy.asker import Asker
from tests.networks.toy.capabilities import NETWORK, READS
from tests.networks.toy.client import Client
from tests.networks.toy.reads import author_posts, post_status, single_post, snapshots

ANSWERS: Mapping[str, Callable[[Question, Asker, str], Reading]] = {
    "letters": author_posts.read_letters,
    "standing": snapshots.read_profile,
}


class Pigeon(BaseAdapter[Asker]):
    """The Network of that name."""

    name, answers = NETWORK, ANSWERS
    profiles, single_post, post_status = profiles, single_post, post_status

    def __init__(
        self,
        loft: str,
        *,
        gate: Gate | None = None,
        adhoc_requests: AdhocRequests | None = None,
        timeout: float = 1.0,
    ) -> None:
        super().__init__(partial(Asker, Client(loft, gate or LocalGate())), READS, adhoc_requests)

    def recognise(self, url: str) -> str | None:
        return urls.recognise(url)
