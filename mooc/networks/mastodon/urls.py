"""Where things are: accounts, servers and posts in the addresses that name them. Asks nobody.

An account is ``ID@HOST``: its id on its home server, and that server's name. A post is its ActivityPub ``uri``: the
same on every server that has a copy (https://docs.joinmastodon.org/entities/Status/#uri).
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from mooc.http.addresses import RequestRefused, host_name

ID = r"[A-Za-z0-9_-]{1,64}"
USER = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?"
_ACCOUNT = re.compile(rf"({ID})@([a-z0-9.-]+(?::[0-9]{{1,5}})?)", re.ASCII)
_HANDLE = re.compile(rf"@?({USER})(?:@([^\s@/]+))?", re.ASCII)
_LOCAL = re.compile(r"127\.0\.0\.1:[1-9][0-9]{0,4}")
_NUMBER_OR_ULID = r"([0-9]{1,20}|[0-9A-HJKMNP-TV-Z]{26})"
_AT = rf"@{USER}(?:@[A-Za-z0-9.:-]+)?"
_POSTS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"/(?:deck/|web/)?{_AT}/{_NUMBER_OR_ULID}",  # Mastodon
        rf"/(?:users/{USER}|ap/users/[0-9]+|{_AT})/statuses/{_NUMBER_OR_ULID}",  # Mastodon, GoToSocial
        r"/web/statuses/([0-9]{1,20})",  # Mastodon before 4
        rf"/{_AT}/posts/([0-9]{{1,20}}|[A-Za-z0-9]{{18}})",  # Takahe, Akkoma
        r"/notice/([A-Za-z0-9]{18}|[0-9]{1,20})",  # Pleroma, Akkoma
    )
)
_OBJECT = re.compile(r"/objects/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
"""Pleroma's and Akkoma's URIs, which do not hold the id."""
_EDIT = "#edited-"


class HomeAddress(NamedTuple):
    """An account's id on its home server, and that server's host."""

    id: str
    host: str

    def __str__(self) -> str:
        return f"{self.id}@{self.host}"


def home_of(account: str) -> HomeAddress:
    """The parts of a stable id. Raises ValueError for what is none."""
    match = _ACCOUNT.fullmatch(account)
    if not match:
        raise ValueError("not an account of this network")
    return HomeAddress(match[1], match[2])


def stranger_id(user: str, host: str) -> str:
    """How somebody is known who cannot be asked for at home: by address. No stable id looks like it."""
    return f"https://{host}/@{user}"[:255]


def handle_of(text: str, loopback: bool = False) -> tuple[str, str] | None:
    """User and server (``""`` where none is named) of a handle as people type it; None for what can be none."""
    match = _HANDLE.fullmatch(text.strip())
    if not match:
        return None
    if not match[2]:
        return match[1], ""
    host = server_of(match[2], loopback)
    return (match[1], host) if host else None


def server_of(text: str, loopback: bool = False) -> str:
    """A server's name as it is asked for; empty for what cannot be one. ``loopback``: 127.0.0.1:PORT is one too."""
    if loopback and _LOCAL.fullmatch(text):
        return text
    try:
        return host_name(text)
    except RequestRefused:
        return ""


def base_url(host: str, loopback: bool = False) -> str:
    """Where the server of that name is asked."""
    return f"{'http' if loopback and _LOCAL.fullmatch(host) else 'https'}://{host}"


def host_of(url: str) -> str:
    """The host of a web address; empty if it has none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def version_of(key: str) -> str:
    """The post's ``uri``, of whichever version of it the key is."""
    return key.partition(_EDIT)[0]


def edit_key(uri: str, seconds: int) -> str:
    """The key of the version that was made at that moment (seconds of the Unix clock)."""
    return f"{uri}{_EDIT}{seconds}"


def id_in(url: str) -> str:
    """The id that a post has on the server of its address or ``uri``; empty where the address does not hold it."""
    path = _path(url)
    return next((match[1] for form in _POSTS if (match := form.fullmatch(path))), "")


def recognise(url: str, loopback: bool = False) -> str | None:
    """The address of the post without what apps put behind it; None for what is no post's address on such a server.

    By form alone: any server may be one, and which software it runs is not known before it is asked.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = server_of(parts.netloc.lower(), loopback)
    if parts.scheme not in ("https", "http") or not host:
        return None
    path = _path(url.strip())
    if not id_in(url.strip()) and not _OBJECT.fullmatch(path):
        return None
    return f"{base_url(host, loopback)}{path}"


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
