"""What cohorts may spend on networks, what they have spent, and what stops everybody."""

from typing import ClassVar

from django.db import models

from mooc.store.leased_rows import LeasedRow
from mooc.store.models.cohorts import Cohort
from mooc.store.models.watching import Poll, Watch


class Budget(models.Model):
    """A cohort's budget on a network. A cap that is null is no limit; dollars go down to the millionth.

    ``spent_…``: the sum of the charges. ``step``: what is asked of learners for proof now (``mooc.core.facts.proof``);
    ``is_used_up``: not even the look at the end of a window could be paid.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="budgets")
    network = models.CharField(max_length=12)
    cap_requests = models.PositiveIntegerField(null=True)
    cap_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    spent_requests = models.PositiveBigIntegerField(default=0)
    spent_usd = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    step = models.CharField(max_length=10, default="network")
    is_used_up = models.BooleanField(default=False)

    class Meta:
        db_table = "spending_budget"
        constraints: ClassVar = [models.UniqueConstraint(fields=["cohort", "network"], name="one_budget_a_network")]

    def __str__(self) -> str:
        return f"budget {self.pk} {self.network}"


class Reservation(models.Model):
    """What a read that is under way may cost a budget at most. ``token``: of the lease under which it is read.

    The hold of a worker that died counts until the same watch is read again, or its time is over: what it was made for
    may have been paid. ``made_at`` in real time.
    """

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="reservations")
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="reservations", null=True)
    token = models.UUIDField(db_index=True)
    requests = models.PositiveIntegerField(default=0)
    usd = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "spending_reservation"

    def __str__(self) -> str:
        return f"hold {self.pk}"


class Sent(models.Model):
    """The requests of one poll that went to one endpoint, with the rows that were billed and their price."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="sent")
    endpoint = models.CharField(max_length=60)
    requests = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    usd = models.DecimalField(max_digits=12, decimal_places=6)

    class Meta:
        db_table = "spending_request"

    def __str__(self) -> str:
        return f"sent {self.pk}"


class Charge(models.Model):
    """A budget's part of what a poll has cost. The parts of a poll add up to its cost."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="charges")
    budget = models.ForeignKey(Budget, models.CASCADE, related_name="charges")
    requests = models.PositiveIntegerField()
    usd = models.DecimalField(max_digits=12, decimal_places=6)

    class Meta:
        db_table = "spending_charge"
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "budget"], name="a_poll_is_charged_once")]

    def __str__(self) -> str:
        return f"charge {self.pk}"


class BudgetAlert(LeasedRow):
    """So many per cent of a cap are spent. Raised once; a new cap may raise it anew. ``at`` in course time, as
    ``due_at``: facilitators are to be written to.

    ``mailed_at`` (real time): a worker has begun to mail it.
    """

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="alerts")
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    class Meta(LeasedRow.Meta):
        db_table = "spending_alert"
        constraints: ClassVar = [models.UniqueConstraint(fields=["budget", "level"], name="an_alert_is_raised_once")]

    def __str__(self) -> str:
        return f"alert {self.pk}"


class Suspension(models.Model):
    """Nothing more is asked of a network, by anybody: the credit there is used up.

    Real time: ``since``; ``until``, when one worker alone tries again.
    """

    network = models.CharField(max_length=12, unique=True)
    trouble = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "spending_suspension"

    def __str__(self) -> str:
        return f"stop {self.network}"
