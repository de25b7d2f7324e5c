"""Which server stands behind the domain of a handle, where that is another one.

``@ada@example.org`` may live on ``mastodon.example.org`` (https://docs.joinmastodon.org/spec/webfinger/). Servers that
answer with a redirect are not followed: then the handle is to be given with the server's own name.
"""

from urllib.parse import quote

from pydantic import BaseModel

from mooc.core.facts.troubles import NetworkTrouble, TroubleKind
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.urls import host_of, server_of


class ResourceLink(BaseModel):
    """One of the places that belong to a handle."""

    rel: str = ""
    href: str = ""


class WebFingerDocument(BaseModel):
    """https://datatracker.ietf.org/doc/html/rfc7033#section-4.4"""

    links: tuple[ResourceLink, ...] = ()


def server_for(asker: Asker, user: str, domain: str) -> str:
    """The server on which that handle's account lives; empty if the domain does not know it. Raises NetworkTrouble."""
    server = asker.server(domain)
    path = f"/.well-known/webfinger?resource={quote(f'acct:{user}@{domain}', safe='')}"
    try:
        resource = server.get(WebFingerDocument, path)
    except NotThere:
        return ""
    except NetworkTrouble as error:
        if error.trouble.kind in (TroubleKind.BAD_ANSWER, TroubleKind.REFUSED):
            return ""
        raise
    return next(
        (server_of(host_of(link.href), asker.setup.loopback) for link in resource.links if link.rel == "self"), ""
    )
