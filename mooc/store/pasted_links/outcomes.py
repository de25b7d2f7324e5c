"""What comes of a pasted link: the lock on it while the post that was read is stored, then the answer."""

from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.evidence.verdict import Finding
from mooc.core.facts.activity import Activity
from mooc.core.facts.reading import Reading
from mooc.core.judging.pasted_links import PENDING_OUTCOMES, Sentence
from mooc.core.values.backoff import NETWORK
from mooc.store import models
from mooc.store.leased_rows import set_deferred, set_idle, set_parked
from mooc.store.log import activities
from mooc.store.pasted_links.pasted_links import LOOKS_AT_MOST, QUEUE, ClaimedLink
from mooc.store.receipts import findings

BEING_JUDGED = timedelta(seconds=2)
"""Another worker judges the pair: its verdict is looked at then."""


class LinkVerdict(NamedTuple):
    """The post as the log has it, and the finding that stands for the link's challenge."""

    post: Activity
    finding: Finding


def lock(claimed: ClaimedLink) -> models.PastedLink:
    """The link, locked for whoever stores what reading its post has brought. Raises LostLease. Belongs in a
    transaction, like all that changes a link."""
    return QUEUE.hold(claimed.link, claimed.token)


def note_reading(row: models.PastedLink, key: str, sentence: Sentence | None, reading: Reading, now: datetime) -> None:
    """Note that the post was read: its ``key`` in the log, if it is now to be judged, or what is ``sentence``. What is
    not the last word is looked at again, later each time, and not for ever."""
    row.looked_at, row.key = now, key
    if sentence:
        retries, unsent = sentence.word in PENDING_OUTCOMES, reading.was_refused
        row.look_count -= unsent
        if retries and row.look_count >= LOOKS_AT_MOST:
            sentence, retries = Sentence("link.unseen", sentence.values), False
        row.answer, row.values = sentence.word, dict(sentence.values)
        row.due_at = now + NETWORK.wait(max(1, row.look_count)) if retries else None
        set_deferred(row) if unsent else set_idle(row)
        row.not_before = reading.trouble.waits_until if retries and reading.trouble else None
    row.save()


def finish(claimed: ClaimedLink, sentence: Sentence) -> None:
    """Note the last word. Raises LostLease."""
    row = lock(claimed)
    row.answer, row.values, row.due_at = sentence.word, dict(sentence.values), None
    set_idle(row)
    row.save()


def park(claimed: ClaimedLink, sentence: Sentence) -> None:
    """Looking at the link has failed again and again: park it, and note why nothing comes of it. Raises LostLease."""
    row = lock(claimed)
    row.answer, row.values, row.due_at = sentence.word, dict(sentence.values), None
    set_parked(row)
    row.save()


def postpone(claimed: ClaimedLink, now: datetime) -> None:
    """Somebody else judges the pair: look again in a moment. Raises LostLease."""
    row = lock(claimed)
    row.due_at, row.look_count = now + BEING_JUDGED, row.look_count - 1
    set_deferred(row)
    row.save()


def standing(claimed: ClaimedLink, key: str) -> LinkVerdict | None:
    """What stands for the link's challenge now that the post is in the log; None while that is not judged."""
    row = models.Verdict.objects.filter(member=claimed.member, challenge=claimed.challenge).first()
    post = activities.post(claimed.network, key)
    if row is None or post is None or not row.finding or row.input_version > row.judged_version:
        return None
    finding = findings.read(row.finding)
    return LinkVerdict(post, finding) if finding else None
