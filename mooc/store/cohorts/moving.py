"""Moving a cohort to another version of its course: what is met stays met, what opens opens, and it is noted."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import F

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.core.course.course import Course
from mooc.core.course.named_people import named_handles
from mooc.core.evidence.verdict import Answer
from mooc.store import events, models
from mooc.store.cohorts.cohorts import Lists, lock
from mooc.store.courses import courses
from mooc.store.database.leases import locked_in_order
from mooc.store.leased_rows import IDLE

BATCH = 200


class EnrolledLearner(NamedTuple):
    """A learner by pseudonym, and how each opened challenge stands; None before it was judged."""

    member: int
    name: str
    answers: Mapping[str, Answer | None]


def learners(cohort: int) -> Iterator[list[EnrolledLearner]]:
    """The learners of the cohort who are there now, by batches. Two queries a batch."""
    members = models.Member.objects.filter(cohort=cohort, role="learner", left_at__isnull=True).order_by("pk")
    people = list(members.values_list("pk", "user__name"))
    for start in range(0, len(people), BATCH):
        part = people[start : start + BATCH]
        answers: dict[int, dict[str, Answer | None]] = {pk: {} for pk, _ in part}
        verdicts = models.Verdict.objects.filter(member__in=answers.keys())
        for member, challenge, answer in verdicts.values_list("member", "challenge", "answer"):
            answers[member][challenge] = Answer(answer) if answer else None
        yield [EnrolledLearner(pk, name, answers[pk]) for pk, name in part]


def move(cohort: int, course: Course, anew: Collection[str], people: Lists, now: datetime) -> bool:
    """The cohort goes on with this version of its course; False if it has it already. ``now`` is course time;
    ``people``: whom it names that the cohort does not know.

    Whatever is met keeps its receipt and its points, of challenges that the course no longer has, too; what is not met
    of these is let go. The caller has all else judged anew, in the same transaction, by which the watches of the
    challenges ``anew`` are wanted anew. What a worker has in hand is not stored: it was judged by the rules of before.
    """
    version = courses.keep(course)
    lock(cohort)
    row = models.Cohort.objects.get(pk=cohort)
    if row.course_id == version:
        return False
    events.record(
        AuditEvent(
            EventKind.COURSE_VERSION_CHANGED,
            now,
            cohort=cohort,
            object=ObjectRef(ObjectKind.COURSE_VERSION, str(version)),
            details={"before": str(row.course_id)},
        )
    )
    row.course_id, row.advance_at = version, now
    row.lists = {
        network: {
            name: ids_by_list.get(name, list(people.get(network, {}).get(name, ())))
            for name in (*course.lists, *named_handles(course, network))
        }
        for network, ids_by_list in row.lists.items()
    }
    row.save(update_fields=["course", "advance_at", "lists"])
    models.WatchUse.objects.filter(cohort=cohort, challenge__in=anew).delete()
    _reset_verdicts(cohort, {challenge.challenge for challenge in course.challenges()})
    return True


def _reset_verdicts(cohort: int, course_challenges: Collection[str]) -> None:
    """What workers hold of the course's is theirs no more; of all else only what is met stays, for good."""
    verdicts = models.Verdict.objects.filter(member__cohort=cohort)
    dropped = verdicts.exclude(challenge__in=course_challenges)
    dropped.exclude(answer=Answer.MET).delete()
    dropped.update(settled=True, judged_version=F("input_version"), **{**IDLE, "due_at": None})
    locked_in_order(verdicts.filter(challenge__in=course_challenges, settled=False)).update(**IDLE, not_before=None)
