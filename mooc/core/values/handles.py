"""Handles as authors write them in a rule: ``NETWORK:HANDLE``, as ``mooc cohort create`` takes them.

They are looked up once, when a cohort begins (or moves to a version that names more people): kept are the stable ids.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from mooc.core.values.text import digest

_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
FORMS: Mapping[str, str] = {
    "x": r"[a-z0-9_]{1,15}",
    "bluesky": _DOMAIN,
    "mastodon": rf"[a-z0-9_](?:[a-z0-9_.-]{{0,98}}[a-z0-9_])?@{_DOMAIN}",
}
"""Network → how its handles look, in lower case and without the @ before them.

X: https://help.x.com/en/managing-your-account/x-username-rules. Bluesky: https://atproto.com/specs/handle. Mastodon:
``user@server``, for a course knows no server of its own; a name beyond ASCII is written in punycode.
"""
EXAMPLES = {"x": "x:name", "bluesky": "bluesky:name.bsky.social", "mastodon": "mastodon:name@mastodon.social"}
LONGEST = 300


def _kept(written: str) -> str:
    """The one form that is kept: lower case, without the @ before the handle."""
    network, colon, handle = written.strip().lower().partition(":")
    return f"{network}{colon}{handle.strip().removeprefix('@')}"


def _checked(written: Any) -> Any:
    """The handle as it is kept. Raises PydanticCustomError for what can be none."""
    if not isinstance(written, str):
        return written
    network, colon, handle = _kept(written).partition(":")
    if not colon:
        raise PydanticCustomError("not_a_handle", "NETWORK:HANDLE is expected")
    if network not in FORMS:
        raise PydanticCustomError("no_such_network", "no such network", {"network": network})
    if len(handle) > LONGEST or not re.fullmatch(FORMS[network], handle, re.ASCII):
        raise PydanticCustomError("handle_refused", "no such handle", {"network": network})
    return f"{network}:{handle}"


def _each_once(handles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(handles))


Handles = Annotated[tuple[Annotated[str, BeforeValidator(_checked)], ...], AfterValidator(_each_once)]
"""Handles of a rule, each once."""


def name_of(handles: Iterable[Any]) -> str:
    """The name of the list of these people: the same people, the same name, in whatever order they are written."""
    return f"these-{digest(sorted({_kept(str(one)) for one in handles}))[:12]}"


def on(network: str, handles: Iterable[str]) -> tuple[str, ...]:
    """Those on that network, without its name.

    >>> on("x", ("x:ada", "bluesky:bob.example"))
    ('ada',)
    """
    return tuple(one.removeprefix(f"{network}:") for one in handles if one.startswith(f"{network}:"))
