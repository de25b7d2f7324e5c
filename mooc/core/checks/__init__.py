"""The checks, by the word that names them in the YAML. One file per check; this list is the only other place."""

from mooc.core.checks.all import AllOf
from mooc.core.checks.any import AnyOf
from mooc.core.checks.follow import Follow
from mooc.core.checks.live_post import LivePost
from mooc.core.checks.named import CHECKS, NamedCheck, check_from_words
from mooc.core.checks.post import Post
from mooc.core.checks.relay import Relay
from mooc.core.checks.reply import Reply
from mooc.core.checks.some import SomeOf

__all__ = ["CHECKS", "NamedCheck", "check_from_words"]

CHECKS.update({check.name: check for check in (Follow, Reply, Post, LivePost, Relay, AllOf, AnyOf, SomeOf)})
