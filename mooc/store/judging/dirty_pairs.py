"""Which pairs of a member and a challenge have something new to judge: whoever asks for a judgement does it here."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from mooc.store import models
from mooc.store.database.leases import locked_in_order
from mooc.store.log.activities import AccountKey


class News(NamedTuple):
    """What has changed that a verdict may rest on.

    ``accounts``: of which something new is known; ``uses``: (cohort, challenge) for which it has changed how far all is
    seen, of everybody or of the ``owner`` of one account alone; ``confirmed``: cohorts in which a peer's word counts
    from now on. ``cohorts``: all of which a member may be concerned; None: those of the accounts.

    ``users``: people who have changed themselves, by what they linked, joined or whom they met; ``pairs``: (member,
    challenge) of which somebody has given his or her word, or taken it back; ``requested``: pairs that are to be judged
    again though nothing is new: not while that is due anyway; ``rules_of``: cohorts that go by other rules from now on.
    """

    accounts: frozenset[AccountKey] = frozenset()
    uses: Collection[tuple[int, str]] = ()
    owner: AccountKey | None = None
    confirmed: Collection[int] = ()
    cohorts: Collection[int] | None = None
    users: Collection[int] = ()
    pairs: Collection[tuple[int, str]] = ()
    requested: Collection[tuple[int, str]] = ()
    rules_of: Collection[int] = ()


def has_news() -> Q:
    """Verdict rows that something new has come up for."""
    return Q(input_version__gt=F("judged_version"))


def news_columns() -> dict[str, Any]:
    """What changes in verdict rows for which something new has come up."""
    return {"input_version": F("input_version") + 1, "due_at": Coalesce("due_at", Now())}


def mark_dirty(news: News) -> tuple[int, ...]:
    """Ask for a judgement of every open pair that the news concerns; returns their cohorts. No query for no news.

    Nobody joins one of the cohorts, links an account or opens a challenge in them between this and the commit: who
    comes after sees the new facts, and who came before is told of them. Belongs in a transaction of the caller.
    """
    if not any(news._replace(owner=None, cohorts=None)):
        return ()
    _lock_cohorts(news)
    concerned = models.Verdict.objects.filter(_is_seen(news) | _is_asked(news), settled=False)
    cohorts = tuple(concerned.order_by().values_list("member__cohort", flat=True).distinct())
    if cohorts:
        locked_in_order(concerned).update(**news_columns())
    return cohorts


def _lock_cohorts(news: News) -> None:
    cohorts = models.Cohort.objects.select_for_update(no_key=True).order_by("pk")
    if news.cohorts is None:
        ids = {account for _, account in news.accounts}
        members = models.Cohort.objects.filter(members__user__accounts__external_id__in=ids)
        list(cohorts.filter(pk__in=members.values("pk")).values_list("pk"))
    else:
        list(cohorts.filter(pk__in=news.cohorts).values_list("pk"))


def _is_seen(news: News) -> Q:
    """The pairs of living cohorts whose watch has seen more, whose member owns one of the accounts, or for whom a peer
    has vouched."""
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
    return condition & Q(member__cohort__closed_at__isnull=True)


def _is_asked(news: News) -> Q:
    """The pairs of which people have changed something, in cohorts that are closed, too."""
    condition = Q(member__user__in=news.users) | Q(member__cohort__in=news.rules_of)
    for member, challenge in news.pairs:
        condition |= Q(member=member, challenge=challenge)
    for member, challenge in news.requested:
        condition |= Q(member=member, challenge=challenge, input_version=F("judged_version"))
    return condition


def _users(accounts: Collection[AccountKey]) -> QuerySet[models.Account]:
    """Those who have linked the accounts, which are of one network."""
    network, ids = next(iter(accounts))[0], sorted(account for _, account in accounts)
    return models.Account.objects.filter(network=network, external_id__in=ids, user__isnull=False)
