"""Bluesky's two kinds of stream, chosen by the address."""

from urllib.parse import urlsplit

from mooc.core.push import EventStream
from mooc.networks.bluesky.stream_firehose import Firehose
from mooc.networks.bluesky.stream_jetstream import Jetstream

SUBSCRIBE = "/subscribe"


def open_stream(url: str) -> EventStream:
    """A Jetstream where the address ends in ``/subscribe``, else the firehose of that relay or server."""
    return Jetstream(url) if urlsplit(url).path.rstrip("/").endswith(SUBSCRIBE) else Firehose(url)
