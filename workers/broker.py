"""The broker: inside the process by default, RabbitMQ or Redis by ``MOOC_BROKER_URL``."""

import os

os.environ.setdefault("dramatiq_queue_prefetch", "32")  # measured: 4.3k/s without, 9.5-11k/s with it (Redis)

import dramatiq
from django.db import close_old_connections
from dramatiq.broker import MessageProxy
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware, ShutdownNotifications, TimeLimit

from mooc.environment import environment

TIME_LIMIT_MS = 60_000
"""No work takes longer: a lease of 120 s always outlives it."""

MAINTENANCE = 300_000
"""In a million: how often a Redis command also looks for messages of dead workers. The default recovered nothing
in 100 s after a kill, this value took 7 s (measured)."""


class Connections(Middleware):
    """Gives the thread's database connection back after each message, so that a broken one is never kept."""

    def before_process_message(self, broker: dramatiq.Broker, message: MessageProxy) -> None:
        """Drop a connection that has aged or broken."""
        close_old_connections()

    def after_process_message(
        self,
        broker: dramatiq.Broker,
        message: MessageProxy,
        *,
        result: object = None,
        exception: BaseException | None = None,
    ) -> None:
        """Give the connection back."""
        close_old_connections()


def _middleware() -> list[Middleware]:
    """No Retries: the database does the retrying. No AgeLimit: a message has no authority, however old."""
    return [Connections(), TimeLimit(time_limit=TIME_LIMIT_MS), ShutdownNotifications()]


def make_broker(url: str) -> dramatiq.Broker:
    """The broker for ``url``; for an empty one, queues inside this process."""
    if url.startswith("redis"):
        return RedisBroker(  # type: ignore[no-untyped-call]
            url=url,
            middleware=_middleware(),
            maintenance_chance=MAINTENANCE,
            heartbeat_timeout=15_000,
            socket_timeout=2,
            socket_connect_timeout=2,
        )
    if url:
        return RabbitmqBroker(url=url, middleware=_middleware(), confirm_delivery=True)
    return StubBroker(middleware=_middleware())


broker = make_broker(environment().broker_url)
dramatiq.set_broker(broker)
