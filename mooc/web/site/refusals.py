"""What is said when an account cannot be linked: what it means, and what to do."""

from django.utils.translation import gettext as _

from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks import registry
from mooc.web.templatetags.showing import in_language


def refusal_words(error: CannotLink, network: str) -> str:
    """The sentence, in the language of the page. ``network``: its name in the engine."""
    if error.key is Refusal.HANDLE_INVALID:
        return in_language(registry.SPECS[network].handles.expected)
    if error.key is Refusal.MOVED and error.subject:
        words = _("This account has moved to @%(handle)s. Link that one; what you have met with the old one stays.")
        return words % {"handle": error.subject}
    values = {
        "network": registry.label(network),
        "server": error.subject or registry.label(network),
        "example": registry.server_example(network),
    }
    return _sentences()[error.key] % values


def not_looked_words(network: str) -> str:
    """What is said beside a code where the network could not be asked whether there is such an account."""
    words = _(
        "We could not see whether this account exists: %(network)s did not answer. The code is good all the same: "
        "when you press the button, we look for the account and the code. If neither is found then, check the "
        "spelling of your handle."
    )
    return words % {"network": registry.label(network)}


def _sentences() -> dict[Refusal, str]:
    return {
        Refusal.INSTANCE_REFUSED: _(
            "This cannot be a server that we may ask. Write its name as in your browser, such as %(example)s"
        ),
        Refusal.NO_SERVER: _("No %(network)s server answers there. Look at the address of your profile page."),
        Refusal.NO_ACCOUNT: _(
            "Nobody has this handle on %(network)s. Look at your profile: it is the name after the @."
        ),
        Refusal.NOT_SHOWN: _("The network does not show this account: it is suspended, deactivated or gone."),
        Refusal.SUSPENDED: _(
            "%(network)s has suspended this account, so it can’t be linked. If that is a mistake, %(network)s can undo "
            "it; until then, link another one."
        ),
        Refusal.DEACTIVATED: _(
            "This account is deactivated on %(network)s. Activate it again there, then begin again here; or link "
            "another one."
        ),
        Refusal.MOVED: _("This account has moved. Link the new one; what you have met with the old one stays."),
        Refusal.CLOSED_TO_STRANGERS: _(
            "Your server shows profiles only to people who are signed in there, so we cannot see the code. Sign in "
            "there instead."
        ),
        Refusal.HANDLE_MISMATCH: _("This account does not say of itself that it has this handle."),
        Refusal.UNSUPPORTED_IDENTITY: _("The identity of this account is kept in a way that we cannot look up."),
        Refusal.CODE_MISSING: _(
            "The code is not in your profile, nor in a recent post. Save it there, then try again."
        ),
        Refusal.CODE_EXPIRED: _("The code is too old. Begin again: you get a new one."),
        Refusal.DENIED: _("You said no over there, so nothing is linked. You can begin again whenever you like."),
        Refusal.EXPIRED: _("This answer of %(network)s is too old, or belongs to another attempt. Begin again."),
        Refusal.SCOPES: _(
            "%(network)s granted other rights than those we ask for, so nothing is linked. Begin again, and leave all "
            "as it is."
        ),
        Refusal.TOO_MANY: _("There have been many attempts in a short time. Nothing is linked: try again in an hour."),
        Refusal.TOO_SLOW: _("%(server)s did not answer in time. Nothing is lost: try again in a minute."),
        Refusal.NETWORK_TROUBLE: _("%(network)s could not be asked just now. Nothing is lost: try again in a minute."),
    }
