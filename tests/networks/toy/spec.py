"""What the carrier pigeons announce of themselves: all that the rest of the house learns of them."""

from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, Field

from mooc.networks.base import (
    AdapterSpec,
    Addresses,
    NetworkSettings,
    NetworkSpec,
    SignInSpec,
    StreamSpec,
)
from tests.networks.toy.capabilities import CAPABILITIES, NETWORK
from tests.networks.toy.handles import GRAMMAR, HANDLES, RING


def _loft(value: str) -> str:
    if value and not RING.fullmatch(value):
        raise ValueError("the name of a loft is expected")
    return value


class PigeonSettings(NetworkSettings):
    """Which loft is asked."""

    pigeon_loft: Annotated[str, AfterValidator(_loft)] = Field(
        default="", description="the loft that is asked; empty: pigeons are off"
    )


def _options(settings: PigeonSettings) -> dict[str, str]:
    return {"loft": settings.pigeon_loft}


SPEC = NetworkSpec(
    name=NETWORK,
    label="Carrier Pigeon",
    settings=PigeonSettings,
    required="pigeon_loft",
    grammar=GRAMMAR,
    handles=HANDLES,
    addresses=Addresses(
        profile=lambda handle: f"https://loft.example/{quote(handle)}",
        compose=lambda text, handle: f"https://loft.example/write?text={quote(text, safe='')}",
    ),
    capabilities=CAPABILITIES,
    adapter=AdapterSpec(opener="tests.networks.toy.adapter:Pigeon", options=_options),
    stream=StreamSpec(
        opener="tests.networks.toy.stream:PigeonStream", options=_options, resources=(), on_by_default=False
    ),
    sign_in=SignInSpec(opener="tests.networks.toy.sign_in:open_sign_in"),
)
