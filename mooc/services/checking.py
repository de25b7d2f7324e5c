"""The main flow: from what a challenge needs to a verdict with a receipt.

    advance ── a window opens ──▶ pairs to judge
    pair ── judge ──▶ verdict ── credit ──▶ receipt, history, points
                        └─ needs ── plan ──▶ watches
    watch ── collect ──▶ Reading ── ingest ──▶ log, coverage, ledger, cursor
                                      └─ affected ──▶ pairs to judge

Every arrow ends in the database; who is called next is only a hint, and the next tick finds what was not called.
``now`` is course time.
"""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from mooc.core.facts.questions import Read
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.credit import Credit
from mooc.core.judging.evaluate import evaluate
from mooc.core.planning.plan import Tables, Want, wants
from mooc.core.spending.budget import Purpose
from mooc.services import ingest, networks, worker_company
from mooc.services.ingest import Ingested
from mooc.services.spending import permits
from mooc.services.spending.permits import Expense, Permit, SpendRequest
from mooc.store.database.leases import LostLease, attempt
from mooc.store.judging import evaluation_batch, opening, verdicts
from mooc.store.spending.budgets import WAIT
from mooc.store.spending.ledger import Spending
from mooc.store.watching import deferral, watches
from mooc.store.watching.watches import ClaimedWatch

SUSPECTS = 50
"""So many are judged alone, one by one, before others may work again."""
CRASHING = Reading(trouble=Trouble(TroubleKind.CRASHING))

NOT_SET_UP = "NetworkNotSetUp"
"""Why a watch is not read: its network is not among those of the settings (any more)."""

log = logging.getLogger(__name__)


class Due(NamedTuple):
    """What the next workers may do: watches to collect, cohorts to judge. Hints: the database holds what is due."""

    watches: list[int]
    cohorts: list[int]


def due(now: datetime) -> Due:
    """Open the challenges whose time has come, then list what is due."""
    for cohort in opening.due(now):
        with attempt():
            _open(cohort, now)
    return Due(watches_due(now), verdicts.cohorts_due())


def _open(cohort: int, now: datetime) -> None:
    worker_company.run(
        lambda together: opening.claim(cohort, now, together=together),
        lambda token: _advance(cohort, token, now),
    )


def _advance(cohort: int, token: UUID, now: datetime) -> None:
    with transaction.atomic():
        opening.advance(cohort, token, now)


def watches_due(now: datetime) -> list[int]:
    """The watches that are due, each named once in a while only: a hint for it is on its way then."""
    return watches.due(now)


def next_due() -> datetime | None:
    """The earliest moment (course time) at which anything falls due; None if nothing will."""
    return min((moment for moment in (watches.next_due(), opening.next_due()) if moment), default=None)


def collect(watch: int, now: datetime) -> Ingested | None:
    """Read one watch, if it is due and nobody else does, and append what was seen.

    1. claim; 2. ask the budgets of those it is for; 3. ask the network, outside of any transaction; 4. append. None if
    there was nothing to do. A watch that was tried in vain is not asked: that is noted as its trouble, and it waits.
    One whose network lets nothing through for now is given back, and due again when it does.
    """
    return worker_company.run(
        lambda together: watches.claim(watch, now, networks.tables(), together=together),
        lambda claimed: _collect(claimed, now),
    )


def _collect(claimed: ClaimedWatch, now: datetime) -> Ingested | None:
    """Ask what the watch asks, and store the answer; if nobody needs it any more, it is not asked again."""
    if not claimed.is_needed:
        with transaction.atomic():
            needed_again = watches.deactivate(claimed, networks.tables(), now)
        if needed_again is None:
            return None
        claimed = needed_again
    if claimed.question.network not in networks.configured():
        watches.stall(claimed, NOT_SET_UP)
        return None
    read = next(read for read in networks.network(claimed.question.network).reads if read.name == claimed.question.read)
    permit, reading = _ask(claimed, read, now)
    if reading is None or deferral.defer_refused(claimed, reading, permit.payment):
        return None
    try:
        return ingest.store_watch_reading(claimed, read, reading, now, permit.payment)
    except LostLease as error:
        log.info("%s", error)
        return None


