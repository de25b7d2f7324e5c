"""Comparing versions of a course: what another version would say of a cohort, and moving the cohort to it.

The comparison stores nothing: what is stored of the networks is judged by both versions, as of the same moment.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import NamedTuple

from django.db import transaction

from mooc.core.course.course import Challenge, Course
from mooc.core.course.differences import affects_verdicts, version_changes
from mooc.core.course.named_people import named_handles
from mooc.core.course.schedule import windows
from mooc.core.evidence.verdict import Answer
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import ReceiptTampered, receipt_from_json, rejudge
from mooc.core.values.span import Span
from mooc.services import networks
from mooc.services.cohorts import account_lookup
from mooc.services.cohorts.cohorts import WrongField
from mooc.store.cohorts import cohorts, moving
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.judging import dirty_pairs, evaluation_batch, verdicts
from mooc.store.judging.dirty_pairs import News
from mooc.store.judging.evaluation_batch import EvaluationBatch
from mooc.store.judging.verdicts import ReceiptBody

NO_ANSWER, MET_KEPT = "-", "met (kept)"


class AnswerShift(NamedTuple):
    """What is said of a member's challenge ``old_answer`` and ``new_answer``: an answer, with the reason where it can't
    be told.

    ``-``: nothing, for the challenge is not there or has not opened. A pass is kept, whatever the new rule says:
    ``new_answer`` is ``met (kept)`` where it would not give it, and where the challenge is no longer there.
    """

    member: int
    name: str
    challenge: str
    old_answer: str
    new_answer: str


def shifts(cohort: CohortDetails, new: Course, now: datetime) -> Iterator[AnswerShift]:
    """Each pair of the cohort of which the new version would say something else at ``now`` (course time)."""
    old, tables = cohorts.course_of(cohort), networks.tables()
    lost_passes = _lost_passes(cohort, new)
    names = dict.fromkeys(challenge.challenge for course in (new, old) for challenge in course.challenges())
    for learners in moving.learners(cohort.id):
        by_old = evaluation_batch.load(cohort.id, {learner.member for learner in learners}, tables)
        by_new = evaluation_batch.with_course(by_old, new)
        for learner, name in product(learners, names):
            if learner.answers.get(name) is Answer.MET:
                old_answer = Answer.MET.value
                new_answer = MET_KEPT if (learner.member, name) in lost_passes else old_answer
            else:
                old_answer = _answer(old, by_old, learner.member, name, now)
                new_answer = _answer(new, by_new, learner.member, name, now)
            if old_answer != new_answer:
                yield AnswerShift(learner.member, learner.name, name, old_answer, new_answer)


def _answer(course: Course, batch: EvaluationBatch, member: int, name: str, now: datetime) -> str:
    if name not in batch.windows or batch.windows[name].start > now:
        return NO_ANSWER
    finding = judge(course.challenge(name), course.version, batch.scene(member, name, now)).finding
    return f"{finding.answer} ({finding.trouble.kind})" if finding.trouble else finding.answer.value


def _lost_passes(cohort: CohortDetails, new: Course) -> set[tuple[int, str]]:
    """The passes that the new version would not give: (member, challenge). A window is that of the pass, unless it
    has moved."""
    challenges = {challenge.challenge: challenge for challenge in new.challenges()}
    old_windows, new_windows = windows(cohorts.course_of(cohort), cohort.run), windows(new, cohort.run)
    moved = {name: span for name, span in new_windows.items() if old_windows.get(name) != span}
    return {
        (receipt.member, receipt.challenge)
        for receipt in verdicts.stored_receipts(cohort.id)
        if not _still_passes(receipt, challenges.get(receipt.challenge), moved.get(receipt.challenge))
    }


def _still_passes(stored_receipt: ReceiptBody, challenge: Challenge | None, window: Span | None) -> bool:
    if challenge is None:
        return False
    try:
        receipt = receipt_from_json(stored_receipt.body, stored_receipt.digest)
    except ReceiptTampered:
        return False
    return rejudge(replace(receipt, window=window or receipt.window), challenge).answer is Answer.MET


def move(cohort: CohortDetails, new: Course, now: datetime) -> bool:
    """Move the cohort to this version of its course; False if it has it already. Raises WrongField for another course.

    What is met stays met, with its points; what opens opens; all else is judged anew. The move is noted. People whom
    the new version names in place are looked up, but those whom the cohort knows already: WrongField for a handle that
    nobody has, too.
    """
    old = cohorts.course_of(cohort)
    if old.course != new.course:
        raise WrongField("course", "another_course", f"the cohort learns by {old.course}, not by {new.course}")
    rejudged = {change.challenge for change in version_changes(old, new) if affects_verdicts(change)}
    unknown_people = {
        network: {
            name: handles
            for name, handles in named_handles(new, network).items()
            if name not in cohort.lists.get(network, {})
        }
        for network in cohort.networks
    }
    people = account_lookup.look_up(unknown_people, cohort.networks)
    with transaction.atomic():
        is_moved = moving.move(cohort.id, new, rejudged, people, now)
        if is_moved:
            dirty_pairs.mark_dirty(News(rules_of=(cohort.id,)))
    return is_moved
