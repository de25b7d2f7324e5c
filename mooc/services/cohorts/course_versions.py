"""Comparing versions of a course: what another version would say of a cohort, and moving the cohort to it.

The comparison stores nothing: what is stored of the networks is judged by both versions, as of the same moment.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from mooc.core.course.course import Challenge, Course
from mooc.core.course.differences import changes, is_of_the_rule
from mooc.core.course.named_people import named_in
from mooc.core.course.schedule import windows
from mooc.core.evidence.verdict import Answer
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import ReceiptTampered, receipt_from_json, rejudge
from mooc.core.values.span import Span
from mooc.services import networks
from mooc.services.cohorts import account_lookup
from mooc.services.cohorts.cohorts import WrongField
from mooc.store.cohorts import cohorts, moving
from mooc.store.cohorts.cohorts import Cohort, Lists
from mooc.store.cohorts.moving import Enrolled
from mooc.store.judging import evaluation_batch, verdicts
from mooc.store.judging.evaluation_batch import EvaluationBatch
from mooc.store.judging.verdicts import StoredReceipt

NOTHING, KEPT = "-", "met (kept)"


class AnswerShift(NamedTuple):
    """What is said of a member's challenge ``before`` and ``after``: an answer, with the reason where it can't be told.

    ``-``: nothing, for the challenge is not there or has not opened. A pass is kept, whatever the new rule says:
    ``after`` is ``met (kept)`` where it would not give it, and where the challenge is no longer there.
    """

    member: int
    name: str
    challenge: str
    before: str
    after: str


def shifts(cohort: Cohort, new: Course, now: datetime) -> Iterator[AnswerShift]:
    """Each pair of the cohort of which the new version would say something else at ``now`` (course time)."""
    old, tables = cohorts.course_of(cohort), networks.tables()
    lost = _lost(cohort, new)
    for batch in moving.learners(cohort.id):
        known = evaluation_batch.load(cohort.id, {enrolled.member for enrolled in batch}, tables)
        other = evaluation_batch.by(known, new)
        for enrolled in batch:
            yield from _of(enrolled, _Sides(old, known, new, other), lost, now)


class _Sides(NamedTuple):
    old: Course
    known: EvaluationBatch
    new: Course
    other: EvaluationBatch


def _of(enrolled: Enrolled, sides: _Sides, lost: set[tuple[int, str]], now: datetime) -> Iterator[AnswerShift]:
    names = [challenge.challenge for challenge in sides.new.challenges()]
    names += [challenge.challenge for challenge in sides.old.challenges() if challenge.challenge not in names]
    for name in names:
        if enrolled.answers.get(name) is Answer.MET:
            before, after = Answer.MET.value, KEPT if (enrolled.member, name) in lost else Answer.MET.value
        else:
            before = _said(sides.old, sides.known, enrolled.member, name, now)
            after = _said(sides.new, sides.other, enrolled.member, name, now)
        if before != after:
            yield AnswerShift(enrolled.member, enrolled.name, name, before, after)


def _said(course: Course, batch: EvaluationBatch, member: int, name: str, now: datetime) -> str:
    if name not in batch.windows or batch.windows[name].start > now:
        return NOTHING
    finding = judge(course.challenge(name), course.version, batch.scene(member, name, now)).finding
    return f"{finding.answer} ({finding.trouble.kind})" if finding.trouble else finding.answer.value


def _lost(cohort: Cohort, new: Course) -> set[tuple[int, str]]:
    """The passes that the new version would not give: (member, challenge). A window is that of the pass, unless it
    has moved."""
    there = {challenge.challenge: challenge for challenge in new.challenges()}
    spans, after = windows(cohorts.course_of(cohort), cohort.run), windows(new, cohort.run)
    moved = {name: span for name, span in after.items() if spans.get(name) != span}
    return {
        (receipt.member, receipt.challenge)
        for receipt in verdicts.receipts(cohort.id)
        if receipt.challenge not in there or not _gives(receipt, there[receipt.challenge], moved.get(receipt.challenge))
    }


def _gives(stored_receipt: StoredReceipt, challenge: Challenge, window: Span | None) -> bool:
    try:
        receipt = receipt_from_json(stored_receipt.body, stored_receipt.digest)
    except ReceiptTampered:
        return False
    return rejudge(replace(receipt, window=window or receipt.window), challenge).answer is Answer.MET


def move(cohort: Cohort, new: Course, now: datetime) -> bool:
    """Move the cohort to this version of its course; False if it has it already. Raises WrongField for another course.

    What is met stays met, with its points; what opens opens; all else is judged anew. The move is noted. People whom
    the new version names in place are looked up, but those whom the cohort knows already: WrongField for a handle that
    nobody has, too.
    """
    old = cohorts.course_of(cohort)
    if old.course != new.course:
        raise WrongField("course", "another_course", f"the cohort learns by {old.course}, not by {new.course}")
    anew = {change.challenge for change in changes(old, new) if is_of_the_rule(change)}
    return moving.move(cohort.id, new, anew, _new_people(cohort, new), now)


def _new_people(cohort: Cohort, new: Course) -> Lists:
    named = {network: named_in(new, network) for network in cohort.networks}
    return account_lookup.look_up(
        {
            network: {name: those for name, those in lists.items() if name not in cohort.lists.get(network, {})}
            for network, lists in named.items()
        },
        cohort.networks,
    )
