"""Links that let somebody in: a demo's, for a day, on one's own machine; and the operator's, for a new password."""

from datetime import timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.core import signing

_SALT = "mooc.entering"
GOOD_FOR = timedelta(days=1)


def sign_in_path(user: int) -> str:
    """The path of a sign-in link for that user."""
    return f"/enter/{signing.dumps(user, salt=_SALT)}"


def user_of_token(token: str) -> int | None:
    """Whom the link was made for; None if it was not made here, or is too old."""
    try:
        return int(signing.loads(token, salt=_SALT, max_age=GOOD_FOR))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def password_reset_key(user: int) -> tuple[str, str]:
    """Whose password may be chosen anew, and the key to it, as they stand in the address of that page: the same that a
    mail would hold. It works until the password is changed, for three days at most.
    """
    person = get_user_model()._default_manager.get(pk=user)
    return user_pk_to_url_str(person), EmailAwarePasswordResetTokenGenerator().make_token(person)
