"""The broker: inside the process by default, RabbitMQ or Redis by ``MOOC_BROKER_URL``."""

import logging
import os
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

os.environ.setdefault("dramatiq_queue_prefetch", "32")  # measured: 4.3k/s without, 9.5-11k/s with it (Redis)

import dramatiq
import redis
from django.db import close_old_connections
from dramatiq.broker import MessageProxy
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.common import dq_name
from dramatiq.errors import DramatiqError
from dramatiq.middleware import Middleware, ShutdownNotifications, TimeLimit
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from mooc.environment import environment
from mooc.runtime.outages import OutageLog

TIME_LIMIT_MS = 60_000
"""No work takes longer: a lease of 120 s always outlives it."""

MAINTENANCE_CHANCE = 300_000
"""In a million: how often a Redis command also looks for messages of dead workers. The default recovered nothing
in 100 s after a kill, this value took 7 s (measured)."""


PATIENCE = 2
"""Seconds for a broker to answer; the database knows what is due without it."""
HEARTBEAT = 15
"""Seconds after which a RabbitMQ that says nothing counts as gone."""
RABBITMQ_DEFAULTS: dict[str, Any] = {
    "socket_timeout": PATIENCE,
    "stack_timeout": 2 * PATIENCE,
    "connection_attempts": 1,
    "heartbeat": HEARTBEAT,
}
"""How long a RabbitMQ is waited for, where its address does not say so itself."""
TROUBLES = (DramatiqError, RedisError, AMQPError, AMQPConnectorException, OSError)
"""What a broker that is away looks like."""
BROKER = OutageLog(logging.getLogger("mooc.broker"), "the broker")


class Connections(Middleware):
    """Gives the thread's database connection back after each message, so that a broken one is never kept."""

    def before_process_message(self, broker: dramatiq.Broker, message: MessageProxy) -> None:
        """Drop a connection that has aged or broken. The message has come: the broker is there."""
        close_old_connections()
        BROKER.back()

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
        seconds: dict[str, Any] = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        client = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 1), **seconds)  # given a url, dramatiq drops them
        return RedisBroker(  # type: ignore[no-untyped-call]
            client=client, middleware=_middleware(), maintenance_chance=MAINTENANCE_CHANCE, heartbeat_timeout=15_000
        )
    if url:
        parts = urlsplit(url)
        query = urlencode(RABBITMQ_DEFAULTS | dict(parse_qsl(parts.query)))
        impatient_url = parts._replace(query=query).geturl()
        return RabbitmqBroker(url=impatient_url, middleware=_middleware(), confirm_delivery=True)
    return StubBroker(middleware=_middleware())


class _OutageOnce(logging.Filter):
    """A consumer that has lost its broker says so with a traceback every three seconds: once is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be written: not if it only tells that the broker is away."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, TROUBLES) or "connection error" in record.msg:
            BROKER.gone(type(error).__name__ if error else record.getMessage())
            return False
        return True


broker = make_broker(environment().broker_url)
dramatiq.set_broker(broker)
logging.getLogger("pika").setLevel(logging.CRITICAL)  # tracebacks of what is raised, and told, anyway
for queue in ("collect", "judge"):
    for name in (queue, dq_name(queue)):
        logging.getLogger(f"dramatiq.worker.ConsumerThread({name})").addFilter(_OutageOnce())
