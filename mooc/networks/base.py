"""What a network announces of itself: one ``NetworkSpec`` each, cheap to import.

Whatever needs the network's own library (reading, listening, signing in) is named as ``module:name``, and imported when
it is first used: ``mooc.networks.registry`` does that. The rest of the house asks the spec, never which network it is.

A network is told its settings, it never looks them up: ``options`` and their like take them as an argument.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, JsonValue

from mooc.core.facts.needs import NeedKind
from mooc.core.spending.costs import PriceList
from mooc.core.values.authored import Texts
from mooc.core.values.handles import Grammar
from mooc.linking.refusal import CannotLink

BEHIND_PUSH: dict[str, JsonValue] = {"behind": "push"}
"""``json_schema_extra`` of a setting that ``.env.example`` lists behind MOOC_PUSH, not among the first."""
GATE, ADHOC, HANDLES = "gate", "adhoc_requests", "linked_handles"
"""What of ours an adapter may be given: the gate that its requests pass; who minds what is asked once; a function from
a stable id to the handle under which the account was linked (empty for others)."""


def web_address(value: str) -> str:
    """The address without a slash at its end. Raises ValueError for what is none."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("https://HOST or http://HOST:PORT is expected")
    return value.rstrip("/")


WebAddress = Annotated[str, AfterValidator(web_address)]


class NetworkSettings(BaseModel):
    """The settings of one network. Each field is the variable ``MOOC_<FIELD>`` and has a description.

    ``mooc.environment`` puts those of all networks together with its own: no two may have the same name.
    """


S = TypeVar("S", bound=NetworkSettings)


class LinkedHandles(NamedTuple):
    """Handles as people type them to link an account. ``example``: one, as on a profile. ``expected``: what one looks
    like, said to who has written something else. ``parse``: the handle as the network writes it; raises CannotLink.
    ``server_of``: the server that such a handle names, on a network of many; else empty."""

    example: str
    expected: Texts
    parse: Callable[[str, Any], str]
    server_of: Callable[[str], str] = lambda handle: ""


class Addresses(NamedTuple):
    """Web addresses for people. ``profile``: of a handle's profile; empty where there is none to be seen. ``compose``:
    where the person with that handle finds a text written beforehand, to be posted by hand."""

    profile: Callable[[str], str]
    compose: Callable[[str, str], str]


@dataclass(frozen=True, kw_only=True, eq=False)
class AdapterSpec(Generic[S]):
    """How the network is read. ``opener``: ``module:name`` of what fulfils ``mooc.core.facts.network.Network``.

    ``options``: what it is opened with. ``resources``: which of GATE, ADHOC and HANDLES it takes besides. ``token``:
    what it is read with, empty for nothing. ``is_public``: whether what is read with these settings is the network that
    everybody knows, not a sandbox in which a handle may be anybody's.
    """

    opener: str
    options: Callable[[S], Mapping[str, Any]]
    resources: tuple[str, ...] = (GATE, ADHOC)
    token: Callable[[S], str] = lambda settings: ""
    is_public: Callable[[S], bool] = lambda settings: True


@dataclass(frozen=True, kw_only=True, eq=False)
class StreamSpec(Generic[S]):
    """How the network is listened to. ``opener``: of what fulfils ``mooc.core.push.EventStream``.

    ``options``: what it is opened with; None where there is nothing to listen to with these settings.
    ``on_by_default``: whether it is listened to where MOOC_PUSH says nothing. ``note``: what MOOC_PUSH says of it, such
    as its price.
    """

    opener: str
    options: Callable[[S], Mapping[str, str] | None]
    resources: tuple[str, ...] = (GATE,)
    on_by_default: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class SignInSpec(Generic[S]):
    """How one shows that an account is one's own by signing in on the network.

    ``opener``: of ``(settings, services) -> mooc.linking.sign_in.SignInFlow``. ``is_set_up``: whether that can be done
    here. ``server``: an example of a server, on a network of many on which the person has to say which; else empty.
    """

    opener: str
    is_set_up: Callable[[S], bool] = lambda settings: True
    server: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class NetworkSpec(Generic[S]):
    """A network. ``name``: in the database, in lessons and in settings; ``label``: as people write it.

    ``required``: the setting without which it is not read; empty where it needs none. ``grammar``: of handles in rules.
    ``capabilities``: what it can be asked, at what price, as of which date, for what its stream speaks, and what it
    cannot tell. ``handle_check``: ``module:name`` of ``(settings, gate) -> (handle, profile) -> None``, a proof that is
    asked for besides the code: it raises CannotLink unless the account has that handle. ``explain_refusal``: what a
    refusal means on this network. ``link_schemes``: of the addresses of its posts, besides https.
    """

    name: str
    label: str
    settings: type[S]
    required: str = ""
    grammar: Grammar
    handles: LinkedHandles
    addresses: Addresses
    capabilities: PriceList
    adapter: AdapterSpec[S]
    stream: StreamSpec[S] | None = None
    sign_in: SignInSpec[S] | None = None
    handle_check: str = ""
    explain_refusal: Callable[[CannotLink], CannotLink] = lambda error: error
    link_schemes: tuple[str, ...] = ()

    def is_set_up(self, settings: S) -> bool:
        """Whether the network can be read with these settings."""
        value = getattr(settings, self.required) if self.required else True
        return bool(value.get_secret_value() if hasattr(value, "get_secret_value") else value)

    @property
    def variable(self) -> str:
        """The variable of the environment without which it is not read; empty where it needs none."""
        return f"MOOC_{self.required.upper()}" if self.required else ""

    @property
    def has_free_lookups(self) -> bool:
        """Whether it costs nothing to ask whether there is an account."""
        looks = (read for read in self.capabilities.reads if NeedKind.STANDING in read.needs)
        return not any(read.price.usd or read.price.usd_request for read in looks)
