"""What Mastodon, and whatever speaks its API, announces of itself."""

import re
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from mooc.core.facts.troubles import TroubleKind
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks.base import (
    ADHOC,
    BEHIND_PUSH,
    GATE,
    HANDLES,
    AdapterSpec,
    Addresses,
    NetworkSettings,
    NetworkSpec,
    SignInSpec,
    StreamSpec,
)
from mooc.networks.mastodon import handles
from mooc.networks.mastodon.capabilities import CAPABILITIES, NETWORK


def _server(value: str) -> str:
    if value and not re.fullmatch(r"https://[A-Za-z0-9.-]+/?|http://127\.0\.0\.1:\d{1,5}/?", value):
        raise ValueError("https://HOST is expected")
    return value.rstrip("/")


class MastodonSettings(NetworkSettings):
    """The course's own server and account there."""

    loopback: bool = Field(
        default=False,
        description="true only on your own machine, with MOOC_DEBUG or MOOC_DEMO: http://127.0.0.1:PORT counts as a"
        " Mastodon server",
    )
    mastodon_server: Annotated[str, AfterValidator(_server)] = Field(
        default="",
        description="https://HOST of the Mastodon server where the course has its account; empty: it has none",
        json_schema_extra=BEHIND_PUSH,
    )
    mastodon_token: SecretStr = Field(
        default=SecretStr(""),
        description="access token of the course's Mastodon account, scope read alone; empty: only public reads",
        json_schema_extra=BEHIND_PUSH,
    )

    @field_validator("loopback")
    @classmethod
    def _not_in_earnest(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not (info.data.get("debug") or info.data.get("demo")):
            raise ValueError("true is for your own machine only: it needs MOOC_DEBUG or MOOC_DEMO")
        return value


def _token(settings: MastodonSettings) -> str:
    return settings.mastodon_token.get_secret_value()


def _stream_options(settings: MastodonSettings) -> dict[str, str] | None:
    token = _token(settings)
    return {"base_url": settings.mastodon_server, "token": token} if settings.mastodon_server and token else None


def profile_address(handle: str) -> str:
    """Of ``user@server``; a server on this machine has none that anybody else could see."""
    user, _, server = handle.rpartition("@")
    return f"https://{quote(server)}/@{quote(user)}" if user and ":" not in server else ""


def explain(error: CannotLink) -> CannotLink:
    """What a server's refusal to show somebody means: GoToSocial, and others, show strangers nothing."""
    trouble = error.trouble
    if trouble is None or trouble.kind is not TroubleKind.REFUSED:
        return error
    return CannotLink(Refusal.CLOSED_TO_STRANGERS if trouble.detail.isdecimal() else Refusal.INSTANCE_REFUSED, trouble)


SPEC = NetworkSpec(
    name=NETWORK,
    label="Mastodon",
    settings=MastodonSettings,
    grammar=handles.GRAMMAR,
    handles=handles.HANDLES,
    addresses=Addresses(
        profile=profile_address,
        compose=lambda text, handle: f"https://{quote(handle.rpartition('@')[2])}/share?text={quote(text, safe='')}",
    ),
    capabilities=CAPABILITIES,
    adapter=AdapterSpec(
        opener="mooc.networks.mastodon.adapter:Mastodon",
        options=lambda settings: {
            "base_url": settings.mastodon_server,
            "token": _token(settings),
            "loopback": settings.loopback,
        },
        resources=(GATE, ADHOC, HANDLES),
        token=_token,
    ),
    stream=StreamSpec(opener="mooc.networks.mastodon.stream:MastodonStream", options=_stream_options),
    sign_in=SignInSpec(opener="mooc.networks.mastodon.sign_in:open_sign_in", server="mastodon.social"),
    explain_refusal=explain,
)