def _ask(claimed: ClaimedWatch, read: Read, now: datetime) -> tuple[Permit, Reading | None]:
    """What the watch is answered, or why it may not be asked; None where others hold what is left of the budget."""
    question = claimed.question
    if claimed.in_vain:
        return Permit(question.network), CRASHING
    expense = Expense(read, claimed.token, now, watch=claimed.watch)
    permit = permits.permit(SpendRequest(question.network, Purpose.REGULAR, expense))
    if permit.waits:
        watches.give_back(claimed, WAIT)
        return permit, None
    if permit.refused:
        return permit, Reading(cursor=claimed.cursor, trouble=permit.refused)
    question = question._replace(allowance=permit.allowance)

    def look() -> Reading:
        reading = networks.network(question.network).read(question, claimed.cursor, now)
        return permits.note_answer(reading, permit)

    return permit, ingest.ask(look, Spending(question.network, now, watch=claimed.watch), permit.payment)


def judge_due(cohort: int, now: datetime, member: int | None = None) -> int:
    """Judge up to one batch of the cohort's pairs that have news (or of that one member); returns how many.

    1. claim; 2. load the batch; 3. judge and credit, purely; 4. store verdicts, receipts and the watches that the
    open needs want. A worker that dies in between leaves the pairs due. A pair that raises backs off, and is tried by
    itself then; the others are judged. Where the cohort as a whole cannot be read nothing is claimed.
    """
    tables = networks.tables()
    judged = 0
    if not opening.is_readable(cohort, now):
        return judged
    with attempt():
        with worker_company.beside_others() as admitted:
            batch = verdicts.claim(cohort, now, member, alone=False) if admitted else None
            judged = _judge(batch, now, tables) if batch else 0
        if not batch and verdicts.has_suspects(cohort, member):  # a worker has died over them: nothing runs beside them
            with worker_company.alone() as admitted:
                while admitted and judged < SUSPECTS and (batch := verdicts.claim(cohort, now, member, alone=True)):
                    judged += _judge(batch, now, tables)
    return judged


def _judge(batch: verdicts.Batch, now: datetime, tables: Tables) -> int:
    """Judge the batch and store it; returns how many pairs it had, 0 where another worker has it."""
    cohort = batch.cohort
    loaded = evaluation_batch.load(cohort, {pair.member for pair in batch.pairs}, tables)
    course = loaded.course
    credits: dict[int, Credit] = {}
    watch_wants: set[Want] = set()
    if not loaded.windows.keys() >= {pair.challenge for pair in batch.pairs}:
        log.info("cohort %d: it has moved to another version of its course meanwhile", cohort)
        return 0
    for pair in batch.pairs:
        with verdicts.QUEUE.isolated(pair.row, batch.token):
            challenge = course.challenge(pair.challenge)
            scene = loaded.scene(pair.member, pair.challenge, now)
            verdict, credits[pair.row] = evaluate(challenge, course.version, pair.previous, scene)
            pair_tables = loaded.tables_for(pair.member, pair.challenge)
            watch_wants |= wants(verdict.finding.needs, pair.challenge, scene.window, pair_tables)
    rules = {challenge.challenge: challenge.check.rule for challenge in course.challenges()}
    judged = batch._replace(pairs=tuple(pair for pair in batch.pairs if pair.row in credits))
    try:
        with transaction.atomic():  # watches before verdicts: whoever appends a reading locks in that order too
            watches.ensure(cohort, watch_wants, now)
            verdicts.store(judged, credits, verdicts.JudgedBy(now, course.version, rules))
    except LostLease as error:
        log.info("%s", error)
        return 0
    return len(batch.pairs)
