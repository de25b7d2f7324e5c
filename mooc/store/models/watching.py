"""What is looked at, how far it has been seen, and what that cost."""

from typing import ClassVar

from django.db import models

from mooc.store.leased_rows import LeasedRow
from mooc.store.models.cohorts import Cohort
from mooc.store.models.verdicts import PastedLink


class Watch(LeasedRow):
    """A standing question to a network, shared by every challenge that needs it. A due row.

    Course time: ``since``/``until`` (what is asked about), ``due_at`` (when to ask next; null: no more). ``failures``:
    so many answers in a row were trouble; ``trouble`` says which. ``is_inactive``: it is not asked (``due_at`` is null)
    because nobody who uses it needs it any more; who wants it again wakes it.
    """

    network = models.CharField(max_length=12)
    read = models.CharField(max_length=20)
    subject = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    cursor = models.TextField(blank=True)
    looked_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    trouble_detail = models.CharField(max_length=80, blank=True)
    failing_since = models.DateTimeField(null=True)
    is_inactive = models.BooleanField(default=False)

    class Meta(LeasedRow.Meta):
        db_table = "watching_watch"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "read", "subject"], name="a_question_is_asked_once")
        ]
        indexes: ClassVar = [*LeasedRow.Meta.indexes, models.Index(fields=["subject"], name="watches_by_subject")]

    def __str__(self) -> str:
        return f"watch {self.pk} {self.network}:{self.read}"


class WatchUse(models.Model):
    """A challenge of a cohort needs a watch, from ``since`` to ``until`` (course time)."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="uses")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="watch_uses")
    challenge = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "watching_use"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "cohort", "challenge"], name="a_use_is_noted_once")
        ]

    def __str__(self) -> str:
        return f"use {self.pk}"


class WatchItem(models.Model):
    """A post that a watch goes among, for ``author``, who wrote it or answered it. ``seen_until``: all is known of it
    up to then (course time); null: it has not been looked at yet."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="items")
    key = models.CharField(max_length=300)
    author = models.CharField(max_length=255)
    seen_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "watching_item"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "key", "author"], name="an_item_is_noted_once_for_each")
        ]
        indexes: ClassVar = [models.Index(fields=["author"], name="items_of_an_author")]

    def __str__(self) -> str:
        return f"item {self.pk}"


class Coverage(models.Model):
    """A span that a watch has seen completely; of a STATE watch, from a first complete look to the last."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="coverage")
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        db_table = "watching_coverage"

    def __str__(self) -> str:
        return f"coverage {self.pk}"


class Poll(models.Model):
    """One attempt to read: the ledger of requests and money. ``at`` in course time.

    ``watch`` is null where a single post was read because somebody pasted its link: then ``link`` is that one. Both are
    null where a stream delivered, and where something was asked once (whose account a handle is).
    """

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="polls", null=True)
    link = models.ForeignKey(PastedLink, models.SET_NULL, related_name="polls", null=True)
    network = models.CharField(max_length=12)
    at = models.DateTimeField()
    requests = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    usd = models.DecimalField(max_digits=12, decimal_places=6)
    found = models.PositiveIntegerField()
    trouble = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "watching_poll"

    def __str__(self) -> str:
        return f"poll {self.pk}"
