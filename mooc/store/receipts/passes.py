"""Passes: the receipt that is kept of each, and the points of the member who holds it."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from mooc.core.course.course import Review
from mooc.core.judging.credit import Credit
from mooc.core.judging.receipt import receipt_to_json
from mooc.store import models
from mooc.store.receipts import points


def settle(outcomes: Collection[tuple[int, str, Credit]], now: datetime) -> None:
    """Add and take back receipts, and bring the members' points in line with the receipts that they hold.

    ``outcomes``: (member, challenge, credit); ``now``: course time. Belongs in a transaction of the caller. No query
    where nothing was passed or taken back.
    """
    passed = [(member, challenge, credit, credit.receipt) for member, challenge, credit in outcomes if credit.receipt]
    revoked = [(member, challenge) for member, challenge, credit in outcomes if credit.taken_back]
    members = {member for member, *_ in passed} | {member for member, _ in revoked}
    if not members:
        return
    points.hold(members)
    if revoked:
        revoked_pairs = reduce(or_, (Q(member=member, challenge=challenge) for member, challenge in revoked))
        models.Receipt.objects.filter(revoked_pairs).delete()
        models.Review.objects.filter(revoked_pairs, answer="").delete()
    models.Receipt.objects.bulk_create(
        models.Receipt(
            member_id=member,
            challenge=challenge,
            made_at=receipt.made_at,
            body=receipt_to_json(receipt),
            digest=receipt.digest,
            points=credit.points,
        )
        for member, challenge, credit, receipt in passed
    )
    unreviewed = [
        (member, challenge, credit.review)
        for member, challenge, credit, _ in passed
        if credit.review is not Review.NONE
    ]
    if unreviewed:
        points.begin(unreviewed, now)
    points.add_up(members)
