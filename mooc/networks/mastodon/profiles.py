"""People: whose id is whose on which server, who has a handle, what stands in a bio, whether an account can be read.

Known by a stable id is who was asked for at home: ``lookup`` there turns a user's name, which never changes on such
servers, into the id. Whoever cannot be asked for there (a server without this API) is known by address.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.mastodon import servers
from mooc.networks.mastodon.answers import AccountPayload, AccountReference, Statuses
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.capabilities import NETWORK
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.html import links, plain_text
from mooc.networks.mastodon.server_quirks import is_deactivated
from mooc.networks.mastodon.urls import HomeAddress, handle_of, home_of, host_of, server_of, stranger_id
from mooc.networks.mastodon.webfinger import server_for

RECENT = 20
_NO_PICTURE = ("/avatars/original/missing.png", "/images/avi.png", "/static/img/unknown-icon-", "/default_avatars/")
"""Where Mastodon, Pleroma, Takahe and GoToSocial keep the picture of those who have none (the last by hearsay)."""
_BROKEN = frozenset({TroubleKind.UNREACHABLE, TroubleKind.SERVER_ERROR, TroubleKind.BAD_ANSWER})


def user_and_host(person: AccountReference, source_host: str, loopback: bool = False) -> tuple[str, str]:
    """The user's name and the home server of somebody as ``source_host`` shows them; "" where none can be asked.

    The domain of a handle need not be the server's name: the address of the profile tells that, where it is not an
    address on ``source_host`` itself.
    """
    user, _, domain = person.acct.partition("@")
    if not domain:
        return user, source_host
    page = host_of(person.url or "")
    host = page if page and page != source_host else domain
    return user, server_of(host, loopback) or server_of(domain, loopback)


def stable_id(asker: Asker, person: AccountReference, source_host: str, patient: bool = True) -> str:
    """The stable id of somebody as ``source_host`` shows them; by address where there is none to be had.

    Raises NetworkTrouble where it cannot be asked for now. A home server that is broken is waited for, unless not
    ``patient``: many are so for good.
    """
    user, host = user_and_host(person, source_host, asker.setup.loopback)
    if host == source_host:
        return str(HomeAddress(person.id, source_host))
    if not host:
        return stranger_id_of(person, source_host)

    def learn() -> str:
        try:
            return str(HomeAddress(_look_up(asker, user, host).id, host))
        except NetworkTrouble as error:
            if error.trouble.kind is TroubleKind.REFUSED or error.trouble.detail in ("404", "410"):
                return stranger_id(user, host)
            raise

    try:
        return asker.once(("id", user.lower(), host), learn)
    except NetworkTrouble as error:
        if patient or error.trouble.kind not in _BROKEN:
            raise
        return stranger_id(user, host)


def stranger_id_of(person: AccountReference, source_host: str) -> str:
    """How somebody is known who is not asked for at home."""
    user, _, domain = person.acct.partition("@")
    return stranger_id(user, domain.lower() or source_host)


def _look_up(asker: Asker, acct: str, host: str) -> AccountPayload:
    """https://docs.joinmastodon.org/methods/accounts/#lookup. Raises NetworkTrouble; NotThere if nobody has it."""
    server = asker.server(host)
    with servers.absence_on_404(asker, host):
        return server.ask(AccountPayload, partial(server.api.account_lookup, acct))


def fetch_account(asker: Asker, home: HomeAddress) -> AccountPayload:
    """https://docs.joinmastodon.org/methods/accounts/#get, on the home server. Raises NetworkTrouble."""
    server = asker.server(home.host)
    with servers.absence_on_404(asker, home.host):
        entity = server.ask(AccountPayload, partial(server.api.account, home.id))
    _remember(asker, home, entity.acct)
    return entity


def acct_at_home(asker: Asker, home: HomeAddress) -> str:
    """The account's ``acct`` on its home server: the user's name, or all of the address. Raises NetworkTrouble.

    Where its server is closed to strangers, it is the one under which the account was linked.
    """
    remembered = _remembered(asker, home)
    if remembered:
        return remembered
    try:
        return fetch_account(asker, home).acct
    except NetworkTrouble as error:
        if error.trouble.kind is not TroubleKind.REFUSED or isinstance(error, NotThere):
            raise
        linked = asker.setup.linked_handles(str(home)).removesuffix(f"@{home.host}")
        if not linked:
            raise
        return _remember(asker, home, linked)


def _remembered(asker: Asker, home: HomeAddress) -> str:
    acct: str | None = asker.memory.recall(("user", str(home)))
    return acct or ""


def _remember(asker: Asker, home: HomeAddress, acct: str) -> str:
    return asker.memory.keep(("user", str(home)), acct)


def id_on_course_server(asker: Asker, home: HomeAddress) -> str:
    """The id under which the course's server knows the account; empty if it has never met it.

    Raises NetworkTrouble, also where it can't be told under which address that server would know it.
    """
    course = asker.setup.course
    if home.host == course:
        return home.id
    acct = acct_at_home(asker, home)
    address = acct if "@" in acct else f"{acct}@{home.host}"
    local_id = _local_id(asker, address, course)
    if local_id or "@" in acct:
        return local_id
    domain = servers.handle_domain(asker, home.host)
    if not domain:
        raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="the domain of its handles"))
    return "" if domain == home.host else _local_id(asker, f"{acct}@{domain}", course)


