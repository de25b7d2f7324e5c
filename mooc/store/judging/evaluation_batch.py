"""The docket: all that is needed to judge a batch of pairs of one cohort, in a constant number of queries."""

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, reduce
from itertools import chain

from django.db.models import Q

from mooc.core.course.course import Course
from mooc.core.course.schedule import lengthened, windows
from mooc.core.evidence.member_logs import member_logs, others_concerned
from mooc.core.evidence.scene import NO_TIES, Log, OwnAccount, Scene
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import Relation
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.network import AccountStatus, Need, Trouble, TroubleKind
from mooc.core.facts.proof import EvidenceLevel, lower_level
from mooc.core.planning.member_coverage import MemberCoverage, WatchState
from mooc.core.planning.plan import Tables, WatchKey, by_oneself
from mooc.core.planning.query_scope import is_of_a_post
from mooc.core.values.span import Span, merged
from mooc.store import models
from mooc.store.attestation import attestations
from mooc.store.attestation.attestations import ROLE_TIES, Attestations
from mooc.store.courses import courses
from mooc.store.courses.mapping import run_of
from mooc.store.log.activities import AccountKey, posts_of, touching
from mooc.store.spending import budget_book

NOWHERE: frozenset[str] = frozenset()

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
    logs: Mapping[int, Log]
    ties: Mapping[int, Mapping[str, frozenset[str]]]
    seen: Mapping[WatchKey, WatchState]
    items: Mapping[tuple[WatchKey, str], datetime]
    signs: Mapping[AccountKey, datetime]
    tables: Tables
    steps: Mapping[str, EvidenceLevel]
    vouches: Attestations
    joined: Mapping[int, datetime] = field(default_factory=dict)
    """When members joined; empty where the course makes no difference for who comes late."""
    returned: Returns = field(default_factory=dict)
    found: dict[tuple[int, frozenset[str]], Callable[[Need], Coverage | None]] = field(default_factory=dict, repr=False)
    """Member and networks where he or she was hidden → what has been found out already of the coverage."""

    def scene(self, member: int, challenge: str, now: datetime) -> Scene:
        """What a check may know of that member and challenge at ``now`` (course time)."""
        return Scene(
            str(member),
            self.accounts.get(member, ()),
            self._window(member, challenge),
            now,
            self.logs[member],
            self.hashtag,
            self.lists,
            self.ties[member],
            self._coverage(member, self._hidden(member, challenge)),
            self._step(member),
            self.vouches.of(member, challenge),
        )

    def _window(self, member: int, challenge: str) -> Span:
        joined = self.joined.get(member)
        span = self.windows[challenge]
        return lengthened(self.course, self.course.challenge(challenge), span, joined) if joined else span

    def _step(self, member: int) -> EvidenceLevel:
        """What is asked for proof where the member has accounts: the weakest of them."""
        if not self.steps:
            return EvidenceLevel.NETWORK
        steps = (self.steps.get(account.network, EvidenceLevel.NETWORK) for account in self.accounts.get(member, ()))
        return reduce(lower_level, steps, EvidenceLevel.NETWORK)

    def tables_for(self, member: int, challenge: str) -> Tables:
        """The reads that speak for the member in that challenge."""
        hidden = self._hidden(member, challenge)
        return by_oneself(self.tables, hidden) if hidden else self.tables

    def _hidden(self, member: int, challenge: str) -> frozenset[str]:
        """The networks on which the member could not be read at some time since the challenge opened."""
        returned = self.returned.get(member)
        if not returned:
            return NOWHERE
        opens = self.windows[challenge].start
        return frozenset(network for network, again in returned if again > opens)

    def _coverage(self, member: int, hidden: frozenset[str]) -> Callable[[Need], Coverage | None]:
        """How far each need of the member has been seen. Challenges ask for much the same: it is found once for all."""
        known = self.found.get((member, hidden))
        if known is None:
            tables = by_oneself(self.tables, hidden) if hidden else self.tables
            of_member = MemberCoverage(
                tables, self.accounts.get(member, ()), self.logs[member], self.seen, self.items, self.signs
            )
            known = self.found[member, hidden] = cache(of_member.of)
        return known


