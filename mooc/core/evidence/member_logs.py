"""Whom a fact concerns: the log of each member, out of the facts of a whole class."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from mooc.core.evidence.scene import ActivityLog, OwnAccount
from mooc.core.facts.activity import Activity

Member = TypeVar("Member")
AccountKey = tuple[str, str]
"""Network and stable id of an account; or network and key of a post."""

_NOBODY = ("", "", "")


def others_concerned(fact: Activity) -> tuple[str, ...]:
    """The accounts that a fact concerns besides its actor: of most facts, none."""
    accounts = fact.target_author, *fact.references.authors
    return tuple(account for account in accounts if account and account != fact.actor) if accounts != _NOBODY else ()


def member_logs(
    members: Iterable[Member],
    accounts: Mapping[Member, tuple[OwnAccount, ...]],
    facts: Iterable[Activity],
    posts: Mapping[AccountKey, Activity],
) -> dict[Member, ActivityLog]:
    """Member → what he or she did, what was done to him or her, and the posts that he or she answered or quoted.

    ``posts``: (network, key) → the post, of those that the members answered or quoted, as far as the log has them.
    """
    owner = {
        (account.network, account.id): member for member, own_accounts in accounts.items() for account in own_accounts
    }
    by_member: dict[Member, list[Activity]] = {member: [] for member in members}
    for fact in facts:
        author = owner.get((fact.network, fact.actor))
        if author is not None:
            by_member[author].append(fact)
            if any(fact.references.posts):
                named = (posts.get((fact.network, key)) for key in fact.references.posts if key)
                by_member[author] += [post for post in named if post]
        concerned = others_concerned(fact)
        for member in {owner.get((fact.network, account)) for account in concerned} if concerned else ():
            if member is not None and member != author:
                by_member[member].append(fact)
    return {
        member: ActivityLog({(fact.network, fact.key): fact for fact in of_member}.values())
        for member, of_member in by_member.items()
    }