def _local_id(asker: Asker, address: str, host: str) -> str:
    try:
        return _look_up(asker, address, host).id
    except NotThere:
        return ""


def course_account(asker: Asker) -> str:
    """The stable id of the course's account; empty without a token. Raises NetworkTrouble.

    https://docs.joinmastodon.org/methods/accounts/#verify_credentials
    """
    course = asker.setup.course
    if not (course and asker.setup.token):
        return ""

    def learn() -> str:
        server = asker.server(course)
        return str(HomeAddress(server.ask(AccountPayload, server.api.account_verify_credentials).id, course))

    return asker.once(("myself", course), learn)


def find(asker: Asker, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
    """Profiles by handle as it was given: ``user@server``, ``@user@server``, on the course's server ``user`` alone.

    What nobody has, and what cannot be a handle, is left out. Raises NetworkTrouble.
    """
    profiles: dict[str, AccountProfile] = {}
    for handle in handles:
        parts = handle_of(handle, asker.setup.loopback)
        host = parts[1] or asker.setup.course if parts else ""
        if parts and host:
            profile = _find_one(asker, parts[0], host)
            profiles.update({handle: profile} if profile else {})
    return profiles


def _find_one(asker: Asker, user: str, domain: str) -> AccountProfile | None:
    """The profile of ``user@domain``, on the server of that name or on the one that the domain names; None: nobody."""
    try:
        return _to_remembered_profile(asker, _look_up(asker, user, domain), domain, domain)
    except NetworkTrouble as error:
        if error.trouble.detail not in ("404", "410"):
            raise
    host = server_for(asker, user, domain)
    if not host or host == domain:
        return None
    try:
        return _to_remembered_profile(asker, _look_up(asker, f"{user}@{domain}", host), host, domain)
    except NotThere:
        return None


def _to_remembered_profile(asker: Asker, entity: AccountPayload, host: str, domain: str) -> AccountProfile:
    """The profile; whose name the id is may not be told again on a server that is closed to strangers."""
    _remember(asker, HomeAddress(entity.id, host), entity.acct)
    return to_profile(entity, host, domain)


def profile(asker: Asker, account_id: str) -> AccountProfile:
    """The profile on the home server; of an account that is not shown, only its standing is known.

    Takahe shows no stranger an account by its id, but by its name, as far as we know that. Raises NetworkTrouble, and
    ValueError for what is no stable id.
    """
    home = home_of(account_id)
    try:
        return to_profile(fetch_account(asker, home), home.host)
    except NotThere:
        return AccountProfile(NETWORK, account_id, "", standing=AccountStatus.GONE)
    except NetworkTrouble as error:
        if error.trouble.kind is not TroubleKind.REFUSED:
            raise
        user = (_remembered(asker, home) or asker.setup.linked_handles(str(home))).partition("@")[0]
        try:
            entity = _look_up(asker, user, home.host) if user else None
        except NotThere:
            entity = None
        if entity is None or entity.id != home.id:  # it shows nobody under that name, or another one
            raise
        return to_profile(entity, home.host)


def recent_texts(asker: Asker, account_id: str) -> list[str]:
    """The texts of the account's own newest posts: one page. Raises NetworkTrouble."""
    home = home_of(account_id)
    server = asker.server(home.host)
    call = partial(server.api.account_statuses, home.id, exclude_reblogs=True, limit=RECENT)
    return [plain_text(status.content) for status in server.ask(Statuses, call).root]


def to_profile(entity: AccountPayload, host: str, domain: str = "") -> AccountProfile:
    """An account as its home server shows it. ``limited`` accounts can be read like any other.

    https://docs.joinmastodon.org/entities/Account/#suspended, ``#moved``, ``#limited``
    """
    standing, moved_to = AccountStatus.ACTIVE, ""
    if entity.suspended or is_deactivated(entity):
        standing = AccountStatus.SUSPENDED
    elif entity.moved:
        new_acct = entity.moved.acct
        standing, moved_to = AccountStatus.MOVED, new_acct if "@" in new_acct else f"{new_acct}@{host}"
    texts = [entity.note or "", *(text for field in entity.fields or () for text in (field.name, field.value))]
    handle = entity.acct if "@" in entity.acct else f"{entity.acct}@{domain or host}"
    name = (entity.display_name or "")[:255]
    bio = "\n".join(plain_text(text) for text in texts if text)
    picture = bool(entity.avatar) and not any(fragment in str(entity.avatar) for fragment in _NO_PICTURE)
    link_urls = tuple(dict.fromkeys(url for text in texts for url in links(text)))
    return AccountProfile(
        NETWORK, str(HomeAddress(entity.id, host)), handle[:255], name, standing, bio, moved_to, picture, link_urls
    )