def may_be_loaded(cohort: int) -> None:
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
    lists = {(network, name): tuple(ids) for network, named in row.lists.items() for name, ids in named.items()}
    watch_states = _seen(tables, keys, {*chain.from_iterable(lists.values()), *course.tags(row.hashtag), ""})
    items = _items(tables, keys)
    facts = touching(keys) if keys else []
    spoken_of = _spoken_of(keys, facts)
    return EvaluationBatch(
        cohort,
        course,
        windows(course, run_of(row)),
        asked_as(row.hashtag),
        lists,
        accounts,
        member_logs(members, accounts, facts, spoken_of),
        _ties(row.pk, members, accounts, [*facts, *spoken_of.values()], lists),
        watch_states,
        items,
        _signs(keys),
        tables,
        budget_book.steps(row.pk),
        attestations.load(row.pk, members, lists),
        _joined(members) if course.late_entry else {},
        returned,
    )


def by(batch: EvaluationBatch, course: Course) -> EvaluationBatch:
    """The same people and facts, by another version of their course."""
    row = models.Cohort.objects.get(pk=batch.cohort)
    joined = _joined(batch.logs.keys()) if course.late_entry else {}
    return replace(batch, course=course, windows=windows(course, run_of(row)), joined=joined)


def _joined(members: Collection[int]) -> dict[int, datetime]:
    return dict(models.Member.objects.filter(pk__in=members).values_list("pk", "joined_at"))


def _accounts(members: Collection[int]) -> tuple[dict[int, tuple[OwnAccount, ...]], Returns]:
    """Member → the accounts that the person behind it has linked; and where and when such an account came back."""
    accounts = models.Account.objects.filter(user__memberships__in=members, linked_at__isnull=False).order_by("id")
    found: dict[int, tuple[OwnAccount, ...]] = {}
    returned: Returns = {}
    for member, network, pk, handle, since, standing, again in accounts.values_list(
        "user__memberships", "network", "external_id", "handle", "linked_at", "standing", "seen_again_at"
    ):
        if member in members and since:
            account = OwnAccount(network, pk, handle, since, AccountStatus(standing))
            found[member] = (*found.get(member, ()), account)
        if member in members and again:
            returned[member] = (*returned.get(member, ()), (network, again))
    return found, returned


def _spoken_of(keys: Collection[AccountKey], facts: Iterable[Activity]) -> dict[AccountKey, Activity]:
    """The posts that the members answered or quoted, as far as the log has them: checks look them up by key. One query
    a network, none where nothing is answered that is not among the facts."""
    wanted: dict[str, set[str]] = {}
    for fact in facts:
        if (fact.reply_to or fact.quote_of) and (fact.network, fact.actor) in keys:
            wanted.setdefault(fact.network, set()).update({fact.reply_to, fact.quote_of} - {""})
    if not wanted:
        return {}
    activities = [fact for fact in facts if fact.key in wanted.get(fact.network, ()) and fact.kind is Kind.POST]
    for network, named in sorted(wanted.items()):
        activities += posts_of(network, named - {fact.key for fact in activities if fact.network == network})
    return {(fact.network, fact.key): fact for fact in activities}


def _seen(tables: Tables, keys: Collection[AccountKey], common: Collection[str]) -> dict[WatchKey, WatchState]:
    """The watches that matter here: about the members, about their posts, about what concerns everybody."""
    watches = models.Watch.objects.filter(_about(tables, keys, common)).prefetch_related("coverage")
    return {
        WatchKey(row.network, row.read, row.subject): WatchState(
            merged(Span(span.start, span.end) for span in row.coverage.all()), row.due_at, trouble_of(row)
        )
        for row in watches
    }


def _items(tables: Tables, keys: Collection[AccountKey]) -> dict[tuple[WatchKey, str], datetime]:
    """Up to when each post of theirs is known that a watch goes among."""
    if not any(read.each for table in tables.values() for read in table):
        return {}
    items = models.WatchItem.objects.filter(author__in={account for _, account in keys}, seen_until__isnull=False)
    watch_item_rows = items.values_list("watch__network", "watch__read", "watch__subject", "key", "seen_until")
    return {
        (WatchKey(network, read, subject), key): seen for network, read, subject, key, seen in watch_item_rows if seen
    }


