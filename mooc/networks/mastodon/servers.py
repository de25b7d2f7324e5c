"""What a server says of itself, and what its saying that something is not there is worth.

https://docs.joinmastodon.org/methods/instance/: asked without a slash at the end, which GoToSocial sends elsewhere and
Takahe takes for another page. These are side questions: where one fails, what was asked besides is still an answer, as
far as it goes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.mastodon.answers import Instance, InstanceV1
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.client import NoSuchPage, NotThere
from mooc.networks.mastodon.urls import host_of

_NO_WORD = frozenset({TroubleKind.BAD_ANSWER, TroubleKind.REFUSED})
"""A server that answers so to a question about itself does not tell; anything else may be asked again."""


def software(asker: Asker, host: str) -> str:
    """``takahe`` where the server says so, ``another`` where it says something else; empty where it does not tell.

    https://docs.joinmastodon.org/methods/instance/#v1: every dialect has it, and most tell their own name there. Raises
    NetworkTrouble where it can't be asked now.
    """

    def learn() -> str:
        version = asker.server(host).get(InstanceV1, "/api/v1/instance").version
        return "takahe" if "takahe" in version.lower() else "another"

    try:
        return asker.once(("software", host), learn)
    except NetworkTrouble as error:
        if error.trouble.kind in _NO_WORD:
            return ""
        raise


def handle_domain(asker: Asker, host: str) -> str:
    """The domain of the handles of that server; empty where it does not tell. Raises NetworkTrouble.

    https://docs.joinmastodon.org/methods/instance/#v2, before Mastodon 4 ``#v1``.
    """

    def learn() -> str:
        server = asker.server(host)
        try:
            instance = server.get(Instance, "/api/v2/instance")
            return instance.account_domain or instance.domain
        except NetworkTrouble as error:
            if error.trouble.kind not in _NO_WORD:
                raise
        old = server.get(InstanceV1, "/api/v1/instance")
        return old.account_domain or host_of(old.uri) or old.uri

    try:
        return asker.once(("domain", host), learn)
    except NetworkTrouble as error:
        if error.trouble.kind in _NO_WORD:
            return ""
        raise


@contextmanager
def absence_on_404(asker: Asker, host: str) -> Iterator[None]:
    """Within it one thing of that server is asked for by its id or name, so that a 404 means: there is none (any more).

    NotThere is raised then, also where the server says so by a page instead of in the API's own form (Takahe), as long
    as it speaks the API otherwise. A domain that was sold has pages too, and nothing is gone on its word.
    """
    try:
        yield
    except NoSuchPage as error:
        if not software(asker, host):
            raise
        raise NotThere(Trouble(TroubleKind.REFUSED, detail=error.trouble.detail)) from error
