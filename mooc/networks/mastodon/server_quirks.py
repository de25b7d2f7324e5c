"""How servers differ that speak the same API: what each of them cannot show, and how one can tell.

As their documents and sources say, and in part as running servers answered; none of it is relied on to call something
absent.

- GoToSocial: ids are ULIDs; anonymous reads are refused (401); an address with a slash too many is sent elsewhere
  (301); the reset of a rate limit is told in seconds of the Unix clock; ``instance.account_domain`` differs from
  ``domain`` where handles do.
- Takahe: most anonymous reads are refused, not those of ``lookup``, ``followers``, ``following`` and ``reblogged_by``;
  one server serves many domains, so that even its own accounts have an ``acct`` with a domain; a follow shows late;
  what is not there is told by a page (404, HTML), an address with a slash too many too; lists may end early.
- Pleroma, Akkoma: ids are flakes of letters and digits; a post's ``uri`` holds a UUID instead of its id; hidden lists
  are told by ``pleroma.hide_followers``/``hide_follows``, and their counts may be hidden too. Several posts at once are
  asked for with ``ids[]`` instead of ``id[]``. Akkoma's ``quote`` is the quoted post itself.
- Mastodon: hidden lists are told by ``hide_collections`` (4.3), before that only by a count that has no rows. ``[]``
  of ids are let fall where they are not known; others answer a whole batch with 404. Several accounts in one request:
  4.3. ``quotes_count``: 4.5; before that, and elsewhere, a server does not know who has quoted a post.
- Limits beyond those of the table are told in the headers; an admin may set others.
"""

from mooc.networks.mastodon.answers import AccountPayload


def hides_followers(account: AccountPayload) -> bool:
    """Whether the list of the account's followers is said to be hidden."""
    return bool(account.hide_collections or (account.pleroma or {}).get("hide_followers"))


def is_deactivated(account: AccountPayload) -> bool:
    """Whether the server's admins have switched the account off, where they do not call it suspended."""
    return bool((account.pleroma or {}).get("deactivated"))


def hides_following(account: AccountPayload) -> bool:
    """Whether the list of those whom the account follows is said to be hidden."""
    return bool(account.hide_collections or (account.pleroma or {}).get("hide_follows"))
