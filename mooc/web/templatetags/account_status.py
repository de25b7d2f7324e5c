"""How a linked account stands: what it means that it cannot be read, and what to do."""

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mooc.core.facts.profiles import AccountStatus

register = template.Library()

WORDS = {
    AccountStatus.PROTECTED: _(
        "Only people whom you have accepted see this account, so we see nothing of it. Make it public for the time of "
        "the course, or link another one."
    ),
    AccountStatus.SUSPENDED: _(
        "The network has suspended this account, so nothing of it can be read. When it comes back we see it again; "
        "until then, link another one. What you have met stays yours."
    ),
    AccountStatus.GONE: _(
        "This account is deactivated or deleted. If it comes back we see it again; else link another one. What you "
        "have met stays yours."
    ),
    AccountStatus.MOVED: _(
        "This account has moved. Link the new one below; what you have met with this one stays yours."
    ),
}


@register.simple_tag
def account_status_words(status: str, moved_to: str = "") -> str:
    """The sentence; empty for an account that can be read."""
    if moved_to and status == AccountStatus.MOVED:
        words = gettext(
            "This account has moved to @%(handle)s. Link that one; what you have met with the old one stays."
        )
        return words % {"handle": moved_to.removeprefix("@")}
    return str(WORDS.get(AccountStatus(status), ""))
