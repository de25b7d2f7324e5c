"""Identities on networks: of members, and of those whom they meet there."""

from typing import ClassVar

from django.db import models

from mooc.store.models.people import User


class Account(models.Model):
    """An account on a network, by its stable id. ``user``: who has proven to own it; null for everybody else.

    ``standing_at``: the last sign, besides linking it, of how the account stands (course time). ``moved_to``: of one
    that has moved, the handle that is used instead, where the network says it. ``seen_again_at``: when it was first
    seen readable again after a time when it was not (course time).
    ``handle`` is what the network showed last: for display, never for joins. ``proof``: how ownership was shown
    (``oauth``, ``code``, ``sandbox``). ``consent``: version of the text that the person agreed to when linking.
    """

    network = models.CharField(max_length=12)
    external_id = models.CharField(max_length=255)
    handle = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=255, blank=True)
    standing = models.CharField(max_length=10, default="active")
    standing_at = models.DateTimeField(null=True)
    seen_again_at = models.DateTimeField(null=True)
    moved_to = models.CharField(max_length=255, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="accounts")
    linked_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=10, blank=True)
    consent = models.CharField(max_length=20, blank=True)
    shared_with_twinome = models.BooleanField(default=False)

    class Meta:
        db_table = "accounts_account"
        constraints: ClassVar = [models.UniqueConstraint(fields=["network", "external_id"], name="one_row_an_account")]

    def __str__(self) -> str:
        return f"{self.network}:{self.external_id}"


class LinkAttempt(models.Model):
    """A person says that an account is theirs, and has a one-time code to prove it. Real time, UTC."""

    user = models.ForeignKey(User, models.CASCADE, related_name="link_attempts")
    network = models.CharField(max_length=12)
    handle = models.CharField(max_length=255)
    code = models.CharField(max_length=20)
    consent = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "accounts_link_attempt"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "network"], name="one_attempt_a_network")]

    def __str__(self) -> str:
        return f"link attempt {self.pk}"
