"""The activity log: facts seen on networks. Rows are added, never changed."""

from typing import ClassVar

from django.db import models

from mooc.store.leased_rows import LeasedRow


class Activity(models.Model):
    """A row of the log; the columns are the fields of ``mooc.core.facts.activity.Activity``, see there.

    ``tags``, ``mentions``, ``links`` and ``marks`` are joined by single spaces.
    """

    network = models.CharField(max_length=12)
    key = models.CharField(max_length=300)
    kind = models.CharField(max_length=7)
    actor = models.CharField(max_length=255)
    at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    absent_at = models.DateTimeField(null=True)
    target = models.CharField(max_length=300, blank=True)
    target_author = models.CharField(max_length=255, blank=True)
    reply_to = models.CharField(max_length=300, blank=True)
    reply_to_author = models.CharField(max_length=255, blank=True)
    root = models.CharField(max_length=300, blank=True)
    quote_of = models.CharField(max_length=300, blank=True)
    quote_author = models.CharField(max_length=255, blank=True)
    tags = models.TextField(blank=True)
    mentions = models.TextField(blank=True)
    links = models.TextField(blank=True)
    media = models.PositiveSmallIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    text_hash = models.CharField(max_length=64, blank=True)
    claimed_at = models.DateTimeField(null=True)
    edit_of = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, blank=True)
    marks = models.TextField(blank=True)

    class Meta:
        db_table = "log_activity"
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "key"], name="a_fact_is_stored_once")]
        indexes: ClassVar = [
            models.Index(fields=["network", "actor", "kind"], name="by_actor"),
            models.Index(fields=["network", "target"], name="by_target", condition=~models.Q(target="")),
            models.Index(
                fields=["network", "target_author"], name="by_target_author", condition=~models.Q(target_author="")
            ),
            models.Index(
                fields=["network", "reply_to_author"], name="by_reply_author", condition=~models.Q(reply_to_author="")
            ),
            models.Index(
                fields=["network", "quote_author"], name="by_quote_author", condition=~models.Q(quote_author="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}:{self.key}"


class Text(LeasedRow):
    """The borrowed text of a member's post, erasable at any time without touching the log. A due row.

    Course time: ``checked_at`` (when the post was last seen to stand), ``due_at`` (when to look again). ``body`` is
    empty where the words are erased and it is still to be asked what became of the post.
    """

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField(blank=True)
    checked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta(LeasedRow.Meta):
        db_table = "log_text"
        indexes: ClassVar = [*LeasedRow.Meta.indexes, models.Index(fields=["due_at", "activity"], name="text_due")]

    def __str__(self) -> str:
        return f"text of {self.activity_id}"
