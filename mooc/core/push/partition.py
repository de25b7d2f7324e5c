"""Sharing out accounts among connections, where one connection takes only so many."""

import hashlib
from collections.abc import Collection


def partition_accounts(accounts: Collection[str], size: int) -> tuple[frozenset[str], ...]:
    """The accounts in as few parts as their hashes allow, a power of two, each of at most ``size`` (one or more).

    Who is in which part depends on the account and on how many parts there are, not on the others: somebody who joins
    or leaves moves nobody else.
    """
    count = 1
    while True:
        parts: list[set[str]] = [set() for _ in range(count)]
        for account in accounts:
            number = int.from_bytes(hashlib.sha256(account.encode()).digest()[:8])
            parts[number % count].add(account)
        if max(map(len, parts)) <= size:
            return tuple(frozenset(part) for part in parts if part)
        count *= 2
