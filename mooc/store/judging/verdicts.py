"""Verdicts: which pairs are due, the claim on a batch, and storing what the judge said."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, When
from django.db.models.functions import Now

from mooc.core.audit import EventKind
from mooc.core.checks.base import trouble_line
from mooc.core.evidence import codec
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.credit import Credit, Previous, VerdictChange
from mooc.store import models
from mooc.store.database.leases import LostLease
from mooc.store.judging.dirty_pairs import has_news, news_columns
from mooc.store.queue import SUSPECT, OutcomeColumns, Queue, QueueClock, claiming
from mooc.store.receipts import findings, passes, verdict_history
from mooc.store.receipts.verdict_history import VerdictEvent

BATCH = 200
QUEUE = Queue(
    "verdicts",
    models.Verdict,
    lambda cohort: Q(member__cohort=cohort),
    due=has_news(),
    clock=QueueClock.REAL,
    is_late_for=Q(member__cohort__closed_at__isnull=True, member__cohort__parked_at__isnull=True),
    buries=True,
    outcome_columns=OutcomeColumns(
        parking={"judged_version": F("input_version")},
        releasing=news_columns(),
        dropping={"judged_version": F("input_version")},
    ),
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


def cohorts_due(limit: int = 100) -> list[int]:
    """Cohorts in which some pair has news and nobody is judging it, but for those that wait as a whole; who has waited
    longest first."""
    waits = Q(member__cohort__not_before__gt=Now()) | Q(member__cohort__parked_at__isnull=False)
    verdicts = QUEUE.due().filter(member__cohort__closed_at__isnull=True).exclude(waits)
    by_cohort = verdicts.order_by().values("member__cohort").annotate(first=Min("due_at"))
    return list(by_cohort.order_by("first", "member__cohort").values_list("member__cohort", flat=True)[:limit])


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
    with claiming():
        claimed = QUEUE.claim_many(QUEUE.due().filter(_scope(cohort, member)), BATCH, suspects=alone, apart=True)
        _note_parked(claimed.parked, now)
    pairs = []
    for row in claimed.rows:
        finding, _ = findings.standing(row.finding, row.answer, row.trouble)
        previous = Previous(Answer(row.answer) if row.answer else None, finding, row.settled)
        pairs.append(Pair(row.pk, row.member_id, row.challenge, row.input_version, previous))
    return Batch(cohort, claimed.token, tuple(pairs)) if pairs else None


def _note_parked(parked: Collection[models.Verdict], now: datetime) -> None:
    """A pass stays as it is; of all else it is said why it can't be told. With the next news it is tried once more."""
    changed = [row for row in parked if row.answer != Answer.MET and row.trouble != TroubleKind.CRASHING]
    trouble = Trouble(TroubleKind.CRASHING)
    finding = codec.finding_to_json(Finding(Answer.CANT_TELL, (trouble_line(trouble),), trouble=trouble))
    for row in changed:
        row.answer, row.trouble, row.finding = Answer.CANT_TELL, trouble.kind, finding
        row.as_of, row.judged_at = None, now
    models.Verdict.objects.bulk_update(changed, ["answer", "trouble", "finding", "as_of", "judged_at"])
    change = VerdictChange(Answer.CANT_TELL, trouble.kind, None)
    verdict_history.record([VerdictEvent(row.member_id, row.challenge, change) for row in changed], now)


def store(batch: Batch, credits: Mapping[int, Credit], judged: JudgedBy) -> None:
    """Store what the judge said of a batch, or nothing at all. Raises LostLease. Belongs in a transaction.

    1. every lease still holds; 2. verdicts; 3. their history; 4. receipts and points; 5. the news is answered and the
    rows are given back. Number of queries: constant.
    """
    outcomes = [(pair, credits[pair.row]) for pair in batch.pairs]
    ids = {pair.row for pair in batch.pairs}
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
            changes.append(VerdictEvent(pair.member, pair.challenge, credit.change, kind))
    verdict_history.record(changes, now)


def _give_back(batch: Batch) -> None:
    """The news that came up while it was judged stays due."""
    ids_by_version: dict[int, list[int]] = {}
    for pair in batch.pairs:
        ids_by_version.setdefault(pair.input_version, []).append(pair.row)
    for version, ids in sorted(ids_by_version.items()):
        still_due = Case(When(input_version__gt=version, then=Now()), default=None)
        QUEUE.release(ids, batch.token, judged_version=version, due_at=still_due)


class RecheckVerdict(NamedTuple):
    """A verdict for which no news is due. ``judged_at``: course time; ``has_receipt``: a receipt is kept for it."""

    member: int
    challenge: str
    answer: Answer
    judged_at: datetime
    has_receipt: bool


class ReceiptBody(NamedTuple):
    """A receipt as stored: ``body`` and ``digest`` of ``mooc.core.judging.receipt``."""

    member: int
    challenge: str
    body: Mapping[str, object]
    digest: str


def current_verdicts(cohort: int) -> Iterator[list[RecheckVerdict]]:
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
            RecheckVerdict(member, challenge, Answer(answer), judged_at, has_receipt)
            for member, challenge, answer, judged_at, has_receipt in verdicts.values_list(*columns)
            if judged_at
        ]


def stored_receipts(cohort: int) -> Iterator[ReceiptBody]:
    """The receipts of the cohort."""
    stored = models.Receipt.objects.filter(member__cohort=cohort).order_by("pk")
    for columns in stored.values_list("member", "challenge", "body", "digest").iterator(chunk_size=500):
        yield ReceiptBody(*columns)
