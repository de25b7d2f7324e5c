"""Who still needs a watch, and among whom or what it is to be asked."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q

from mooc.core.facts.questions import Read
from mooc.core.planning.query_scope import ItemSeen, OpenPair, QueryScope, WatchedAccount, is_of_a_post, scope_of
from mooc.store import models
from mooc.store.log import activities


def subject_account(network: str, subject: str, read: Read) -> str:
    """The one account that a watch of this subject is about; empty if it is about many."""
    if read.by == "actor":
        return subject
    return activities.author_of(network, subject) if is_of_a_post(read) else ""


def query_scope_of(
    watch: models.Watch, read: Read, linked: Mapping[str, WatchedAccount], now: datetime
) -> QueryScope | None:
    """How the watch is to be asked at ``now`` (course time); None if nobody needs it any more.

    ``linked``: the accounts of all who use it. Number of queries: constant.
    """
    pairs = _open_pairs(watch, read)
    covered_until = models.Coverage.objects.filter(watch=watch).aggregate(last=Max("end"))["last"]
    return scope_of(read, pairs, linked, _items(watch, read, pairs), covered_until, now)


def linked_accounts(watch: int, network: str, only: Collection[str] | None = None) -> dict[str, WatchedAccount]:
    """Accounts of the members of all cohorts that use the watch; with ``only``, those of these ids. One query."""
    cohorts = models.WatchUse.objects.filter(watch=watch).values("cohort")
    members = models.Member.objects.filter(cohort__in=cohorts, left_at__isnull=True)
    accounts = models.Account.objects.filter(network=network).order_by("external_id")
    if only is None:
        accounts = accounts.filter(user__in=members.values("user"))
    else:  # from the few accounts to their members, and not through the class
        accounts = accounts.filter(Exists(members.filter(user=OuterRef("user"))), external_id__in=only)
    return {
        account: WatchedAccount(user, since, standing_at, standing)
        for account, user, since, standing_at, standing in accounts.values_list(
            "external_id", "user", "linked_at", "standing_at", "standing"
        )
        if user and since
    }


def _open_pairs(watch: models.Watch, read: Read) -> list[OpenPair]:
    """The pairs of those who use the watch about which something may still be said. Filters and no joins of what is
    open with what is used: a database that has not counted its rows yet would do that by the square of the class."""
    uses = {(use.cohort_id, use.challenge): use.until for use in watch.uses.all()}
    verdicts = models.Verdict.objects.filter(
        member__cohort__in={cohort for cohort, _ in uses},
        challenge__in={challenge for _, challenge in uses},
        settled=False,
        member__left_at__isnull=True,
        member__cohort__closed_at__isnull=True,
    )
    account = subject_account(watch.network, watch.subject, read)
    if account:
        owners = models.Account.objects.filter(network=watch.network, external_id=account, linked_at__isnull=False)
        verdicts = verdicts.filter(member__user__in=owners.values("user"))
    columns = "member__user", "answer", "member__cohort", "challenge"
    return [
        OpenPair(user, answer, uses[cohort, challenge])
        for user, answer, cohort, challenge in verdicts.order_by().values_list(*columns)
        if (cohort, challenge) in uses
    ]


def _items(watch: models.Watch, read: Read, pairs: Collection[OpenPair]) -> list[ItemSeen]:
    """The posts that the watch goes among and that have not been seen up to the end of the last window."""
    if not read.per_item or not pairs:
        return []
    unseen = Q(seen_until=None)
    if not read.asks_once:
        unseen |= Q(seen_until__lt=max(pair.closes_at for pair in pairs))
    items = watch.items.filter(unseen).order_by("pk")
    return [ItemSeen(*columns) for columns in items.values_list("key", "author", "seen_until")]
