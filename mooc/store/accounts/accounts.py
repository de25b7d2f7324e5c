"""Linked accounts, and the attempts to link one. An account belongs to one person at most."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from mooc.core.facts.profiles import AccountProfile
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, with_roles
from mooc.store.policy.resources import Action, Resource


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """A linked account. ``linked_at`` is course time; ``consent`` the version of the text that was agreed to.
    ``moved_to``: of one that has moved, the handle that is used instead, where the network says it."""

    id: int
    network: str
    external_id: str
    handle: str
    standing: str
    linked_at: datetime
    proof: str
    consent: str
    shared_with_twinome: bool
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class LinkingAttempt:
    """A code that waits to be shown on the account. ``created_at`` is real time (UTC).

    ``trouble``: of one that has just begun, why the network could not be asked whether there is such an account.
    """

    network: str
    handle: str
    code: str
    consent: str
    created_at: datetime
    trouble: str = ""


class AccountTaken(Exception):
    """Somebody else has proven to own this account; who, is not told."""


def _value(row: models.Account) -> LinkedAccount:
    if row.linked_at is None:
        raise ValueError(f"account {row.pk} is linked by nobody")
    return LinkedAccount(
        row.pk,
        row.network,
        row.external_id,
        row.handle,
        row.standing,
        row.linked_at,
        row.proof,
        row.consent,
        row.shared_with_twinome,
        row.moved_to,
    )


def claim(user: int, profile: AccountProfile, proof: str, consent: str, now: datetime) -> tuple[LinkedAccount, bool]:
    """Link the account to the person who has proven to own it, at ``now`` (course time); whether it was not theirs
    before. Raises AccountTaken.

    Safe to repeat: an account that is the person's own stays linked since when it was. Belongs in a transaction.
    """
    row, _ = models.Account.objects.get_or_create(network=profile.network, external_id=profile.id)
    free = models.Account.objects.filter(pk=row.pk, user__isnull=True)
    won = free.update(user=user, linked_at=now, proof=proof, consent=consent, shared_with_twinome=False)
    profile_fields = {"handle": profile.handle, "name": profile.name, "standing": profile.standing.value}
    accounts = models.Account.objects.filter(pk=row.pk, user=user)
    if not accounts.update(**profile_fields):
        raise AccountTaken
    return _value(accounts.get()), won > 0


def get(actor: Actor, pk: int, action: Action) -> LinkedAccount:
    """The account, if ``actor`` may do that to it. Raises NotVisible, Forbidden."""
    return _value(policy.get(models.Account.objects.all(), actor, action, Resource.ACCOUNT, pk))


def mine(actor: Actor) -> list[LinkedAccount]:
    """The accounts that the one who asks has linked."""
    accounts = models.Account.objects.filter(user=actor.user, linked_at__isnull=False) if actor.user else []
    return [_value(row) for row in accounts]


def of_member(actor: Actor, member: int) -> list[LinkedAccount]:
    """The member's accounts that the actor may see. Raises NotVisible, Forbidden."""
    asker = with_roles(actor)
    owner = members.get(asker, member, Resource.ACCOUNTS_OF)
    accounts = models.Account.objects.filter(policy.visible(asker, Resource.ACCOUNT), user=owner.user)
    return [_value(row) for row in accounts.order_by("pk")]


def of_members(actor: Actor, people: Collection[int]) -> dict[int, list[LinkedAccount]]:
    """Member id → the accounts of that member that the actor may see, of those who have any. One query."""
    if not people:
        return {}
    accounts = models.Account.objects.filter(policy.visible(actor, Resource.ACCOUNT), user__memberships__in=people)
    accounts_by_member: dict[int, list[LinkedAccount]] = {}
    for member, *row in accounts.order_by("pk").values_list("user__memberships", *_COLUMNS):
        accounts_by_member.setdefault(member, []).append(LinkedAccount(*row))
    return accounts_by_member


_COLUMNS = (
    *("pk", "network", "external_id", "handle", "standing"),
    *("linked_at", "proof", "consent", "shared_with_twinome", "moved_to"),
)


def release(pk: int, user: int) -> bool:
    """The account is that person's no longer; whether it was."""
    linked = models.Account.objects.filter(pk=pk, user=user)
    return linked.update(user=None, linked_at=None, proof="", consent="", shared_with_twinome=False) > 0


def share(pk: int, shared: bool) -> bool:
    """Show the account to the twinome of its owner, or stop to; whether that is new."""
    return models.Account.objects.filter(pk=pk, shared_with_twinome=not shared).update(shared_with_twinome=shared) > 0


def attempt(user: int, network: str, handle: str, code: str, consent: str) -> LinkingAttempt:
    """Note that the person wants to link this handle; it takes the place of an earlier attempt on that network."""
    fields = {"handle": handle, "code": code, "consent": consent, "created_at": timezone.now()}
    row, _ = models.LinkAttempt.objects.update_or_create(user_id=user, network=network, defaults=fields)
    return LinkingAttempt(row.network, row.handle, row.code, row.consent, row.created_at)


def attempt_of(user: int, network: str) -> LinkingAttempt | None:
    """The attempt that waits, if there is one."""
    row = models.LinkAttempt.objects.filter(user=user, network=network).first()
    return None if row is None else LinkingAttempt(row.network, row.handle, row.code, row.consent, row.created_at)


def attempts(user: int, since: datetime) -> list[LinkingAttempt]:
    """The attempts of a person that wait and have begun after ``since`` (real time), by network."""
    link_attempts = models.LinkAttempt.objects.filter(user=user, created_at__gt=since).order_by("network")
    return [LinkingAttempt(row.network, row.handle, row.code, row.consent, row.created_at) for row in link_attempts]


def forget_attempt(user: int, network: str) -> None:
    """The attempt has come to its end. A code proves once."""
    models.LinkAttempt.objects.filter(user=user, network=network).delete()


def keep_profiles(people: Iterable[AccountProfile]) -> None:
    """Keep the handles of people who were looked up. Of those known before, how they stand is left to the reads."""
    profiles = {(profile.network, profile.id): profile for profile in people}
    models.Account.objects.bulk_create(
        (
            models.Account(
                network=network, external_id=pk, handle=profile.handle, name=profile.name, standing=profile.standing
            )
            for (network, pk), profile in sorted(profiles.items())
        ),
        update_conflicts=True,
        unique_fields=["network", "external_id"],
        update_fields=["handle", "name"],
    )


def handles(ids: Collection[str]) -> dict[str, str]:
    """Account id → the handle that the network showed last, of those that are known. One query; none for nobody."""
    if not ids:
        return {}
    accounts = models.Account.objects.filter(~Q(handle=""), external_id__in=ids)
    return dict(accounts.values_list("external_id", "handle"))
