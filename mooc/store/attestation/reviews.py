"""Reviews: a pass waits for the eyes of a peer or a mentor, who approves it or asks for another try."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.courses import courses
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, rows_of, with_roles
from mooc.store.policy.resources import Action, Resource
from mooc.store.policy.rules import RULES
from mooc.store.receipts import points

APPROVED, AGAIN = "approved", "again"


@dataclass(frozen=True, slots=True)
class ReviewRound:
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


def _value(row: models.Review) -> ReviewRound:
    by_name = row.by.user.name if row.by else ""
    names = (row.pk, row.member_id, row.member.user.name, row.challenge, row.kind)
    return ReviewRound(*names, row.asked_at, row.note, row.answer, row.comment, by_name, row.answered_at)


def listed(actor: Actor, member: int, after_id: int, limit: int) -> list[ReviewRound]:
    """All rounds of the member with a higher id than ``after_id``, by id. Raises NotVisible, Forbidden."""
    members.get(actor, member, Resource.REVIEWS_OF)
    return [_value(row) for row in _rows().filter(member=member, pk__gt=after_id).order_by("pk")[:limit]]


def latest(member: int) -> dict[str, ReviewRound]:
    """Challenge → its last round. For a member whose PROGRESS may be read. One query."""
    return {row.challenge: _value(row) for row in _rows().filter(member=member).order_by("pk")}


def waiting(actor: Actor, cohort: int) -> list[ReviewRound]:
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


def get(actor: Actor, pk: int, action: Action) -> ReviewRound:
    """The round, if ``actor`` may do that to it. Raises NotVisible, Forbidden."""
    return _value(policy.get(_rows(), actor, action, Resource.REVIEW, pk))


def last(member: int, challenge: str) -> ReviewRound | None:
    """The last round of that challenge of the member, if there was one."""
    row = _rows().filter(member=member, challenge=challenge).order_by("-pk").first()
    return None if row is None else _value(row)


def close(actor: Actor, review: ReviewRound, answered: str, comment: str) -> ReviewRound | None:
    """The round is answered by the actor; None if somebody has answered it."""
    cohort = models.Member.objects.filter(pk=review.member).values("cohort")
    by = models.Member.objects.filter(Q(pk__in=rows_of(actor)), cohort__in=cohort).order_by("pk").first()
    fields = {"answer": answered, "comment": comment, "by": by, "answered_at": actor.now}
    if not models.Review.objects.filter(pk=review.id, answer="").update(**fields):
        return None
    return _value(_rows().get(pk=review.id))


def award_points(member: int, challenge: str) -> None:
    """As many as the version of the course gives under which the challenge was met; the cohort may have moved since
    then. Belongs in a transaction that holds the member."""
    receipt = models.Receipt.objects.filter(member=member, challenge=challenge)
    version = receipt.values_list("body__course", flat=True).first()
    if version is None:
        version = models.Member.objects.values_list("cohort__course__version", flat=True).get(pk=member)
    points_by_challenge = {rule.challenge: rule.points for rule in courses.load(version).challenges()}
    receipt.update(points=points_by_challenge.get(challenge, 0))
    points.add_up([member])


def begin(member: int, challenge: str, kind: str, asked_at: datetime, note: str) -> ReviewRound | None:
    """A new round waits, from ``asked_at`` on (course time); None if one waits already."""
    row, is_new = _rows().get_or_create(
        member_id=member,
        challenge=challenge,
        answer="",
        defaults={"kind": kind, "asked_at": asked_at, "note": note},
    )
    return _value(row) if is_new else None
