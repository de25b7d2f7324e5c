"""Linking: a person shows that an account on a network is theirs, and agrees that it is read.

By a code, on every network:  begin ── a code ──▶ the person shows it there ──▶ confirm ── seen there ──▶ linked
By signing in there:          see ``mooc.services.accounts.oauth_linking``

Who asks for a code is told at once where nobody has that handle.

Whichever way: what counts is the version of the text that was agreed to at the beginning.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.spending.budget import Purpose
from mooc.core.spending.gate import Bucket
from mooc.linking import code_proof
from mooc.linking.codes import new_code
from mooc.linking.refusal import CannotLink, Refusal
from mooc.linking.sign_in import LINKING_LIMITS
from mooc.networks import registry
from mooc.runtime import deadline
from mooc.services import networks
from mooc.services.accounts import consent
from mooc.services.spending import permits
from mooc.services.spending.permits import SpendRequest
from mooc.store import events
from mooc.store.accounts import accounts
from mooc.store.accounts.accounts import LinkedAccount, LinkingAttempt
from mooc.store.cohorts import cohorts
from mooc.store.judging import dirty_pairs
from mooc.store.judging.dirty_pairs import News
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action
from mooc.store.retention import texts

CONSENT = consent.VERSION
"""Version of the text that people agree to when they link an account."""
TRIES_AN_HOUR = 20
"""How often one person may begin, on all networks together; and how often have a code looked for."""
TIME_LIMIT = 8.0
"""Seconds for all requests of one step together, while a person waits and a thread with them."""


class ConsentNeeded(ValueError):
    """The person has not agreed to the text as it is now."""


class NotOffered(ValueError):
    """Accounts of that network cannot be linked here, or not in that way."""


def begin(user: int, network: str, handle: str, agreed: str) -> LinkingAttempt:
    """Start to link an account by a code, which is to be shown on it, and is good for 30 minutes of real time.

    The network is asked first whether there is such an account. Where it can't be, the attempt says why: the code is
    good all the same, and the account is looked for with it. (Only then, where each look costs money.)

    Raises NotOffered, ConsentNeeded, and CannotLink for a handle that cannot be one, or that nobody has.
    """
    if network not in networks.configured():
        raise NotOffered(network)
    check_consent(agreed)
    handle = parse_handle(network, handle)
    count_try(Bucket(LINKING_LIMITS, "", "begin", TRIES_AN_HOUR, 3600, f"user {user}"))
    trouble = _look_up(network, handle)
    return replace(accounts.attempt(user, network, handle, new_code(), agreed), trouble=trouble)


def _look_up(network: str, handle: str) -> str:
    """Why the network could not be asked for that account; empty where it has it. Raises CannotLink."""
    spec = registry.SPECS[network]
    if not spec.has_free_lookups:
        return ""
    try:
        code_proof.find_account(networks.quick(network), handle)
    except CannotLink as error:
        refusal = spec.explain_refusal(error)
        if refusal.key is not Refusal.NETWORK_TROUBLE or refusal.trouble is None:
            raise refusal from error
        return refusal.trouble.kind.value
    return ""


def check_consent(agreed: str) -> None:
    """Raises ConsentNeeded unless that is the version of the text as it is now."""
    if agreed != CONSENT:
        raise ConsentNeeded


def parse_handle(network: str, text: str) -> str:
    """The handle as the network writes it. Raises CannotLink for what cannot be one."""
    return registry.SPECS[network].handles.parse(text, networks.settings())


def count_try(bucket: Bucket) -> None:
    """Count one try, in the book that all processes share. Raises CannotLink where there have been too many."""
    if permits.permit(SpendRequest(bucket.network, Purpose.SIGN_IN, bucket=bucket)).refused:
        raise CannotLink(Refusal.TOO_MANY, Trouble(TroubleKind.RATE_LIMITED), detail=bucket.endpoint)


@contextmanager
def within_time_limit(server: str = "") -> Iterator[None]:
    """A step in which strangers' servers are asked. Raises CannotLink where they take too long: ``server`` is named."""
    with deadline.within(TIME_LIMIT) as step:
        try:
            yield
        except CannotLink as error:
            if step.is_over and error.key in (Refusal.NETWORK_TROUBLE, Refusal.NO_SERVER):
                raise CannotLink(Refusal.TOO_SLOW, error.trouble, detail=error.detail, subject=server) from error
            raise


