"""Handles and servers, as strangers write them: by the grammar of each network, and by nothing more liberal.

What looks like a letter and is none (a Cyrillic a, a full-width @, a space without width) is refused and not mended:
who is meant must not be up to us. Names of servers with other letters become punycode, and are shown as such.
"""

import re
from collections.abc import Callable

from mooc import guard
from mooc.linking.refusal import CannotLink, Refusal

_X = re.compile(r"[A-Za-z0-9_]{1,15}")
"""https://docs.x.com/fundamentals/entities: a username."""
_BLUESKY = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""https://atproto.com/specs/handle#handle-identifier-syntax"""
_LONGEST_BLUESKY = 253
_MASTODON = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")
"""https://docs.joinmastodon.org/spec/webfinger/: the name before the host."""
_LOOPBACK = re.compile(r"127\.0\.0\.1:[1-9][0-9]{0,4}")


def x(text: str) -> str:
    """``ada_1`` of ``@ada_1``. Raises CannotLink."""
    return _fitting(_X, text.strip().removeprefix("@"))


def bluesky(text: str) -> str:
    """``ada.bsky.social`` of ``@Ada.bsky.social``. Raises CannotLink."""
    handle = text.strip().removeprefix("@").lower()
    if len(handle) > _LONGEST_BLUESKY:
        raise CannotLink(Refusal.HANDLE_INVALID)
    return _fitting(_BLUESKY, handle)


def mastodon(text: str, *, loopback: bool = False) -> str:
    """``ada@mastodon.social`` of ``@Ada@Mastodon.social``; the host is punycode. Raises CannotLink.

    ``loopback``: 127.0.0.1:PORT counts as a server.
    """
    name, at, host = text.strip().removeprefix("@").partition("@")
    if not at or "@" in host:
        raise CannotLink(Refusal.HANDLE_INVALID)
    return f"{_fitting(_MASTODON, name).lower()}@{server(host, loopback=loopback)}"


def server(text: str, *, loopback: bool = False) -> str:
    """``mastodon.social`` of that, of ``https://mastodon.social/`` and of ``@ada@mastodon.social``. Raises CannotLink.

    ``loopback``: see ``mastodon``.
    """
    name = text.strip()
    if name.startswith("@"):
        return mastodon(name, loopback=loopback).partition("@")[2]
    if name.lower().startswith("https://"):
        name = name[len("https://") :].removesuffix("/")
    if loopback and _LOOPBACK.fullmatch(name):
        return name
    try:
        return guard.host_name(name)
    except guard.Refused as error:
        raise CannotLink(Refusal.INSTANCE_REFUSED, detail=error.key) from error


GRAMMARS: dict[str, Callable[[str], str]] = {"x": x, "bluesky": bluesky, "mastodon": mastodon}
"""Network → its grammar."""


def _fitting(grammar: re.Pattern[str], text: str) -> str:
    if not grammar.fullmatch(text):
        raise CannotLink(Refusal.HANDLE_INVALID)
    return text
