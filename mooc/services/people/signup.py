"""Coming in by an invitation with an address that was shown to be one's own.

    an address ──▶ a letter: new here ──▶ the link in it ──▶ a name, a password, in the cohort
                           known here ──▶ sign in

Whoever typed the address sees the same in both cases. Nobody is made an account before the link was opened.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse

from mooc.core.letters.letters import account_exists_letter, join_letter
from mooc.core.values.authored import Lang
from mooc.runtime.mail import send
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.people import people
from mooc.store.people.people import UserProfile
from mooc.store.people.tokens import digest

GOOD_FOR = timedelta(days=3)
_SALT = "mooc.signup"


def send_letter(email: str, secret: str, cohort: CohortDetails, site: str, lang: Lang) -> bool:
    """Send the letter; whether the mail server took it. ``lang``: of who is new. ``site``: https://HOST."""
    person = people.by_email(email)
    if person is None:
        path = reverse("join-by-mail", args=[secret, signing.dumps([email, digest(secret)], salt=_SALT)])
        letter = join_letter(cohort.title, site + path, lang)
    else:
        path = f"{reverse('account_login')}?next={reverse('join', args=[secret])}"
        letter = account_exists_letter(cohort.title, site + path, site + reverse("account_reset_password"), person.lang)
    return send(email if person is None else person.email, letter.subject, letter.body)


def register(email: str, name: str, password: str, *, language: str, zone: str, admin: bool = False) -> UserProfile:
    """A new person, who signs in with this address and password. ``admin``: of the site. Raises EmailTaken."""
    with transaction.atomic():
        return people.create(email, name, password, language=language, zone=zone, admin=admin)


def email_of_token(token: str, secret: str) -> str | None:
    """The address that was written to about this invitation; None for a link that was not made here, or is too old."""
    try:
        email, secret_digest = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return str(email) if secret_digest == digest(secret) else None
