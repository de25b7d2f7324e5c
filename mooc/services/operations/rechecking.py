"""Rechecking: judge everything again from the log, and every receipt from itself alone, and say what would differ.

Nothing is stored. A pair for which news is still due is left out: its verdict is about to change anyway. Each verdict
is judged as of the moment at which it was given: an hour of silence since then is no difference.
"""

import logging
from collections.abc import Iterator
from typing import NamedTuple

from mooc.core.evidence.verdict import Answer
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import ReceiptTampered, receipt_from_json, rejudge
from mooc.core.planning.plan import Tables
from mooc.services import networks
from mooc.store.judging import evaluation_batch, verdicts
from mooc.store.judging.verdicts import RecheckVerdict

RECEIPT, NO_RECEIPT, TAMPERED, UNREADABLE = "receipt", "no receipt", "tampered", "unreadable"
log = logging.getLogger(__name__)


class RecheckDifference(NamedTuple):
    """A pair for which something else comes out than what stands.

    ``stored``: an answer, or ``receipt``. ``rejudged``: the answer that comes out now, ``tampered`` for a receipt that
    is not what it was, ``no receipt`` for a pass that nothing proves, ``unreadable`` for what no longer decodes.
    """

    member: int
    challenge: str
    stored: str
    rejudged: str


def recheck(cohort: int) -> Iterator[RecheckDifference]:
    """Judge every verdict and every receipt of the cohort again, batch by batch."""
    tables = networks.tables()
    for current_verdicts in verdicts.current_verdicts(cohort):
        unmet_members = {verdict.member for verdict in current_verdicts if verdict.answer is not Answer.MET}
        batch = _load(cohort, unmet_members, tables)
        for verdict in current_verdicts:
            again = _judge_again(verdict, batch or _load(cohort, {verdict.member}, tables))
            if again != verdict.answer:
                yield RecheckDifference(verdict.member, verdict.challenge, verdict.answer, again)
    for receipt in verdicts.stored_receipts(cohort):
        try:
            again = rejudge(receipt_from_json(receipt.body, receipt.digest)).answer
        except ReceiptTampered:
            again = TAMPERED
        except (ValueError, LookupError, TypeError, AttributeError):
            again = UNREADABLE
        if again != Answer.MET:
            yield RecheckDifference(receipt.member, receipt.challenge, RECEIPT, again)


def _load(cohort: int, members: set[int], tables: Tables) -> evaluation_batch.EvaluationBatch | None:
    """What is known of these members; None where something of it can no longer be read: then each is loaded alone."""
    try:
        return evaluation_batch.load(cohort, members, tables)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        log.warning("cohort %d: %d members cannot be loaded: %s", cohort, len(members), type(error).__name__)
        return None


def _judge_again(verdict: RecheckVerdict, batch: evaluation_batch.EvaluationBatch | None) -> str:
    """What comes out now. A pass outlives its evidence on the network: its receipt alone says whether it stands."""
    if verdict.answer is Answer.MET:
        return Answer.MET if verdict.has_receipt else NO_RECEIPT
    if batch is None:
        return UNREADABLE
    challenge = batch.course.challenge(verdict.challenge)
    scene = batch.scene(verdict.member, verdict.challenge, verdict.judged_at)
    return judge(challenge, batch.course.version, scene).answer
