"""Where mail goes: Django's settings for it, from one address; and sending a letter."""

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

log = logging.getLogger(__name__)

BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
CONSOLE = {"console": f"{BACKENDS}.console.EmailBackend", "none": f"{BACKENDS}.dummy.EmailBackend"}
"""Where mail goes that no server takes."""
NO_SERVER = (
    "No mail is sent: MOOC_EMAIL_URL names no server. Who has lost a password needs a link from you:"
    " `mooc user reset-link EMAIL`."
)
"""Told to the operator at the start."""
TIMEOUT = 10
"""Seconds: whoever asks for a new password waits while the mail server is spoken to."""


def mail_settings(url: str, where: str) -> dict[str, Any]:
    """Django's settings for ``smtp://USER:PASSWORD@HOST:PORT`` (``smtp+starttls``, ``smtps``: TLS), or for ``where``
    mail goes without a server (``Environment.mail``).
    """
    if where in CONSOLE:
        return {"EMAIL_BACKEND": CONSOLE[where]}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT,
    }


def send(to: str, subject: str, body: str) -> bool:
    """Send a letter to one person; whether the mail server took it. Nothing of it, nor to whom, stands in the log."""
    if settings.MAIL == "none":
        return False
    try:
        return EmailMessage(subject, body, to=[to]).send() == 1
    except (SMTPException, OSError, ValueError) as error:
        log.warning("mail: %s", type(error).__name__)
        return False
