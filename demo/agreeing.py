"""What a person does whom a network asks whether an app may know who they are. No browser: the same requests."""

from urllib.parse import parse_qsl, urlsplit, urlunsplit

import requests

SECONDS = 10.0


class NotAsked(Exception):
    """The network does not ask, or does not send the person back."""


def agree(address: str, account: str) -> str:
    """Open the page at ``address``, choose ``account`` there and agree.

    Returns what stands behind the ? of the address that the person is sent back to. Raises NotAsked.
    """
    return _decide(address, {"account": account, "decision": "allow"})


def refuse(address: str) -> str:
    """As ``agree``, of somebody who does not."""
    return _decide(address, {"decision": "deny"})


def _decide(address: str, chosen: dict[str, str]) -> str:
    parts = urlsplit(address)
    form = dict(parse_qsl(parts.query)) | chosen
    try:
        with requests.Session() as browser:
            browser.trust_env = False  # a proxy of the environment is for the internet
            browser.get(address, timeout=SECONDS).raise_for_status()
            answer = browser.post(urlunsplit(parts._replace(query="")), form, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise NotAsked(type(error).__name__) from error
    if not answer.is_redirect:
        raise NotAsked(str(answer.status_code))
    return urlsplit(answer.headers["Location"]).query
