"""The main flow: from what a challenge needs to a verdict with a receipt.

    advance ── a window opens ──▶ pairs to judge
    pair ── judge ──▶ verdict ── credit ──▶ receipt, history, points
                        └─ needs ── plan ──▶ watches
    watch ── collect ──▶ Reading ── append ──▶ log, coverage, cursor, spend
                                      └─ affected ──▶ pairs to judge

Every arrow ends in the database; who is called next is only a hint, and the next tick finds what was not called.
``now`` is course time.
"""

import logging
from datetime import datetime
from typing import NamedTuple

from mooc.core.facts.network import Network, Reading, Trouble, TroubleKind
from mooc.core.judging.credit import Credit, credit
from mooc.core.judging.judge import judge
from mooc.core.planning.plan import Tables, Want, wants
from mooc.services import networks
from mooc.services.operations import worker_company
from mooc.services.spending import budgets
from mooc.services.spending.budgets import Permit
from mooc.store.database import faults
from mooc.store.database.faults import Work, isolated
from mooc.store.database.leases import ATTEMPTS, LostLease, Suspect
from mooc.store.judging import evaluation_batch, opening, verdicts
from mooc.store.watching import deferral, readings, watches
from mooc.store.watching.watches import Claimed

SUSPECTS = 50
"""So many are judged alone, one by one, before others may work again."""
CRASHING = Reading(trouble=Trouble(TroubleKind.CRASHING))

log = logging.getLogger(__name__)


class Due(NamedTuple):
    """What the next workers may do: watches to collect, cohorts to judge. Hints: the database holds what is due."""

    watches: list[int]
    cohorts: list[int]


def due(now: datetime) -> Due:
    """Open the challenges whose time has come, then list what is due. What failed a moment ago is left out."""
    for cohort in faults.awake(Work.OPEN, opening.due(now)):
        with isolated(Work.OPEN, cohort, cohort):
            opening.advance(cohort, now)
    return Due(watches_due(now), faults.awake(Work.JUDGE, verdicts.cohorts_due()))


def watches_due(now: datetime) -> list[int]:
    """The watches that are due, each named once in a while only: a hint for it is on its way then."""
    return watches.due(now)


def next_due() -> datetime | None:
    """The earliest moment (course time) at which anything falls due; None if nothing will."""
    return min((moment for moment in (watches.next_due(), opening.next_due()) if moment), default=None)


def collect(watch: int, now: datetime) -> readings.Appended | None:
    """Read one watch, if it is due and nobody else does, and append what was seen.

    1. claim; 2. ask the budgets of those it is for; 3. ask the network, outside of any transaction; 4. append. None if
    there was nothing to do. A watch over which workers have died again and again is not asked: that is noted as its
    trouble, and it waits. One whose network lets nothing through for now is given back, and due again when it does.
    """
    try:
        with worker_company.together() as may:
            claimed = watches.claim(watch, now, networks.tables(), together=True) if may else None
            return _collect(claimed, now) if claimed else None
    except Suspect:
        log.info("watch %d: a worker has died over it; it is tried alone", watch)
    with worker_company.alone() as may:
        claimed = watches.claim(watch, now, networks.tables()) if may else None
        return _collect(claimed, now) if claimed else None


def _collect(claimed: Claimed, now: datetime) -> readings.Appended | None:
    """Ask what the watch asks, and append the answer."""
    network = networks.network(claimed.question.network)
    read = next(read for read in network.reads if read.name == claimed.question.read)
    crashed = Permit(claimed.question, refusal=CRASHING) if claimed.crashes >= ATTEMPTS else None
    permit = crashed or budgets.permit(claimed, read, now)
    if permit is None:
        return None
    reading = permit.refusal or _read(network, permit, claimed.cursor, now)
    if deferral.put_off(claimed, reading, permit.payment):
        return None
    try:
        return readings.append(claimed, read, reading, now, permit.payment)
    except LostLease as lost:
        log.info("%s", lost)
        budgets.charge_lost(claimed, reading, permit.payment, now)
        return None


def _read(network: Network, permit: Permit, cursor: str, now: datetime) -> Reading:
    reading = network.read(permit.question, cursor, now)
    return budgets.weighed(reading, network.name, permit.is_probe)


def judge_due(cohort: int, now: datetime, member: int | None = None) -> int:
    """Judge up to one batch of the cohort's pairs that have news (or of that one member); returns how many.

    1. claim; 2. load the docket; 3. judge and credit, purely; 4. store verdicts, receipts and the watches that the
    open needs want. A worker that dies in between leaves the pairs due. A pair that raises is left to be tried alone;
    the others are judged. Raises BrokenCohort before anything is claimed: that is no fault of the pairs.
    """
    tables = networks.tables()
    evaluation_batch.may_be_loaded(cohort)
    with worker_company.together() as may:
        batch = verdicts.claim(cohort, now, member, alone=False) if may else None
        if batch:
            return _judge(batch, now, tables)
    return _judge_alone(cohort, now, member, tables) if verdicts.suspects(cohort, member) else 0


def _judge_alone(cohort: int, now: datetime, member: int | None, tables: Tables) -> int:
    """Judge pairs over which a worker has died, one by one, with nothing beside them in this process."""
    judged = 0
    with worker_company.alone() as may:
        while may and judged < SUSPECTS and (batch := verdicts.claim(cohort, now, member, alone=True)):
            judged += _judge(batch, now, tables)
    return judged


def _judge(batch: verdicts.Batch, now: datetime, tables: Tables) -> int:
    """Judge the batch and store it; returns how many pairs it had, 0 where another worker has it."""
    cohort = batch.cohort
    known = evaluation_batch.load(cohort, {pair.member for pair in batch.pairs}, tables)
    credits: dict[int, Credit] = {}
    wanted: set[Want] = set()
    if not known.windows.keys() >= {pair.challenge for pair in batch.pairs}:
        log.info("cohort %d: it has moved to another version of its course meanwhile", cohort)
        return 0
    for pair in batch.pairs:
        with isolated(Work.PAIR, pair.row, cohort, clears=pair.attempts > 0):
            challenge = known.course.challenge(pair.challenge)
            scene = known.scene(pair.member, pair.challenge, now)
            verdict = judge(challenge, known.course.version, scene)
            wanted |= wants(
                verdict.finding.needs,
                pair.challenge,
                scene.window,
                known.tables_for(pair.member, pair.challenge),
            )
            credits[pair.row] = credit(pair.previous, verdict, challenge, scene)
    rules = {challenge.challenge: challenge.check.rule for challenge in known.course.challenges()}
    those = tuple(pair for pair in batch.pairs if pair.row in credits)
    try:
        verdicts.store(batch._replace(pairs=those), credits, wanted, verdicts.Judged(now, known.course.version, rules))
    except LostLease as lost:
        log.info("%s", lost)
        return 0
    return len(batch.pairs)
