"""What of django-allauth is done our way: whom its limits count, and what ends with a password."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mooc.runtime.client_address import client_address
from mooc.services.people import passwords
from mooc.web.auth.known_browsers import known_browser

_APP = "allauth.account"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Limits of sign-in, so that a stranger who guesses at a name does not lock out its owner.

    A browser in which this person has signed in before has a limit of its own (``login_failed_known``). For all others
    tries are counted by address, by address and name together, and, much more slowly, by name alone. Numbers stand in
    ``ACCOUNT_RATE_LIMITS``. Who comes in gets the try back.
    """

    error_messages: ClassVar[Mapping[str, Any]] = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes, or ask for a new password: with it you come in at once."
        )
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the limits count."""
        return client_address(request) or "nowhere"

    def _keys(self, request: HttpRequest, **credentials: Any) -> dict[str, str]:
        """Limit → the key under which a try is counted there."""
        name = self._get_login_attempts_cache_key(request, **credentials)
        browser = known_browser(request, str(credentials.get("email", "")))
        by_browser = {"login_failed_known": f"{browser} {name}"} if browser else {}
        return by_browser | {"login_failed": f"{self.get_client_ip(request)} {name}", "login_failed_by_name": name}

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try, before the password is looked at. Raises ValidationError for one too many."""
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(usage=[])
        keys = self._keys(request, **credentials)
        actions = ["login_failed_known"] if "login_failed_known" in keys else list(keys)
        for action in actions:
            usage = ratelimit.consume(request, app=_APP, action=action, key=keys[action])
            if usage is None:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage.extend(usage.usage)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A new password was chosen through the mail: what strangers tried at this name counts no longer."""
        for action, key in self._keys(request, **credentials).items():
            ratelimit.clear(request, app=_APP, action=action, key=key)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Whoever has a new password may have lost the old one to somebody: keys made with it end."""
        passwords.change(user.pk, lambda: super(Adapter, self).set_password(user, password))
