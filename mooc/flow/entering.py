"""Sign-in links: who holds one is that person, for a day. For demonstrations on one's own machine."""

from datetime import timedelta

from django.core import signing

_SALT = "mooc.entering"
GOOD_FOR = timedelta(days=1)


def entrance(user: int) -> str:
    """The path of a sign-in link for that user."""
    return f"/enter/{signing.dumps(user, salt=_SALT)}"


def who_enters(token: str) -> int | None:
    """Whom the link was made for; None if it was not made here, or is too old."""
    try:
        return int(signing.loads(token, salt=_SALT, max_age=GOOD_FOR))
    except (signing.BadSignature, TypeError, ValueError):
        return None
