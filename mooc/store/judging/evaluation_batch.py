"""The evaluation batch: all that is needed to judge a batch of pairs of one cohort, in a constant number of queries."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from itertools import chain

from django.db.models import Q

from mooc.core.course.course import Course
from mooc.core.course.schedule import windows, with_late_entry
from mooc.core.evidence.member_logs import member_logs
from mooc.core.evidence.scene import ActivityLog, OwnAccount, Scene
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.needs import Need
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.proof import EvidenceLevel, lower_level
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.planning.member_coverage import ClassCoverage, WatchState, hidden_networks
from mooc.core.planning.plan import Tables, WatchKey, own_timelines_only
from mooc.core.planning.query_scope import is_of_a_post
from mooc.core.values.span import Span, merge_spans
from mooc.store import models
from mooc.store.attestation import attestations
from mooc.store.attestation.attestations import Attestations
from mooc.store.courses import courses
from mooc.store.courses.mapping import run_of
from mooc.store.judging.account_ties import account_ties
from mooc.store.log.activities import AccountKey, posts_of, touching
from mooc.store.spending import budget_book

Returns = dict[int, tuple[tuple[str, datetime], ...]]
"""Member → the networks on which an account could not be read for a time, and when it was seen again."""


@dataclass(frozen=True, slots=True)
class EvaluationBatch:
    """A cohort's rules and facts for a batch of members."""

    cohort: int
    course: Course
    windows: Mapping[str, Span]
    hashtag: str
    lists: Mapping[tuple[str, str], tuple[str, ...]]
    accounts: Mapping[int, tuple[OwnAccount, ...]]
    logs: Mapping[int, ActivityLog]
    ties: Mapping[int, Mapping[str, frozenset[str]]]
    seen: ClassCoverage
    steps: Mapping[str, EvidenceLevel]
    attestations: Attestations
    joined: Mapping[int, datetime] = field(default_factory=dict)
    """When members joined; empty where the course makes no difference for who comes late."""
    returned: Returns = field(default_factory=dict)
    coverage_cache: dict[tuple[int, frozenset[str]], Callable[[Need], Coverage | None]] = field(
        default_factory=dict, repr=False
    )
    """Member and networks where he or she was hidden → what has been found out already of the coverage."""

    def scene(self, member: int, challenge: str, now: datetime) -> Scene:
        """What a check may know of that member and challenge at ``now`` (course time)."""
        window, joined = self.windows[challenge], self.joined.get(member)
        if joined:
            window = with_late_entry(self.course, self.course.challenge(challenge), window, joined)
        return Scene(
            str(member),
            self.accounts.get(member, ()),
            window,
            now,
            self.logs[member],
            self.hashtag,
            self.lists,
            self.ties[member],
            self._coverage(member, self._hidden(member, challenge)),
            self._step(member),
            self.attestations.of(member, challenge),
        )

    def _step(self, member: int) -> EvidenceLevel:
        """What is asked for proof where the member has accounts: the weakest of them."""
        if not self.steps:
            return EvidenceLevel.NETWORK
        steps = (self.steps.get(account.network, EvidenceLevel.NETWORK) for account in self.accounts.get(member, ()))
        return reduce(lower_level, steps, EvidenceLevel.NETWORK)

    def tables_for(self, member: int, challenge: str) -> Tables:
        """The reads that speak for the member in that challenge."""
        hidden = self._hidden(member, challenge)
        return own_timelines_only(self.seen.tables, hidden) if hidden else self.seen.tables

    def _hidden(self, member: int, challenge: str) -> frozenset[str]:
        """The networks on which the member could not be read at some time since the challenge opened."""
        return hidden_networks(self.returned.get(member, ()), self.windows[challenge].start)

    def _coverage(self, member: int, hidden: frozenset[str]) -> Callable[[Need], Coverage | None]:
        """How far each need of the member has been seen. Challenges ask for much the same: it is found once for all."""
        if (member, hidden) not in self.coverage_cache:
            coverage_of = self.seen.of_member(self.accounts.get(member, ()), self.logs[member], hidden)
            self.coverage_cache[member, hidden] = coverage_of
        return self.coverage_cache[member, hidden]


def require_loadable(cohort: int) -> None:
    """Raise BrokenCohort where the course or the calendar of the cohort cannot be read. One query."""
    row = models.Cohort.objects.select_related("course").defer("course__body").get(pk=cohort)
    courses.load(row.course.version)
    run_of(row)


def load(cohort: int, members: Collection[int], tables: Tables) -> EvaluationBatch:
    """Read all that concerns these members of the cohort.

    What has been seen is read before the facts: a reading that is appended in between then shows as facts that are
    newer than the coverage, never as coverage without its facts.
    """
    row = models.Cohort.objects.select_related("course").get(pk=cohort)
    course = courses.load(row.course.version)
    accounts, returned = _accounts(members)
    keys = {(account.network, account.id) for own_accounts in accounts.values() for account in own_accounts}
    lists = {
        (network, name): tuple(ids) for network, ids_by_list in row.lists.items() for name, ids in ids_by_list.items()
    }
    watch_states = _watch_states(tables, keys, {*chain.from_iterable(lists.values()), *course.tags(row.hashtag), ""})
    items = _items(tables, keys)
    facts = touching(keys) if keys else []
    referenced = _referenced(keys, facts)
    return EvaluationBatch(
        cohort,
        course,
        windows(course, run_of(row)),
        asked_as(row.hashtag),
        lists,
        accounts,
        member_logs(members, accounts, facts, referenced),
        account_ties(row.pk, members, accounts, [*facts, *referenced.values()], lists),
        ClassCoverage(tables, watch_states, items, _standing_at(keys)),
        budget_book.steps(row.pk),
        attestations.load(row.pk, members, lists),
        _joined(members) if course.late_entry else {},
        returned,
    )


