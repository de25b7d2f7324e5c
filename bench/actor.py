"""An actor of ours to whom a hint comes late, against an actor that does nothing but one query."""

from collections.abc import Iterator

import dramatiq

from bench.ground import START, Figure, ratio, scaled
from mooc.store import models
from workers.actors import collect
from workers.broker import broker

MESSAGES = scaled(2_000)


@dramatiq.actor(broker=broker, queue_name="bench")
def one_query(watch: int) -> None:
    """Look whether a row is there."""
    models.Watch.objects.filter(pk=watch).exists()


def figures() -> Iterator[Figure]:
    """One figure: messages a second, ours over the other's."""
    watch = models.Watch.objects.create(network="x", read="search_tag", subject="mooc", since=START, until=START)
    worker = dramatiq.Worker(broker, worker_threads=2, worker_timeout=100)
    worker.start()

    def send(actor: dramatiq.Actor[[int], None]) -> None:
        for _ in range(MESSAGES):
            actor.send(watch.pk)
        broker.join(actor.queue_name, timeout=120_000)

    send(one_query)
    yield Figure(
        "an actor of ours / a no-op with one query (msg/s)",
        1 / ratio(lambda: send(collect), lambda: send(one_query)),
        0.7,
        at_most=False,
    )
    worker.stop()
