"""The etag of a challenge's page: while it stays the same, so does what the page says. One query, asked often."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now

from mooc.store import models
from mooc.store.database.leases import MAX_ATTEMPTS, is_rested
from mooc.store.judging.dirty_pairs import has_news
from mooc.store.models.cohorts import Role

AT_ONCE = timedelta(minutes=1)
"""What has been due for longer (course time) is held up by something, and nobody need wait for it."""


class ETagState(NamedTuple):
    """``text`` changes with the verdict and with what came of pasted links. ``expected``: something is being looked at
    or judged this moment. ``proof``: what the reader's session must have been opened with; see Django's
    ``get_session_auth_hash``."""

    text: str
    expected: bool
    proof: str


def etag_state(user: int, cohort: str, challenge: str, now: datetime) -> ETagState | None:
    """The etag for a learner of that cohort; None for anybody else, and before the challenge opens."""
    verdicts = models.Verdict.objects.filter(
        member__user=user,
        member__user__is_active=True,
        member__left_at__isnull=True,
        member__role=Role.LEARNER,
        member__cohort__name=cohort,
        challenge=challenge,
    )
    judging = Q(has_news(), is_rested(), attempts__lt=MAX_ATTEMPTS)
    links = models.PastedLink.objects.filter(member=OuterRef("member"), challenge=OuterRef("challenge"))
    last_look = links.filter(looked_at__isnull=False).order_by("-looked_at").values("looked_at")[:1]
    accounts = models.Account.objects.filter(user=user, linked_at__isnull=False).values("external_id")
    watches = models.Watch.objects.filter(_at_once(now), failures=0, subject__in=accounts)
    uses = models.WatchUse.objects.filter(
        watch__in=watches, cohort=OuterRef("member__cohort"), challenge=OuterRef("challenge")
    )
    verdicts = verdicts.annotate(
        is_expected=judging | Exists(links.filter(_at_once(now))) | Exists(uses), last_look=Subquery(last_look)
    )
    row = verdicts.select_related("member__user").only("judged_version", "answer", "member__user__password").first()
    if row is None:
        return None
    looked_at = row.last_look.timestamp() if row.last_look else 0
    return ETagState(
        f"{row.judged_version}-{row.answer}-{looked_at:.0f}", row.is_expected, row.member.user.get_session_auth_hash()
    )


def _at_once(now: datetime) -> Q:
    """Due rows that a worker takes up this moment."""
    return Q(due_at__gt=now - AT_ONCE, due_at__lte=now) & (Q(not_before__isnull=True) | Q(not_before__lte=Now()))