def confirm(user: int, network: str, now: datetime, real_now: datetime) -> LinkedAccount:
    """Look for the code on the account; link it if it is there. ``now``: course time, ``real_now``: real time.

    Raises CannotLink, saying why, and AccountTaken. After a refusal the same code may be tried again.
    """
    attempt = accounts.attempt_of(user, network)
    if attempt is None or network not in networks.configured():
        raise CannotLink(Refusal.CODE_EXPIRED)
    count_try(Bucket(LINKING_LIMITS, "", "confirm", TRIES_AN_HOUR, 3600, f"user {user}"))
    handle = attempt.handle
    with within_time_limit(registry.SPECS[network].handles.server_of(handle)):
        source = networks.network(network)
        check = registry.open_handle_check(network, networks.settings(), permits.gate())
        try:
            profile = code_proof.prove_by_code(source, handle, attempt.code, attempt.created_at, real_now, check=check)
        except CannotLink as error:
            raise registry.SPECS[network].explain_refusal(error) from error
    with transaction.atomic():
        account = link(user, profile, "code", attempt.consent, now)
        accounts.forget_attempt(user, network)
    return account


def link(user: int, profile: AccountProfile, proof: str, agreed: str, now: datetime) -> LinkedAccount:
    """Link an account whose ownership has been proven; the engine looks at it from ``now`` (course time) on.

    Raises AccountTaken.
    """
    with transaction.atomic():
        account, is_new = accounts.claim(user, profile, proof, agreed, now)
        if is_new:
            _wake_engine(user, now)
            details = {"network": account.network, "proof": proof, "consent": agreed}
            _record(EventKind.ACCOUNT_LINKED, user, account.id, now, details)
    return account


def _wake_engine(user: int, now: datetime) -> None:
    """What the person has linked is another now: their cohorts are looked at, and all that is not settled of theirs is
    judged anew."""
    cohorts.wake_cohorts_of(user, now)
    dirty_pairs.mark_dirty(News(users=(user,)))


def _record(kind: EventKind, user: int, account: int, now: datetime, details: Mapping[str, str] | None = None) -> None:
    """Record what somebody did with an account of his or her own."""
    account_ref = ObjectRef(ObjectKind.ACCOUNT, str(account))
    known = {name: code for name, code in (details or {}).items() if code}  # an account may be older than the text
    events.record(AuditEvent(kind, now, actor=user, subject=user, object=account_ref, details=known))


def unlink(actor: Actor, account: int) -> None:
    """Let go of an account of one's own. What was credited stays, the texts of its posts go. Raises NotVisible,
    Forbidden."""
    with transaction.atomic():
        linked = accounts.get(actor, account, Action.DELETE)
        if actor.user is not None and accounts.release(account, actor.user):
            _wake_engine(actor.user, actor.now)
            details = {"network": linked.network, "consent": linked.consent}
            _record(EventKind.ACCOUNT_UNLINKED, actor.user, account, actor.now, details)
        texts.erase_of({(linked.network, linked.external_id)})


def share(actor: Actor, account: int, shared: bool) -> LinkedAccount:
    """Show an account of one's own to one's twinome, or stop to. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        linked = accounts.get(actor, account, Action.WRITE)
        if accounts.share(account, shared) and actor.user is not None:
            kind = EventKind.ACCOUNT_SHARED if shared else EventKind.ACCOUNT_UNSHARED
            _record(kind, actor.user, account, actor.now)
    return replace(linked, shared_with_twinome=shared)
