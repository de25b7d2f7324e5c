"""Addresses, as they are written and as they are found: which of them are somebody's on the internet."""

import ipaddress
import re
from enum import StrEnum

import idna
import requests

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}}(?<!-))")
_LONGEST_NAME = 253
_PATH_AND_QUERY = r"(?:[/?][^\\\x00-\x20\x7f]*)?"
_PUBLIC_URL = re.compile(r"https://([A-Za-z0-9.-]+)(?::443)?" + _PATH_AND_QUERY)
_LOCAL_URL = re.compile(r"http://127\.0\.0\.1:[1-9][0-9]{0,4}" + _PATH_AND_QUERY)
_LOCAL_TOP_LEVELS = frozenset(
    {
        *("alt", "arpa", "corp", "example", "home", "i2p", "internal", "intranet", "invalid", "lan"),
        *("local", "localdomain", "localhost", "onion", "private", "test", "workgroup"),
    }
)
"""Last labels that are nobody's on the internet (RFC 6761, RFC 6762, RFC 7686, RFC 9476, ICANN's `.internal`)."""
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            # https://www.iana.org/assignments/iana-ipv4-special-registry
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            # https://www.iana.org/assignments/iana-ipv6-special-registry, within the one block that is handed out
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ),
    )
)
_ALLOCATED_IPV6 = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is public today; mapped, NAT64, unique local, link-local and multicast addresses lie outside."""


class RefusalReason(StrEnum):
    """Why a request was refused."""

    URL = "url"
    """Not https on port 443, or it holds a user, a backslash, or what a browser would not send."""
    HOST = "host"
    """Not the name of a server on the internet."""
    ADDRESS = "address"
    """The name has an address that is not public."""
    REDIRECT = "redirect"
    """The server sends us elsewhere."""
    SIZE = "size"
    """The answer is too large."""


class RequestRefused(requests.RequestException):
    """Not sent, or not read to its end. ``key`` says why; ``str`` holds no address, so that nobody learns from it what
    our network looks like."""

    def __init__(self, key: RefusalReason) -> None:
        super().__init__(f"refused: {key}")
        self.key = key


def host_name(text: str) -> str:
    """The name of a server on the internet, in lower case and as punycode. Raises RequestRefused.

    >>> host_name("Mastodon.Social"), host_name("m\u00f6tor.social")
    ('mastodon.social', 'xn--mtor-5qa.social')
    """
    name = text.lower()
    try:
        if not name.isascii():  # strict: nothing is mapped, neither letters nor dots that look like others
            name = ".".join(idna.alabel(label).decode() for label in name.split("."))
        if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or name.rpartition(".")[2] in _LOCAL_TOP_LEVELS:
            raise ValueError("not the name of a server")
        for label in name.split("."):
            if label[2:4] == "--":
                idna.decode(label.encode(), strict=True)  # punycode that stands for nothing is no name
    except ValueError as error:  # idna's errors are ValueErrors
        raise RequestRefused(RefusalReason.HOST) from error
    return name


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet could mean.

    >>> is_public("1.1.1.1"), is_public("192.0.0.8"), is_public("2002:7f00:1::"), is_public("64:ff9b::7f00:1")
    (True, False, False, False)
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.scope_id or ip not in _ALLOCATED_IPV6):
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC)


def check_url(url: str, loopback: bool) -> None:
    """Raises RequestRefused for an address that is not to be asked. ``loopback``: see ``session``.

    It is looked at as it is written, and what passes is read alike by every parser.
    """
    if loopback and _LOCAL_URL.fullmatch(url):
        return
    parts = _PUBLIC_URL.fullmatch(url)
    if not parts:
        raise RequestRefused(RefusalReason.URL)
    host_name(parts[1])
