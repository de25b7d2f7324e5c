"""What comes of a pasted link: the lock on it while the post that was read is stored, then the answer."""

from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.evidence.verdict import Finding
from mooc.core.facts.activity import Activity
from mooc.core.facts.network import Reading, TroubleKind
from mooc.core.judging.pasted_links import ALWAYS_OURS, Said
from mooc.core.planning.plan import RETRY, RETRY_AT_MOST
from mooc.store import models
from mooc.store.database.leases import LostLease
from mooc.store.log import activities
from mooc.store.pasted_links.pasted_links import LOOKS_AT_MOST, Claimed
from mooc.store.receipts import findings

BEING_JUDGED = timedelta(seconds=2)
"""Another worker judges the pair: its verdict is looked at then."""


class Standing(NamedTuple):
    """The post as the log has it, and the finding that stands for the link's challenge."""

    post: Activity
    finding: Finding


def lock(claimed: Claimed) -> models.PastedLink:
    """The link, locked for whoever stores what reading its post has brought. Raises LostLease. Belongs in a
    transaction, like all that changes a link."""
    rows = models.PastedLink.objects.select_for_update(no_key=True)
    row = rows.filter(pk=claimed.link, lease_token=claimed.token).first()
    if row is None:
        raise LostLease(f"link {claimed.link}: another worker got there first")
    return row


def note_reading(row: models.PastedLink, key: str, said: Said | None, reading: Reading, now: datetime) -> None:
    """Note that the post was read: its ``key`` in the log, if it is now to be judged, or what is ``said``."""
    row.looked_at, row.key = now, key
    if said:
        _answer(row, said, reading, now)
    row.save()


def finish(claimed: Claimed, said: Said) -> None:
    """Note the last word. Raises LostLease."""
    row = lock(claimed)
    row.answer, row.values, row.due_at = said.word, dict(said.values), None
    _give_back(row)
    row.save()


def postpone(claimed: Claimed, now: datetime) -> None:
    """The pair is being judged by somebody else: look at its verdict in a moment. Raises LostLease."""
    row = lock(claimed)
    row.due_at = now + BEING_JUDGED
    _give_back(row)
    row.save()


def standing(claimed: Claimed, key: str) -> Standing | None:
    """What stands for the link's challenge now that the post is in the log; None while that is not judged."""
    row = models.Verdict.objects.filter(member=claimed.member, challenge=claimed.challenge).first()
    post = activities.post(claimed.network, key)
    if row is None or post is None or not row.finding or row.asked > row.answered:
        return None
    finding = findings.read(row.finding)
    return Standing(post, finding) if finding else None


def _answer(row: models.PastedLink, said: Said, reading: Reading, now: datetime) -> None:
    """What is not the last word is looked at again, later each time, and not for ever."""
    again = said.word in ALWAYS_OURS
    if again and row.attempts >= LOOKS_AT_MOST:
        said, again = Said("link.unseen", said.values), False
    row.answer, row.values = said.word, dict(said.values)
    row.due_at = now + min(RETRY * (1 << min(row.attempts - 1, 10)), RETRY_AT_MOST) if again else None
    _give_back(row)
    limit = reading.trouble if reading.trouble and reading.trouble.kind is TroubleKind.RATE_LIMITED else None
    row.not_before = limit.until if again and limit else None


def _give_back(row: models.PastedLink) -> None:
    row.not_before, row.lease_until, row.lease_token, row.nudged_until = None, None, None, None
