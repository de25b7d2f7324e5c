"""Points: the sum of the receipts that a member holds; and the passes that wait for a review before they count."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from mooc.core.audit import AuditEvent, EventKind
from mooc.core.course.course import Review
from mooc.core.judging.attention import PendingReview
from mooc.store import events, models


def hold(member_ids: Collection[int]) -> None:
    """Lock the members, so that sums made after this take in what others have stored. Belongs in a transaction."""
    held = models.Member.objects.select_for_update(no_key=True).filter(pk__in=member_ids).order_by("pk")
    list(held.values_list("pk"))


def add_up(member_ids: Collection[int]) -> None:
    """Bring the points of the members, who are held, in line with their receipts. Belongs in a transaction."""
    held = models.Receipt.objects.filter(member=OuterRef("pk")).order_by().values("member")
    total = Coalesce(Subquery(held.annotate(total=Sum("points")).values("total")), 0)
    models.Member.objects.filter(pk__in=member_ids).update(points=total)


def begin(passes: Iterable[tuple[int, str, Review]], now: datetime) -> None:
    """These (member, challenge) passes of members who are held wait for such eyes. Belongs in a transaction of the
    caller. Safe to repeat."""
    requested = list(passes)
    people = events.memberships({member for member, _, _ in requested})
    waiting = set(models.Review.objects.filter(member__in=people.keys(), answer="").values_list("member", "challenge"))
    fresh = [request for request in requested if request[:2] not in waiting]
    models.Review.objects.bulk_create(
        models.Review(member_id=member, challenge=challenge, kind=kind, asked_at=now)
        for member, challenge, kind in fresh
    )
    events.record_all(
        AuditEvent(
            EventKind.REVIEW_REQUESTED,
            now,
            subject=people[member].user,
            cohort=people[member].cohort,
            object=events.challenge_ref(challenge),
            details={"reviewer": kind.value},
        )
        for member, challenge, kind in fresh
    )


def pending(member_ids: Collection[int]) -> dict[int, tuple[PendingReview, ...]]:
    """Member → what waits for somebody's eyes. One query."""
    reviews_by_member: dict[int, tuple[PendingReview, ...]] = {}
    reviews = models.Review.objects.filter(member__in=member_ids, answer="").order_by("pk")
    for member, challenge, kind, asked_at in reviews.values_list("member", "challenge", "kind", "asked_at"):
        reviews_by_member[member] = (
            *reviews_by_member.get(member, ()),
            PendingReview(challenge, Review(kind), asked_at),
        )
    return reviews_by_member
