"""What was said of a member and a challenge, and the receipts."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from mooc.store.leased_rows import LeasedRow
from mooc.store.models.cohorts import Member


class Verdict(LeasedRow):
    """The verdict that stands, and the due row of its next judging. One row for each opened challenge of a member.

    ``input_version`` counts the times that something new came up, ``judged_version`` how many of them this verdict has
    taken in: the row is due while they differ. ``settled``: met, and not to be judged again.
    ``finding``: see ``mooc.core.evidence.codec``. ``due_at``: since when there is news (real time); null while there is
    none. A
    row that is parked is due again with the next news.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="verdicts")
    challenge = models.CharField(max_length=60)
    answer = models.CharField(max_length=10, blank=True)
    trouble = models.CharField(max_length=20, blank=True)
    as_of = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    rule = models.CharField(max_length=40, blank=True)
    course_version = models.CharField(max_length=64, blank=True)
    finding = models.JSONField(default=dict)
    settled = models.BooleanField(default=False)
    input_version = models.PositiveIntegerField(default=1)
    judged_version = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_default=Now())

    class Meta(LeasedRow.Meta):
        db_table = "judging_verdict"
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "challenge"], name="one_verdict_stands")]
        indexes: ClassVar = [
            *LeasedRow.Meta.indexes,
            models.Index(
                fields=["member"], name="verdicts_due", condition=models.Q(input_version__gt=models.F("judged_version"))
            ),
        ]

    def __str__(self) -> str:
        return f"verdict {self.pk}"


class Receipt(models.Model):
    """A pass, frozen. ``body``: see ``mooc.core.judging.receipt``; ``digest`` is its SHA-256."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="receipts")
    challenge = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    points = models.PositiveIntegerField()

    class Meta:
        db_table = "judging_receipt"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "challenge"], name="one_receipt_a_challenge")
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class PastedLink(LeasedRow):
    """A learner points at a post. A due row, until it is known what came of it.

    ``network`` and ``reference``: the post, as its network recognised it; ``key``: the post in the log, once it was
    seen. ``answer``: what came of it, as a sentence's name, filled with ``values``; empty while it is looked at.
    ``due_at`` (course time): when to look (again); null: no more. ``look_count``: of the looks so far.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="links")
    challenge = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    pasted_at = models.DateTimeField()
    answer = models.CharField(max_length=40, blank=True)
    values = models.JSONField(default=dict)
    network = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=300, blank=True)
    looked_at = models.DateTimeField(null=True)
    look_count = models.PositiveIntegerField(default=0)

    class Meta(LeasedRow.Meta):
        db_table = "pasted_links_link"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "challenge", "url"], name="a_link_is_pasted_once")
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
