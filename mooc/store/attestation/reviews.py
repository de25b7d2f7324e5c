"""Reviews: a pass waits for the eyes of a peer or a mentor, who approves it or asks for another try."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from mooc.core.audit import AuditEvent, EventKind
from mooc.store import events, models
from mooc.store.cohorts import members
from mooc.store.courses import courses
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, rows_of, with_roles
from mooc.store.policy.resources import Action, Resource
from mooc.store.policy.rules import RULES
from mooc.store.receipts import points

APPROVED, AGAIN = "approved", "again"


@dataclass(frozen=True, slots=True)
class Review:
    """One round. ``answer``: empty while it waits, ``approved``, or ``again``: another try is asked for.

    ``kind``: whose eyes; ``note``: what the learner says with another try; ``comment``: what was answered, by the
    pseudonym ``by_name``. ``evidence``: the posts that the pass rests on, where they were asked for. Course time, UTC.
    """

    id: int
    member: int
    member_name: str
    challenge: str
    kind: str
    asked_at: datetime
    note: str
    answer: str
    comment: str
    by_name: str
    answered_at: datetime | None
    evidence: tuple[str, ...] = ()


class AnsweredAlready(Exception):
    """Somebody has answered this round."""


class NothingToAsk(Exception):
    """No other try was asked for, or this one waits already."""


class CommentMissing(Exception):
    """Who asks for another try says what is missing."""


def _rows() -> QuerySet[models.Review]:
    return models.Review.objects.select_related("member__user", "by__user")


def _value(row: models.Review) -> Review:
    by_name = row.by.user.name if row.by else ""
    names = (row.pk, row.member_id, row.member.user.name, row.challenge, row.kind)
    return Review(*names, row.asked_at, row.note, row.answer, row.comment, by_name, row.answered_at)


def listed(actor: Actor, member: int, after_id: int, limit: int) -> list[Review]:
    """All rounds of the member with a higher id than ``after_id``, by id. Raises NotVisible, Forbidden."""
    members.get(actor, member, Resource.REVIEWS_OF)
    return [_value(row) for row in _rows().filter(member=member, pk__gt=after_id).order_by("pk")[:limit]]


def latest(member: int) -> dict[str, Review]:
    """Challenge → its last round. For a member whose PROGRESS may be read. One query."""
    return {row.challenge: _value(row) for row in _rows().filter(member=member).order_by("pk")}


def waiting(actor: Actor, cohort: int) -> list[Review]:
    """The rounds of the cohort that the actor may answer, the longest wait first, with their evidence. Raises
    NotVisible for a cohort that is not the actor's. Number of queries: constant.
    """
    asker = with_roles(actor)
    policy.require_inside(asker, cohort)
    answerable = RULES[Resource.REVIEW].write(asker)
    pending = _rows().filter(answerable, member__cohort=cohort).order_by("asked_at", "pk")
    reviews = [_value(row) for row in pending]
    receipts = models.Receipt.objects.filter(member__in={review.member for review in reviews})
    links = {
        (member, challenge): _links(body)
        for member, challenge, body in receipts.values_list("member", "challenge", "body")
    }
    return [replace(review, evidence=links.get((review.member, review.challenge), ())) for review in reviews]


def _links(body: dict[str, object]) -> tuple[str, ...]:
    facts = body.get("facts")
    urls = [str(fact.get("url", "")) for fact in facts] if isinstance(facts, list) else []
    return tuple(url for url in urls if url.startswith("https://"))


def answer(actor: Actor, pk: int, answered: str, comment: str = "") -> Review:
    """Approve a pass (``approved``: its points count from now on), or ask for another try (``again``), saying what is
    missing. Raises NotVisible, Forbidden, AnsweredAlready, CommentMissing. Belongs in a transaction.
    """
    review = policy.get(_rows(), actor, Action.READ, Resource.REVIEW, pk)
    if not review.answer:
        policy.get(_rows(), actor, Action.WRITE, Resource.REVIEW, pk)
    if answered == AGAIN and not comment.strip():
        raise CommentMissing
    by = models.Member.objects.filter(Q(pk__in=rows_of(actor)), cohort=review.member.cohort_id).order_by("pk").first()
    fields = {"answer": answered, "comment": comment.strip(), "by": by, "answered_at": actor.now}
    if not models.Review.objects.filter(pk=pk, answer="").update(**fields):
        raise AnsweredAlready
    _record(EventKind.REVIEW_APPROVED if answered == APPROVED else EventKind.REVIEW_RETURNED, actor, review)
    if answered == APPROVED:
        points.hold([review.member_id])
        _award_points(review)
    return _value(_rows().get(pk=pk))


def _record(kind: EventKind, actor: Actor, row: models.Review) -> None:
    """Record what the actor has done with this round."""
    events.record(
        AuditEvent(
            kind,
            actor.now,
            actor=actor.user,
            subject=row.member.user_id,
            cohort=row.member.cohort_id,
            object=events.challenge_ref(row.challenge),
            details={"reviewer": row.kind},
        )
    )


def _award_points(review: models.Review) -> None:
    """As many as the version of the course gives under which it was met; the cohort may have moved since then."""
    receipt = models.Receipt.objects.filter(member=review.member_id, challenge=review.challenge)
    version = receipt.values_list("body__course", flat=True).first()
    course = courses.load(version or review.member.cohort.course.version)
    points_by_challenge = {challenge.challenge: challenge.points for challenge in course.challenges()}
    receipt.update(points=points_by_challenge.get(review.challenge, 0))
    points.add_up([review.member_id])


def ask_again(actor: Actor, member: int, challenge: str, note: str = "") -> Review:
    """The learner has tried again: a new round waits. Raises NotVisible, Forbidden, NothingToAsk. Belongs in a
    transaction."""
    members.get(actor, member, Resource.REVIEWS_OF, Action.WRITE)
    last = models.Review.objects.filter(member=member, challenge=challenge).order_by("-pk").first()
    if last is None:
        raise policy.NotVisible(Resource.REVIEWS_OF)
    if last.answer != AGAIN:
        raise NothingToAsk
    fields = {"kind": last.kind, "asked_at": actor.now, "note": note.strip()}
    row, is_new = models.Review.objects.get_or_create(member_id=member, challenge=challenge, answer="", defaults=fields)
    if not is_new:
        raise NothingToAsk
    _record(EventKind.REVIEW_REQUESTED, actor, row)
    return _value(_rows().get(pk=row.pk))
