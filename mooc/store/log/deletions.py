"""What was taken back on a network: the log says so, the words go, and a pass that rested on it stays.

Whatever reads a post learns by the way what became of it: so this is asked after every reading, not only after a look
at the texts that are kept.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from mooc.core.evidence import codec
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.facts.reconcile import gone_activity
from mooc.core.judging.credit import VerdictChange, without_evidence
from mooc.store import models
from mooc.store.log import activities, texts
from mooc.store.receipts import findings, verdict_history
from mooc.store.receipts.verdict_history import AnswerChange


def deletions_of(network: str, reading: Reading, now: datetime) -> list[Activity]:
    """The end of each post that is provably deleted: it is missing, and its author can be read. No query for none."""
    missing = [key for key, fate in reading.post_statuses.items() if fate is PostStatus.MISSING]
    readable = {person.id for person in reading.people if person.standing.is_readable}
    return [gone_activity(post, now) for post in activities.posts_of(network, missing) if post.actor in readable]


def apply(network: str, facts: Collection[Activity], reading: Reading) -> int:
    """Erase the words that must go after a reading: of posts that have ended, and of people who cannot be read. Returns
    how many texts. ``facts``: those that are new. No query without such news.

    Belongs last in a transaction of the caller.
    """
    posts = texts.erase_of_posts(network, {fact.target for fact in facts if fact.kind is Kind.GONE})
    unreadable = {(network, person.id) for person in reading.people if not person.standing.is_readable}
    return posts + texts.erase_of(unreadable)


def note_lost_evidence(network: str, facts: Iterable[Activity], now: datetime) -> None:
    """A post that a pass for good was given for has ended: the pass stays, and its history says it. No query for none.

    ``facts``: those that are new. What is not settled is judged again anyway.
    """
    authors = {fact.target: fact.actor for fact in facts if fact.kind is Kind.GONE}
    if not authors:
        return
    accounts = models.Account.objects.filter(network=network, external_id__in=set(authors.values()))
    receipts = models.Receipt.objects.filter(member__user__in=accounts.exclude(user=None).values("user"))
    lost = {
        (member, challenge)
        for member, challenge, body in receipts.values_list("member", "challenge", "body")
        if _rests_on(body, network, authors)
    }
    if not lost:
        return
    verdicts = models.Verdict.objects.filter(member__in={member for member, _ in lost}, settled=True, answer=Answer.MET)
    locked = verdicts.order_by("pk").select_for_update(no_key=True, of=("self",))
    changed = [row for row in locked if (row.member_id, row.challenge) in lost and _drop_evidence(row)]
    models.Verdict.objects.bulk_update(changed, ["finding"])
    changes = [
        AnswerChange(row.member_id, row.challenge, VerdictChange(Answer(row.answer), "evidence_gone", row.as_of))
        for row in changed
    ]
    verdict_history.record(changes, now)


def _rests_on(receipt: Any, network: str, keys: Collection[str]) -> bool:
    counted = receipt.get("facts") if isinstance(receipt, dict) else None
    facts = [fact for fact in counted if isinstance(fact, dict)] if isinstance(counted, list) else []
    return any(
        fact.get("kind") == Kind.POST and fact.get("network", network) == network and fact.get("key") in keys
        for fact in facts
    )


def _drop_evidence(row: models.Verdict) -> bool:
    """Take out of the finding what can no longer be seen; whether that is news."""
    finding = findings.read(row.finding)
    if finding is None:
        return False
    remaining = without_evidence(finding)
    if remaining == finding:
        return False
    row.finding = codec.finding_to_json(remaining)
    return True
