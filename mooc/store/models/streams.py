"""What we listen to, how far, and what may have been missed."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from mooc.store.leased_rows import LeasedRow


class Stream(LeasedRow):
    """A host that is listened to. ``cursor``: everything before it has been made due; opaque, and this host's own.

    ``lease_token``: of the process that listens; ``due_at``: since when one is to; null: not any more. ``heard_at``:
    when something came last; ``open_since``: since when the connection stands (null: it does not); ``trouble``: why it
    broke last. Real time, UTC.
    """

    network = models.CharField(max_length=12)
    host = models.CharField(max_length=255)
    cursor = models.CharField(max_length=255, blank=True)
    due_at = models.DateTimeField(null=True, db_default=Now())
    open_since = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=80, blank=True)

    class Meta(LeasedRow.Meta):
        db_table = "watching_stream"
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "host"], name="a_host_is_listened_to_once")]

    def __str__(self) -> str:
        return f"stream {self.network}:{self.host}"


class StreamGap(models.Model):
    """A stream may have kept something from us. ``at``: when that was noticed (real time, UTC); ``after``: the cursor
    before it; ``accounts``: of how many people (0: of anybody); ``filled``: how many watches became due for it."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="gaps")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=12)
    after = models.CharField(max_length=255, blank=True)
    accounts = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "watching_stream_gap"

    def __str__(self) -> str:
        return f"gap {self.pk} of {self.stream_id}"
