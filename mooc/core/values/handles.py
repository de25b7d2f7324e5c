"""Handles as authors write them in a rule: ``NETWORK:HANDLE``, as ``mooc cohort create`` takes them.

They are looked up once, when a cohort begins (or moves to a version that names more people): kept are the stable ids.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from mooc.core.values.text import digest

DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
"""A domain name, in lower case: a part of handles on networks of many servers."""


class Grammar(NamedTuple):
    """How the handles and hashtags of one network are written.

    ``pattern``: of a handle in rules, in lower case, without the @ before it. ``example``: one, behind the network's
    name. ``server_after``: the sign behind which a handle names its server; empty where it names none. ``folds_tags``:
    it hands hashtags out without their accents.
    """

    pattern: str
    example: str
    server_after: str = ""
    folds_tags: bool = False

    def own_name(self, handle: str) -> str:
        """What comes before the server."""
        return handle.partition(self.server_after)[0] if self.server_after else handle


Grammars = Mapping[str, Grammar]
"""Network → the grammar of its handles."""
GRAMMARS = "grammars"
"""Under this name pydantic's context holds the grammars while what an author wrote is read. Without them (what was
checked once and stored) any network is taken, and any handle."""
LONGEST = 300


def _canonical(written: str) -> str:
    """The one form that is kept: lower case, without the @ before the handle."""
    network, colon, handle = written.strip().lower().partition(":")
    return f"{network}{colon}{handle.strip().removeprefix('@')}"


def _checked(written: Any, info: ValidationInfo) -> Any:
    """The handle as it is kept. Raises PydanticCustomError for what can be none."""
    if not isinstance(written, str):
        return written
    network, colon, handle = _canonical(written).partition(":")
    grammars: Grammars | None = (info.context or {}).get(GRAMMARS)
    if not colon:
        raise PydanticCustomError("not_a_handle", "NETWORK:HANDLE is expected", {GRAMMARS: grammars or {}})
    if grammars is None:
        return f"{network}:{handle}"
    if network not in grammars:
        raise PydanticCustomError("no_such_network", "no such network", {"network": network, GRAMMARS: grammars})
    if len(handle) > LONGEST or not re.fullmatch(grammars[network].pattern, handle, re.ASCII):
        raise PydanticCustomError("handle_refused", "no such handle", {"network": network, GRAMMARS: grammars})
    return f"{network}:{handle}"


Handles = Annotated[
    tuple[Annotated[str, BeforeValidator(_checked)], ...],
    AfterValidator(lambda handles: tuple(dict.fromkeys(handles))),
]
"""Handles of a rule, each once."""


def list_name(handles: Iterable[Any]) -> str:
    """The name of the list of these people: the same people, the same name, in whatever order they are written."""
    return f"these-{digest(sorted({_canonical(str(handle)) for handle in handles}))[:12]}"


def handles_on_network(network: str, handles: Iterable[str]) -> tuple[str, ...]:
    """Those on that network, without its name.

    >>> handles_on_network("x", ("x:ada", "bluesky:bob.example"))
    ('ada',)
    """
    return tuple(handle.removeprefix(f"{network}:") for handle in handles if handle.startswith(f"{network}:"))