def with_course(batch: EvaluationBatch, course: Course) -> EvaluationBatch:
    """The same people and facts, by another version of their course."""
    row = models.Cohort.objects.get(pk=batch.cohort)
    joined = _joined(batch.logs.keys()) if course.late_entry else {}
    return replace(batch, course=course, windows=windows(course, run_of(row)), joined=joined)


def _joined(members: Collection[int]) -> dict[int, datetime]:
    return dict(models.Member.objects.filter(pk__in=members).values_list("pk", "joined_at"))


def _accounts(members: Collection[int]) -> tuple[dict[int, tuple[OwnAccount, ...]], Returns]:
    """Member → the accounts that the person behind it has linked; and where and when such an account came back."""
    accounts = models.Account.objects.filter(user__memberships__in=members, linked_at__isnull=False).order_by("id")
    accounts_by_member: dict[int, tuple[OwnAccount, ...]] = {}
    returned: Returns = {}
    for member, network, pk, handle, since, standing, seen_again_at in accounts.values_list(
        "user__memberships", "network", "external_id", "handle", "linked_at", "standing", "seen_again_at"
    ):
        if member in members and since:
            account = OwnAccount(network, pk, handle, since, AccountStatus(standing))
            accounts_by_member[member] = (*accounts_by_member.get(member, ()), account)
        if member in members and seen_again_at:
            returned[member] = (*returned.get(member, ()), (network, seen_again_at))
    return accounts_by_member, returned


def _referenced(keys: Collection[AccountKey], facts: Iterable[Activity]) -> dict[AccountKey, Activity]:
    """The posts that the members answered or quoted, as far as the log has them: checks look them up by key. One query
    a network, none where nothing is answered that is not among the facts."""
    post_keys: dict[str, set[str]] = {}
    for fact in facts:
        if any(fact.references.posts) and (fact.network, fact.actor) in keys:
            post_keys.setdefault(fact.network, set()).update({*fact.references.posts} - {""})
    if not post_keys:
        return {}
    posts = [fact for fact in facts if fact.key in post_keys.get(fact.network, ()) and fact.kind is Kind.POST]
    for network, network_keys in sorted(post_keys.items()):
        posts += posts_of(network, network_keys - {post.key for post in posts if post.network == network})
    return {(post.network, post.key): post for post in posts}


def _watch_states(tables: Tables, keys: Collection[AccountKey], common: Collection[str]) -> dict[WatchKey, WatchState]:
    """The watches that matter here: about the members, about their posts, about what concerns everybody."""
    condition = Q(pk__in=[])
    for network, table in tables.items():
        people = {account for account_network, account in keys if account_network == network}
        condition |= Q(network=network, read__in=[read.name for read in table], subject__in=people.union(common))
        post_reads = [read.name for read in table if is_of_a_post(read)]
        if post_reads and people:
            posts = models.Activity.objects.filter(network=network, actor__in=people, kind=Kind.POST)
            condition |= Q(network=network, read__in=post_reads, subject__in=posts.values("key"))
    watches = models.Watch.objects.filter(condition).prefetch_related("coverage")
    return {
        WatchKey(row.network, row.read, row.subject): WatchState(
            merge_spans(Span(span.start, span.end) for span in row.coverage.all()), row.due_at, trouble_of(row)
        )
        for row in watches
    }


def _items(tables: Tables, keys: Collection[AccountKey]) -> dict[tuple[WatchKey, str], datetime]:
    """Up to when each post of theirs is known that a watch goes among."""
    if not any(read.per_item for table in tables.values() for read in table):
        return {}
    items = models.WatchItem.objects.filter(author__in={account for _, account in keys}, seen_until__isnull=False)
    columns = "watch__network", "watch__read", "watch__subject", "key", "seen_until"
    return {
        (WatchKey(network, read, subject), key): seen_until
        for network, read, subject, key, seen_until in items.values_list(*columns)
        if seen_until
    }


def _standing_at(keys: Collection[AccountKey]) -> dict[AccountKey, datetime]:
    """When each account was last known to stand as it is noted."""
    networks, ids = {network for network, _ in keys}, {account for _, account in keys}
    accounts = models.Account.objects.filter(network__in=networks, external_id__in=ids, linked_at__isnull=False)
    moments = accounts.values_list("network", "external_id", "linked_at", "standing_at")
    return {(network, pk): max(since, standing_at or since) for network, pk, since, standing_at in moments if since}


def trouble_of(row: models.Watch) -> Trouble | None:
    """What is wrong with the watch, and when it looks again (a rate limit may be longer than its due date)."""
    if not row.trouble:
        return None
    next_look = max((moment for moment in (row.due_at, row.not_before) if moment), default=None)
    return Trouble(TroubleKind(row.trouble), next_look, row.trouble_detail)
