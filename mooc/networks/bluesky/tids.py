"""TIDs: keys of records and revisions, which tell when they were made. https://atproto.com/specs/tid"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13


def time_of_tid(tid: object) -> datetime | None:
    """When the author's app or server made it, as it claims: microseconds of the Unix clock and ten bits of chance.
    None for anything else."""
    if not isinstance(tid, str) or len(tid) != _LENGTH or tid[0] not in _LETTERS[:8] or not set(tid) <= set(_LETTERS):
        return None
    number = 0
    for letter in tid:
        number = number << 5 | _LETTERS.index(letter)
    return EPOCH + timedelta(microseconds=number >> 10)
