"""The book of requests to the networks. All times are real (the database's clock)."""

from typing import ClassVar

from django.db import models


class GateBucket(models.Model):
    """What a network counts together, and what may still be sent: a Page of ``mooc.core.spending.ratelimit``."""

    network = models.CharField(max_length=12)
    server = models.CharField(max_length=255)
    endpoint = models.CharField(max_length=100)
    credential = models.CharField(max_length=100)
    ends = models.DateTimeField()
    left = models.PositiveIntegerField(null=True)
    closed_until = models.DateTimeField(null=True)
    refusals = models.PositiveIntegerField(default=0)
    alone = models.BooleanField(default=False)
    probe_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "ratelimit_bucket"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "server", "endpoint", "credential"], name="a_bucket_is_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"bucket {self.pk} {self.network}:{self.endpoint}"


class GateServer(models.Model):
    """A server that has failed since it last answered, or has refused a ``token`` (its fingerprint; empty: the server
    itself): a Health of ``mooc.core.spending.ratelimit``. One that is well has none."""

    network = models.CharField(max_length=12)
    server = models.CharField(max_length=255)
    token = models.CharField(max_length=16, default="")
    failures = models.PositiveIntegerField(default=0)
    trips = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)
    probe_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "ratelimit_server"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "server", "token"], name="a_token_is_refused_once")
        ]

    def __str__(self) -> str:
        return f"server {self.pk} {self.network}"
