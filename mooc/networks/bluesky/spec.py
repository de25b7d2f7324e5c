"""What Bluesky announces of itself."""

from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field

from mooc.networks.base import (
    BEHIND_PUSH,
    AdapterSpec,
    Addresses,
    NetworkSettings,
    NetworkSpec,
    StreamSpec,
    WebAddress,
)
from mooc.networks.bluesky.capabilities import CAPABILITIES, NETWORK
from mooc.networks.bluesky.handles import GRAMMAR, HANDLES

PUBLIC_APPVIEW = "https://public.api.bsky.app"
PUBLIC_JETSTREAM = "wss://jetstream2.us-east.bsky.network/subscribe"
"""One of the Jetstreams that Bluesky runs for everybody: https://github.com/bluesky-social/jetstream"""
PLC_DIRECTORY = "https://plc.directory"


def _socket_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("ws", "wss", "http", "https") or not parts.hostname):
        raise ValueError("wss://HOST or wss://HOST/subscribe is expected")
    return value.rstrip("/")


class BlueskySettings(NetworkSettings):
    """Which AppView, which stream and which directory are asked."""

    bluesky_url: WebAddress = Field(default=PUBLIC_APPVIEW, description="the Bluesky AppView")
    bluesky_stream_url: Annotated[str, AfterValidator(_socket_address)] = Field(
        default="",
        description="wss://HOST/subscribe (a Jetstream) or wss://HOST (the firehose of a relay or server);"
        " empty: a public Jetstream, if MOOC_BLUESKY_URL is the public AppView",
    )
    bluesky_plc_url: WebAddress = Field(
        default=PLC_DIRECTORY, description="the directory of Bluesky identities", json_schema_extra=BEHIND_PUSH
    )


def _is_public(settings: BlueskySettings) -> bool:
    return settings.bluesky_url == PUBLIC_APPVIEW


def _stream_options(settings: BlueskySettings) -> dict[str, str] | None:
    """Where only the AppView is another one, its network is not the public one, and nobody said where its stream is."""
    url = settings.bluesky_stream_url or (PUBLIC_JETSTREAM if _is_public(settings) else "")
    return {"url": url} if url else None


SPEC = NetworkSpec(
    name=NETWORK,
    label="Bluesky",
    settings=BlueskySettings,
    grammar=GRAMMAR,
    handles=HANDLES,
    addresses=Addresses(
        profile=lambda handle: f"https://bsky.app/profile/{quote(handle)}",
        compose=lambda text, handle: f"https://bsky.app/intent/compose?text={quote(text, safe='')}",
    ),
    capabilities=CAPABILITIES,
    adapter=AdapterSpec(
        opener="mooc.networks.bluesky.adapter:Bluesky",
        options=lambda settings: {"base_url": settings.bluesky_url},
        is_public=_is_public,
    ),
    stream=StreamSpec(
        opener="mooc.networks.bluesky.stream:open_stream", options=_stream_options, resources=(), on_by_default=True
    ),
    handle_check="mooc.networks.bluesky.handle_check:open_handle_check",
    link_schemes=("at",),
)
