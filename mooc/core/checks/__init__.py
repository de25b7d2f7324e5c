"""The checks, by the word that names them in the YAML. One file per check; this list is the only other place.

Not here: what several checks share with the rest of the core: scene, evidence, planning.
"""

from mooc.core.checks.all import AllOf
from mooc.core.checks.any import AnyOf
from mooc.core.checks.attest import Attest
from mooc.core.checks.bridge import Bridge
from mooc.core.checks.conversation import Conversation
from mooc.core.checks.curate import Curate
from mooc.core.checks.figure import Figure
from mooc.core.checks.follow import Follow
from mooc.core.checks.help import Help
from mooc.core.checks.listen import Listen
from mooc.core.checks.live_post import LivePost
from mooc.core.checks.meet import Meet
from mooc.core.checks.mention import Mention
from mooc.core.checks.post import Post
from mooc.core.checks.profile import Profile
from mooc.core.checks.quote import Quote
from mooc.core.checks.registry import CHECKS, NamedCheck, check_from_words
from mooc.core.checks.relay import Relay
from mooc.core.checks.reply import Reply
from mooc.core.checks.repost import Repost
from mooc.core.checks.some import SomeOf
from mooc.core.checks.thread import Thread
from mooc.core.checks.unfollow import Unfollow

__all__ = ["CHECKS", "NamedCheck", "check_from_words"]

CHECK_TYPES = (
    Profile,
    Follow,
    Unfollow,
    Listen,
    Reply,
    Mention,
    Quote,
    Repost,
    Post,
    Thread,
    Curate,
    LivePost,
    Relay,
    Conversation,
    Help,
    Bridge,
    Figure,
    Meet,
    Attest,
    AllOf,
    AnyOf,
    SomeOf,
)
CHECKS.update({check.name: check for check in CHECK_TYPES})
