"""Verdicts: which pairs are due, the claim on a batch, and storing what the judge said."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Now

from mooc.core.audit import EventKind
from mooc.core.checks.base import trouble_line
from mooc.core.evidence import codec
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.credit import Credit, Previous, VerdictChange
from mooc.core.planning.plan import Want
from mooc.store import models
from mooc.store.database.leases import MAX_ATTEMPTS, LostLease, has_news, locked_in_order, news_columns
from mooc.store.leased_rows import PARKED, set_parked
from mooc.store.log import activities
from mooc.store.queue import KILLED, SUSPECT, OutcomeColumns, Queue, QueueClock
from mooc.store.receipts import findings, passes, verdict_history
from mooc.store.receipts.verdict_history import AnswerChange
from mooc.store.watching import watches

BATCH = 200
QUEUE = Queue(
    "verdicts",
    models.Verdict,
    lambda cohort: Q(member__cohort=cohort),
    due=has_news(),
    clock=QueueClock.REAL,
    is_late_for=Q(member__cohort__closed_at__isnull=True, member__cohort__parked_at__isnull=True),
    buries=True,
    outcome_columns=OutcomeColumns(releasing=news_columns(), dropping={"judged_version": F("input_version")}),
)
OPENED_AT_ONCE = 5_000


class Pair(NamedTuple):
    """One row to judge. ``input_version``: the news that this judging takes in; ``previous``: what stands."""

    row: int
    member: int
    challenge: str
    input_version: int
    previous: Previous


class Batch(NamedTuple):
    """Pairs of one cohort that this worker alone may judge now."""

    cohort: int
    token: uuid.UUID
    pairs: tuple[Pair, ...]


class JudgedBy(NamedTuple):
    """By what the batch was judged: the moment (course time), the course version, challenge → rule."""

    at: datetime
    course_version: str
    rules: Mapping[str, str]


_JUDGED_COLUMNS = ("answer", "trouble", "as_of", "judged_at", "rule", "course_version", "finding", "settled")


def open_for(cohort: int, challenges: Iterable[str]) -> None:
    """Give every learner of the cohort a row, due, for each challenge that has opened. Safe to repeat."""
    names = list(challenges)
    if not names:
        return
    learners = models.Member.objects.filter(cohort=cohort, role="learner", left_at__isnull=True)
    opened = Count("verdicts", filter=Q(verdicts__challenge__in=names))
    incomplete = learners.annotate(opened=opened).filter(opened__lt=len(names)).order_by("pk")
    ids = list(incomplete.values_list("pk", flat=True))
    step = max(1, OPENED_AT_ONCE // len(names))
    for start in range(0, len(ids), step):
        verdicts = [models.Verdict(member_id=pk, challenge=name) for pk in ids[start : start + step] for name in names]
        models.Verdict.objects.bulk_create(verdicts, ignore_conflicts=True, batch_size=1000)


def ask_for(user: int) -> None:
    """Something about the person has changed: ask for a judgement of all that is not settled."""
    locked_in_order(models.Verdict.objects.filter(member__user=user, settled=False)).update(**news_columns())


def ask_for_pair(member: int, challenge: str) -> None:
    """Something about the challenge of the member has changed: ask for a judgement, unless it is settled."""
    pair = models.Verdict.objects.filter(member=member, challenge=challenge, settled=False)
    locked_in_order(pair).update(**news_columns())


def ask_about(accounts: Collection[activities.AccountKey]) -> None:
    """Something about these accounts was seen: ask for a judgement of all that is open and not settled."""
    concerned = Q(pk__in=[])
    for network in sorted({network for network, _ in accounts}):
        ids = sorted(account for account_network, account in accounts if account_network == network)
        users = models.Account.objects.filter(network=network, external_id__in=ids, user__isnull=False)
        concerned |= Q(member__user__in=users.values("user"))
    pairs = models.Verdict.objects.filter(concerned, settled=False, member__cohort__closed_at__isnull=True)
    locked_in_order(pairs).update(**news_columns())


def ask_confirmed(cohorts: Collection[int]) -> None:
    """A peer's word may count in these cohorts from now on: ask for a judgement of all for whom there is one."""
    if cohorts:
        confirmations = models.Confirmation.objects.filter(withdrawn_at__isnull=True, member__cohort__in=cohorts)
        waiting = models.Verdict.objects.filter(member__in=confirmations.values("member"), settled=False)
        locked_in_order(waiting).update(**news_columns())


