"""What X announces of itself."""

from urllib.parse import quote

from pydantic import Field, SecretStr

from mooc.networks.base import AdapterSpec, Addresses, NetworkSettings, NetworkSpec, SignInSpec, StreamSpec, WebAddress
from mooc.networks.x.capabilities import CAPABILITIES, NETWORK
from mooc.networks.x.handles import GRAMMAR, HANDLES

API = "https://api.twitter.com"


class XSettings(NetworkSettings):
    """How X is read, and how people sign in there."""

    x_url: WebAddress = Field(default=API, description="the X API, or a sandbox that speaks it")
    x_bearer: SecretStr = Field(
        default=SecretStr(""), description="app-only bearer token of the X API; empty: X is off"
    )
    x_client_id: str = Field(default="", description="OAuth 2 client id, for linking X accounts")
    x_client_secret: SecretStr = Field(default=SecretStr(""), description="OAuth 2 client secret")


def _bearer(settings: XSettings) -> str:
    return settings.x_bearer.get_secret_value()


def _options(settings: XSettings) -> dict[str, str]:
    return {"base_url": settings.x_url, "bearer": _bearer(settings)}


SPEC = NetworkSpec(
    name=NETWORK,
    label="X",
    settings=XSettings,
    required="x_bearer",
    grammar=GRAMMAR,
    handles=HANDLES,
    addresses=Addresses(
        profile=lambda handle: f"https://x.com/{quote(handle)}",
        compose=lambda text, handle: f"https://x.com/intent/post?text={quote(text, safe='')}",
    ),
    capabilities=CAPABILITIES,
    adapter=AdapterSpec(
        opener="mooc.networks.x.adapter:X",
        options=_options,
        token=_bearer,
        is_public=lambda settings: settings.x_url == API,
    ),
    stream=StreamSpec(opener="mooc.networks.x.stream:open_stream", options=_options, note="x pays for each post"),
    sign_in=SignInSpec(
        opener="mooc.networks.x.sign_in:open_sign_in", is_set_up=lambda settings: bool(settings.x_client_id)
    ),
)
