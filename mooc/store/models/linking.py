"""What is kept while people link their accounts by signing in elsewhere. Secrets are encrypted at rest."""

from typing import ClassVar

from django.db import models
from encrypted_fields.fields import EncryptedTextField

from mooc.store.models.people import User


class InstanceApp(models.Model):
    """What a server knows us by, on networks of many: we introduce ourselves once to each. ``instance``: its host.

    ``redirect``: where it sends people back to; where ours is another by now, we introduce ourselves anew.
    """

    instance = models.CharField(max_length=255, unique=True)
    client_id = models.CharField(max_length=500)
    client_secret = EncryptedTextField()
    scope = models.CharField(max_length=40)
    redirect = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "accounts_server_app"

    def __str__(self) -> str:
        return f"app at {self.instance}"


class SignIn(models.Model):
    """Somebody was sent to a network to agree there, and has not come back yet. ``made_at``: real time, UTC.

    ``kept``: what must be known then (state, verifier, the version of the text that was agreed to), as JSON.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    network = models.CharField(max_length=12)
    kept = EncryptedTextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_sign_in"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "network"], name="one_sign_in_a_network")]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"
