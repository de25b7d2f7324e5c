"""Handles on Mastodon's servers, ``user@server``, and the names of servers.

Names of servers with other letters become punycode, and are shown as such.
"""

import re

from mooc.core.values.handles import DOMAIN, Grammar
from mooc.http import guard
from mooc.linking.handles import must_match
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks.base import LinkedHandles

GRAMMAR = Grammar(
    rf"[a-z0-9_](?:[a-z0-9_.-]{{0,98}}[a-z0-9_])?@{DOMAIN}",
    "mastodon:name@mastodon.social",
    server_after="@",
    folds_tags=True,
)
"""``user@server``, for a course knows no server of its own; a name beyond ASCII is written in punycode."""
_USER = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")
"""https://docs.joinmastodon.org/spec/webfinger/: the name before the host."""
_LOOPBACK = re.compile(r"127\.0\.0\.1:[1-9][0-9]{0,4}")


def parse(text: str, *, loopback: bool = False) -> str:
    """``ada@mastodon.social`` of ``@Ada@Mastodon.social``; the host is punycode. Raises CannotLink.

    ``loopback``: 127.0.0.1:PORT counts as a server.
    """
    name, at, host = text.strip().removeprefix("@").partition("@")
    if not at or "@" in host:
        raise CannotLink(Refusal.HANDLE_INVALID)
    return f"{must_match(_USER, name).lower()}@{server(host, loopback=loopback)}"


def server(text: str, *, loopback: bool = False) -> str:
    """``mastodon.social`` of that, of ``https://mastodon.social/`` and of ``@ada@mastodon.social``. Raises CannotLink.

    ``loopback``: see ``parse``.
    """
    name = text.strip()
    if name.startswith("@"):
        return parse(name, loopback=loopback).partition("@")[2]
    if name.lower().startswith("https://"):
        name = name[len("https://") :].removesuffix("/")
    if loopback and _LOOPBACK.fullmatch(name):
        return name
    try:
        return guard.host_name(name)
    except guard.RequestRefused as error:
        raise CannotLink(Refusal.INSTANCE_REFUSED, detail=error.key) from error


HANDLES = LinkedHandles(
    "@ada@mastodon.social",
    {
        "en": "Your name and your server are expected, such as @ada@mastodon.social",
        "fr": "On attend votre nom et votre serveur, par exemple @ada@mastodon.social",
    },
    lambda text, settings: parse(text, loopback=settings.loopback),
    lambda handle: handle.partition("@")[2],
)
