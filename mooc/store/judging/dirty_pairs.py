"""Which pairs of a member and a challenge have something new to judge."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q, QuerySet

from mooc.store import models
from mooc.store.database import leases
from mooc.store.database.leases import locked_in_order
from mooc.store.log.activities import AccountKey


class News(NamedTuple):
    """What has changed that a verdict may rest on.

    ``accounts``: of which something new is known; ``uses``: (cohort, challenge) for which it has changed how far all is
    seen, of everybody or of the ``owner`` of one account alone; ``confirmed``: cohorts in which a peer's word counts
    from now on. ``cohorts``: all of which a member may be concerned; None: those of the accounts.
    """

    accounts: frozenset[AccountKey] = frozenset()
    uses: Collection[tuple[int, str]] = ()
    owner: AccountKey | None = None
    confirmed: Collection[int] = ()
    cohorts: Collection[int] | None = None


def mark_dirty(news: News) -> tuple[int, ...]:
    """Ask for a judgement of every open pair that the news concerns; returns their cohorts. No query for no news.

    Nobody joins one of the cohorts, links an account or opens a challenge in them between this and the commit: who
    comes after sees the new facts, and who came before is told of them. Belongs in a transaction of the caller.
    """
    if not news.accounts and not news.uses and not news.confirmed:
        return ()
    _lock_cohorts(news)
    open_pairs = models.Verdict.objects.filter(settled=False, member__cohort__closed_at__isnull=True)
    concerned = open_pairs.filter(_is_concerned(news))
    cohorts = tuple(concerned.order_by().values_list("member__cohort", flat=True).distinct())
    if cohorts:
        locked_in_order(concerned).update(**leases.news_columns())
    return cohorts


def _lock_cohorts(news: News) -> None:
    cohorts = models.Cohort.objects.select_for_update(no_key=True).order_by("pk")
    if news.cohorts is None:
        ids = {account for _, account in news.accounts}
        members = models.Cohort.objects.filter(members__user__accounts__external_id__in=ids)
        list(cohorts.filter(pk__in=members.values("pk")).values_list("pk"))
    else:
        list(cohorts.filter(pk__in=news.cohorts).values_list("pk"))


def _is_concerned(news: News) -> Q:
    """The pairs whose watch has seen more, whose member owns one of the accounts, or for whom a peer has vouched."""
    condition = Q(pk__in=[])
    for cohort, challenge in news.uses:
        condition |= Q(member__cohort=cohort, challenge=challenge)
    if news.owner:
        condition &= Q(member__user__in=_users({news.owner}).values("user"))
    for network in sorted({network for network, _ in news.accounts}):
        on_network = {account for account in news.accounts if account[0] == network}
        condition |= Q(member__user__in=_users(on_network).values("user"))
    if news.confirmed:
        vouched_for = models.Confirmation.objects.filter(withdrawn_at__isnull=True).values("member")
        condition |= Q(member__cohort__in=news.confirmed, member__in=vouched_for)
    return condition


def _users(accounts: Collection[AccountKey]) -> QuerySet[models.Account]:
    """Those who have linked the accounts, which are of one network."""
    network, ids = next(iter(accounts))[0], sorted(account for _, account in accounts)
    return models.Account.objects.filter(network=network, external_id__in=ids, user__isnull=False)