def _signs(keys: Collection[AccountKey]) -> dict[AccountKey, datetime]:
    """When each account was last known to stand as it is noted."""
    networks, ids = {network for network, _ in keys}, {account for _, account in keys}
    accounts = models.Account.objects.filter(network__in=networks, external_id__in=ids, linked_at__isnull=False)
    account_rows = accounts.values_list("network", "external_id", "linked_at", "standing_at")
    return {(network, pk): max(since, seen or since) for network, pk, since, seen in account_rows if since}


def _about(tables: Tables, keys: Collection[AccountKey], common: Collection[str]) -> Q:
    condition = Q(pk__in=[])
    for network, table in tables.items():
        people = {account for on, account in keys if on == network}
        condition |= Q(network=network, read__in=[read.name for read in table], subject__in=people.union(common))
        of_posts = [read.name for read in table if is_of_a_post(read)]
        if of_posts and people:
            posts = models.Activity.objects.filter(network=network, actor__in=people, kind=Kind.POST)
            condition |= Q(network=network, read__in=of_posts, subject__in=posts.values("key"))
    return condition


def trouble_of(row: models.Watch) -> Trouble | None:
    """What is wrong with the watch, and when it looks again (a rate limit may be longer than its due date)."""
    if not row.trouble:
        return None
    next_look = max((moment for moment in (row.due_at, row.not_before) if moment), default=None)
    return Trouble(TroubleKind(row.trouble), next_look, row.trouble_detail)


def _ties(
    cohort: int,
    members: Iterable[int],
    accounts: Mapping[int, tuple[OwnAccount, ...]],
    facts: Iterable[Activity],
    lists: Mapping[tuple[str, str], tuple[str, ...]],
) -> dict[int, Mapping[str, frozenset[str]]]:
    """Member → account → what that account is to the member; only accounts that occur in the facts."""
    people = {fact.actor for fact in facts}
    people.update(person for fact in facts for person in (*others_concerned(fact), *fact.mentions))
    common = _cohort_ties(cohort, people)
    for (_, name), ids in lists.items():
        for account in people.intersection(ids):
            common.setdefault(account, set()).add(f"list:{name}")
    shared = {account: frozenset(found) for account, found in common.items()}
    fellows = _fellows(members, people)
    return {member: _own_ties(shared, fellows.get(member, set()), accounts.get(member, ())) for member in members}


def _cohort_ties(cohort: int, people: Collection[str]) -> dict[str, set[str]]:
    """Account → what it is to everybody in the cohort. Of members of other living cohorts only those are of another
    cohort who are not of this one, too."""
    members = models.Member.objects.filter(
        user__accounts__external_id__in=people, user__accounts__linked_at__isnull=False, left_at__isnull=True
    ).filter(Q(cohort=cohort) | Q(cohort__closed_at__isnull=True))
    ties: dict[str, set[str]] = {}
    elsewhere = set()
    for account, role, within in members.values_list("user__accounts__external_id", "role", "cohort"):
        if within == cohort:
            ties.setdefault(account, {Relation.COHORT}).add(ROLE_TIES[role])
        else:
            elsewhere.add(account)
    return ties | {account: {Relation.OTHER_COHORT} for account in elsewhere - ties.keys()}


def _fellows(members: Iterable[int], people: Collection[str]) -> dict[int, set[str]]:
    """Member → the accounts of those who share a living twinome with the member."""
    rows = models.TwinomeMember.objects.filter(
        member__in=members,
        twinome__dissolved_at__isnull=True,
        twinome__seats__member__user__accounts__external_id__in=people,
    ).values_list("member", "twinome__seats__member__user__accounts__external_id")
    fellows: dict[int, set[str]] = {}
    for member, account in rows:
        fellows.setdefault(member, set()).add(account)
    return fellows


def _own_ties(
    shared: dict[str, frozenset[str]], fellows: set[str], accounts: Iterable[OwnAccount]
) -> Mapping[str, frozenset[str]]:
    """The ties of everybody, with the member's own few laid over them."""
    mine = {account.id for account in accounts}
    over = dict.fromkeys(fellows - mine, Relation.TWINOME) | dict.fromkeys(mine, Relation.SELF)
    return ChainMap({account: shared.get(account, NO_TIES) | {tie} for account, tie in over.items()}, shared)