def cohorts_due(limit: int = 100) -> list[int]:
    """Cohorts in which some pair has news and nobody is judging it, but for those that wait as a whole."""
    waits = Q(member__cohort__not_before__gt=Now()) | Q(member__cohort__parked_at__isnull=False)
    verdicts = QUEUE.due().filter(member__cohort__closed_at__isnull=True).exclude(waits)
    return list(verdicts.order_by().values_list("member__cohort", flat=True).distinct()[:limit])


def has_suspects(cohort: int, member: int | None = None) -> bool:
    """Whether there are pairs to be tried alone: a worker has died over them. One query."""
    return QUEUE.due().filter(SUSPECT, _scope(cohort, member)).exists()


def _scope(cohort: int, member: int | None) -> Q:
    return Q(member__cohort=cohort) if member is None else Q(member__cohort=cohort, member=member)


def claim(cohort: int, now: datetime, member: int | None = None, *, alone: bool | None = None) -> Batch | None:
    """Take up to 200 due pairs of the cohort for this worker; None if there are none. ``now`` is course time.

    ``member``: take only the pairs of that one.

    A pair of which the judging has failed before is taken by itself, so that it cannot pull down others. What was tried
    in vain is parked until there is news: it can't be told. ``alone``: whether nothing is done beside it in this
    process: then only a pair is taken over which a worker has died, else only others; None: both.
    """
    with transaction.atomic():
        due = QUEUE.due().filter(_scope(cohort, member)).select_for_update(skip_locked=True, of=("self",))
        _park(due.filter(attempts__gte=MAX_ATTEMPTS).order_by("pk")[:BATCH], now)
        claimable = due if alone is None else due.filter(SUSPECT) if alone else due.exclude(SUSPECT)
        verdicts = list(claimable.order_by("attempts", "pk")[:BATCH])
        if not verdicts:
            return None
        verdicts = verdicts[:1] if verdicts[0].attempts else [row for row in verdicts if not row.attempts]
        token = QUEUE.take([row.pk for row in verdicts])
    pairs = []
    for row in verdicts:
        finding, _ = findings.standing(row.finding, row.answer, row.trouble)
        previous = Previous(Answer(row.answer) if row.answer else None, finding, row.settled)
        pairs.append(Pair(row.pk, row.member_id, row.challenge, row.input_version, previous))
    return Batch(cohort, token, tuple(pairs))


def _park(crashing: QuerySet[models.Verdict], now: datetime) -> None:
    """A pass stays as it is; of all else it is said why it can't be told. With the next news it is tried once more."""
    verdicts = list(crashing)
    changed = [row for row in verdicts if row.answer != Answer.MET and row.trouble != TroubleKind.CRASHING]
    trouble = Trouble(TroubleKind.CRASHING)
    finding = codec.finding_to_json(Finding(Answer.CANT_TELL, (trouble_line(trouble),), trouble=trouble))
    for row in changed:
        row.answer, row.trouble, row.finding = Answer.CANT_TELL, trouble.kind, finding
        row.as_of, row.judged_at = None, now
    for row in verdicts:
        row.reason = KILLED if row.lease_token else row.reason
        row.broken_since = row.broken_since or Now()
        row.judged_version, row.due_at = row.input_version, None
        set_parked(row)
    written = ["answer", "trouble", "finding", "as_of", "judged_at", "judged_version", *PARKED]
    models.Verdict.objects.bulk_update(verdicts, written)
    change = VerdictChange(Answer.CANT_TELL, trouble.kind, None)
    verdict_history.record([AnswerChange(row.member_id, row.challenge, change) for row in changed], now)


