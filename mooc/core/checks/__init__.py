"""The checks, by the word that names them in the YAML. One file per check; this list is the only other place."""

from mooc.core.checks.all import AllOf
from mooc.core.checks.any import AnyOf
from mooc.core.checks.curate import Curate
from mooc.core.checks.follow import Follow
from mooc.core.checks.live_post import LivePost
from mooc.core.checks.mention import Mention
from mooc.core.checks.named import CHECKS, NamedCheck, check_from_words
from mooc.core.checks.post import Post
from mooc.core.checks.quote import Quote
from mooc.core.checks.relay import Relay
from mooc.core.checks.reply import Reply
from mooc.core.checks.some import SomeOf
from mooc.core.checks.thread import Thread

__all__ = ["CHECKS", "NamedCheck", "check_from_words"]

WORDS = (Follow, Reply, Mention, Quote, Post, Thread, Curate, LivePost, Relay, AllOf, AnyOf, SomeOf)
CHECKS.update({check.name: check for check in WORDS})
