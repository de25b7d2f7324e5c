"""What the carrier pigeons announce of themselves: all that the rest of the house learns of them."""

import re
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, Field

from mooc.core.values.handles import Grammar
from mooc.linking.handles import must_match
from mooc.networks.base import (
    AdapterSpec,
    Addresses,
    LinkedHandles,
    NetworkSettings,
    NetworkSpec,
    SignInSpec,
    StreamSpec,
)
from tests.networks.toy.capabilities import CAPABILITIES, NETWORK

RING = re.compile(r"[a-z]{2,12}")


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
    grammar=Grammar(RING.pattern, "pigeon:coo"),
    handles=LinkedHandles(
        "coo",
        {"en": "What stands on the ring is expected, such as coo", "fr": "On attend ce que dit la bague, comme coo"},
        lambda text, settings: must_match(RING, text.strip().removeprefix("@")),
    ),
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
