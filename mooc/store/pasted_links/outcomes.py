"""What comes of a pasted link: the post that was read goes into the log, then the answer onto the link."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from mooc.core.evidence.verdict import Finding
from mooc.core.facts.activity import Activity
from mooc.core.facts.network import Profile, Reading, TroubleKind
from mooc.core.judging.pasted_links import ALWAYS_OURS, Said
from mooc.core.planning.plan import RETRY, RETRY_AT_MOST
from mooc.store import models
from mooc.store.database.leases import LostLease
from mooc.store.judging import verdicts
from mooc.store.log import account_visibility, activities, deletions
from mooc.store.pasted_links.pasted_links import LOOKS_AT_MOST, Claimed
from mooc.store.receipts import findings
from mooc.store.spending import budgets
from mooc.store.spending.budgets import NOBODY_PAYS, Payment

BEING_JUDGED = timedelta(seconds=2)
"""Another worker judges the pair: its verdict is looked at then."""


class Standing(NamedTuple):
    """The post as the log has it, and the finding that stands for the link's challenge."""

    post: Activity
    finding: Finding


def append(
    claimed: Claimed,
    reading: Reading,
    own: Collection[str],
    said: Said | None,
    now: datetime,
    payment: Payment = NOBODY_PAYS,
) -> None:
    """Store what reading the one post has brought, or nothing at all. Raises LostLease. ``now`` is course time.

    1. the lease still holds; 2. a post of the member's ``own`` accounts, with its text; of other people's posts nothing
    is kept, and that it is shown shows that its author can be read; 3. the ledger, charged to who pays; 4. pairs that
    have news; 5. what was ``said``, or the post's key if it is now to be judged. No coverage comes of it. Number of
    queries: constant.
    """
    posts = [post for post in reading.activities if post.actor in own]
    with transaction.atomic():
        row = _held(claimed)
        budgets.lock(payment)
        _hold_cohort(claimed.cohort)
        texts = {post.key: reading.texts[post.key] for post in posts if post.key in reading.texts}
        found = activities.add(claimed.network, posts, texts)
        shown = replace(reading, people=tuple(person for person in reading.people if person.id in own))
        moved = _meet(shown.people, now - account_visibility.SIGN) | account_visibility.of_life(
            claimed.network, shown, posts, now - account_visibility.SIGN
        )
        stepped = budgets.settle(_enter(row, reading, len(found), now), reading, payment, now)
        verdicts.ask_confirmed(stepped)
        verdicts.ask_about(_touched(found) | moved)
        deletions.take_in(claimed.network, found, reading, reading.usd > 0, now)
        row.looked_at = now
        row.key = "" if said else posts[0].key
        if said:
            _answer(row, said, reading, now)
        row.save()


def finish(claimed: Claimed, said: Said) -> None:
    """Note the last word. Raises LostLease."""
    with transaction.atomic():
        row = _held(claimed)
        row.answer, row.values, row.due_at = said.word, dict(said.values), None
        _give_back(row)
        row.save()


def postpone(claimed: Claimed, now: datetime) -> None:
    """The pair is being judged by somebody else: look at its verdict in a moment. Raises LostLease."""
    with transaction.atomic():
        row = _held(claimed)
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


def _held(claimed: Claimed) -> models.PastedLink:
    rows = models.PastedLink.objects.select_for_update(no_key=True)
    row = rows.filter(pk=claimed.link, lease_token=claimed.token).first()
    if row is None:
        raise LostLease(f"link {claimed.link}: another worker got there first")
    return row


def _hold_cohort(cohort: int) -> None:
    """As for any reading: nobody joins, links or opens a challenge between this and the commit."""
    list(models.Cohort.objects.select_for_update(no_key=True).filter(pk=cohort).values_list("pk"))


def _meet(people: Collection[Profile], moment: datetime) -> set[activities.AccountKey]:
    """Keep the handles and standings of members up to date; returns the accounts that stand otherwise than before.
    ``moment``: of which the reading speaks."""
    moved = set()
    for person in people:
        row = models.Account.objects.filter(network=person.network, external_id=person.id)
        otherwise = row.exclude(standing=person.standing)
        back = (
            otherwise.filter(standing__in=account_visibility.HIDDEN)
            if person.standing not in account_visibility.HIDDEN
            else row.none()
        )
        account_visibility.note_return(list(back.values_list("pk", flat=True)), moment)
        if otherwise.update(standing=person.standing, moved_to=person.moved_to):
            moved.add((person.network, person.id))
        row.exclude(handle=person.handle).update(handle=person.handle)
    return moved


def _touched(found: Collection[Activity]) -> set[activities.AccountKey]:
    others = ((post.network, {post.actor, post.reply_to_author, post.quote_author} - {""}) for post in found)
    return {(network, account) for network, accounts in others for account in accounts}


def _enter(row: models.PastedLink, reading: Reading, found: int, now: datetime) -> models.Look:
    return models.Look.objects.create(
        link=row,
        network=row.network,
        at=now,
        requests=reading.requests,
        rows=reading.rows,
        usd=reading.usd,
        found=found,
        trouble=reading.trouble.kind if reading.trouble else "",
    )


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