def store(batch: Batch, credits: Mapping[int, Credit], wants: Collection[Want], judged: JudgedBy) -> None:
    """Store what the judge said of a batch, or nothing at all. Raises LostLease.

    1. the watches that are wanted (before the verdicts: whoever appends a reading locks in that order too);
    2. every lease still holds; 3. verdicts; 4. their history; 5. receipts and points; 6. the news is answered and the
    rows are given back. Number of queries: constant.
    """
    outcomes = [(pair, credits[pair.row]) for pair in batch.pairs]
    ids = {pair.row for pair in batch.pairs}
    with transaction.atomic():
        watches.ensure(batch.cohort, wants, judged.at)
        held = QUEUE.held(ids, batch.token).select_for_update(no_key=True).order_by("pk")
        if set(held.values_list("pk", flat=True)) != ids:
            raise LostLease(f"cohort {batch.cohort}: another worker got there first")
        _write([(pair, credit) for pair, credit in outcomes if credit.changed], judged)
        _record(outcomes, judged.at)
        passes.settle([(pair.member, pair.challenge, credit) for pair, credit in outcomes], judged.at)
        _give_back(batch)


def _write(outcomes: Collection[tuple[Pair, Credit]], judged: JudgedBy) -> None:
    verdicts = [
        models.Verdict(
            member_id=pair.member,
            challenge=pair.challenge,
            answer=credit.answer,
            trouble=credit.finding.trouble.kind if credit.finding.trouble else "",
            as_of=credit.finding.as_of,
            judged_at=judged.at,
            rule=judged.rules[pair.challenge],
            course_version=judged.course_version,
            finding=codec.finding_to_json(credit.finding),
            settled=credit.settled,
        )
        for pair, credit in outcomes
    ]
    models.Verdict.objects.bulk_create(
        verdicts, update_conflicts=True, unique_fields=["member", "challenge"], update_fields=list(_JUDGED_COLUMNS)
    )


def _record(outcomes: Collection[tuple[Pair, Credit]], now: datetime) -> None:
    changes = []
    for pair, credit in outcomes:
        kind = EventKind.VERDICT_PASSED if credit.receipt else EventKind.VERDICT_CHANGED
        kind = EventKind.VERDICT_TAKEN_BACK if credit.taken_back else kind
        if credit.change:
            changes.append(AnswerChange(pair.member, pair.challenge, credit.change, kind))
    verdict_history.record(changes, now)


def _give_back(batch: Batch) -> None:
    """The news that came up while it was judged stays due."""
    ids_by_version: dict[int, list[int]] = {}
    for pair in batch.pairs:
        ids_by_version.setdefault(pair.input_version, []).append(pair.row)
    for version, ids in sorted(ids_by_version.items()):
        still_due = Case(When(input_version__gt=version, then=Now()), default=None)
        QUEUE.release(ids, batch.token, judged_version=version, due_at=still_due)


class CurrentVerdict(NamedTuple):
    """A verdict for which no news is due. ``judged_at``: course time; ``has_receipt``: a receipt is kept for it."""

    member: int
    challenge: str
    answer: Answer
    judged_at: datetime
    has_receipt: bool


class StoredReceipt(NamedTuple):
    """A receipt as stored: ``body`` and ``digest`` of ``mooc.core.judging.receipt``."""

    member: int
    challenge: str
    body: Mapping[str, object]
    digest: str


def current_verdicts(cohort: int) -> Iterator[list[CurrentVerdict]]:
    """The verdicts of the cohort that no news is due for, by batches of whole members."""
    members = list(models.Member.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(members), BATCH):
        verdicts = models.Verdict.objects.filter(
            member__in=members[start : start + BATCH], input_version=F("judged_version"), judged_at__isnull=False
        )
        receipt = models.Receipt.objects.filter(member=OuterRef("member"), challenge=OuterRef("challenge"))
        verdicts = verdicts.annotate(has_receipt=Exists(receipt)).order_by("member", "pk")
        columns = "member", "challenge", "answer", "judged_at", "has_receipt"
        yield [
            CurrentVerdict(member, challenge, Answer(answer), judged_at, has_receipt)
            for member, challenge, answer, judged_at, has_receipt in verdicts.values_list(*columns)
            if judged_at
        ]


def stored_receipts(cohort: int) -> Iterator[StoredReceipt]:
    """The receipts of the cohort."""
    stored = models.Receipt.objects.filter(member__cohort=cohort).order_by("pk")
    for columns in stored.values_list("member", "challenge", "body", "digest").iterator(chunk_size=500):
        yield StoredReceipt(*columns)
