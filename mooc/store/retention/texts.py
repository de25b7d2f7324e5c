"""Borrowed texts: keeping those of members' posts, and erasing them.

Who erases does it last in a transaction, after budgets, cohorts and verdicts, and in the order of ids.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.reading import Reading
from mooc.core.planning.retention import (
    RetainedText,
    RetentionDecision,
    decide_retention,
    is_given_up,
    is_past_paid_day,
    next_look,
    next_slot,
    retry_at,
)
from mooc.store import models
from mooc.store.database.leases import locked_in_order


class SettledTexts(NamedTuple):
    """What came of looking at texts: how many were erased, and how many of them because nobody could look."""

    erased: int = 0
    unseen: int = 0


def keep(network: str, facts: Iterable[Activity], texts: Mapping[str, str]) -> None:
    """Keep the texts of these posts, which are new to the log: of a post that was edited that of the last version, and
    of one that is known to be gone none. Belongs in a transaction of the caller.
    """
    posts = {fact.key: fact for fact in facts if fact.kind is Kind.POST}
    _drop_old_versions(network, posts)
    bodies = {key: texts[key] for key in posts if texts.get(key)}
    if not bodies:
        return
    log = models.Activity.objects.filter(network=network)
    ended = log.filter(~Q(target=""), kind=Kind.GONE, target=OuterRef("key"))  # as in the index by_target
    new_texts = [
        models.Text(
            activity_id=pk, body=bodies[key], checked_at=posts[key].seen_at, due_at=next_slot(posts[key].seen_at)
        )
        for key, pk in log.filter(~Exists(ended), key__in=bodies).order_by("pk").values_list("key", "pk")
    ]
    models.Text.objects.bulk_create(new_texts, ignore_conflicts=True, batch_size=500)


def _drop_old_versions(network: str, posts: dict[str, Activity]) -> None:
    """Take out what is not the last version, and erase the texts of versions before it."""
    edits = [post for post in posts.values() if post.references.edit_of]
    if not edits:
        return
    originals, authors = {post.references.edit_of for post in edits}, {post.actor for post in edits}
    versions = models.Activity.objects.filter(
        Q(key__in=originals) | Q(edit_of__in=originals), network=network, kind=Kind.POST, actor__in=authors
    )
    last_versions: dict[str, str] = {}
    for key, edit_of in versions.order_by("at", "pk").values_list("key", "edit_of"):
        last_versions[edit_of or key] = key
    for key in [key for key, post in posts.items() if last_versions.get(post.references.edit_of or key, key) != key]:
        del posts[key]
    erase(models.Text.objects.filter(activity__in=versions.exclude(key__in=last_versions.values())))


def erase(texts: QuerySet[models.Text]) -> int:
    """Erase these; returns how many. Belongs in a transaction of the caller."""
    ids = list(texts.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    return models.Text.objects.filter(pk__in=ids).delete()[0] if ids else 0


def erase_of_posts(network: str, keys: Collection[str]) -> int:
    """Erase the texts of these posts. No query for none."""
    if not keys:
        return 0
    return erase(models.Text.objects.filter(activity__network=network, activity__key__in=keys))


def erase_of(accounts: Collection[tuple[str, str]]) -> int:
    """Erase the texts of all posts of these accounts (network, id). No query for none."""
    erased = 0
    for network in sorted({network for network, _ in accounts}):
        ids = [account for account_network, account in accounts if account_network == network]
        erased += erase(models.Text.objects.filter(activity__network=network, activity__actor__in=ids))
    return erased


def erase_ended(network: str, facts: Collection[Activity], reading: Reading) -> int:
    """Erase the words that must go after a reading: of posts that have ended, and of people who cannot be read. Returns
    how many texts. ``facts``: those that are new. No query without such news.

    Belongs last in a transaction of the caller.
    """
    posts = erase_of_posts(network, {fact.target for fact in facts if fact.kind is Kind.GONE})
    unreadable = {(network, person.id) for person in reading.people if not person.standing.is_readable}
    return posts + erase_of(unreadable)


def settle_of_posts(network: str, reading: Reading, is_paid: bool, now: datetime) -> None:
    """Settle the texts that are kept of the posts of which the reading says what became of them. No query for none."""
    if reading.post_statuses:
        texts = models.Text.objects.filter(activity__network=network, activity__key__in=reading.post_statuses)
        locked = texts.select_related("activity").order_by("pk").select_for_update(of=("self",))
        settle(list(locked), reading, is_paid, now)


def settle(
    texts: Iterable[models.Text], reading: Reading, is_paid: bool, now: datetime, until: datetime | None = None
) -> SettledTexts:
    """Erase what must go, and note of the others when they are due again: at ``until`` at the latest. Two queries.

    ``texts`` are locked. ``is_paid``: a look at a post costs. ``now``: course time.
    """
    people = {person.id: person for person in reading.people}
    erased: list[int] = []
    retained: list[models.Text] = []
    unseen = 0
    for row in texts:
        text = RetainedText(row.activity.actor, row.activity.seen_at, row.checked_at, row.body)
        decision = decide_retention(row.activity.key, text, reading.post_statuses, people, reading.texts)
        is_open = decision in (RetentionDecision.WAIT, RetentionDecision.BLANK)
        if is_open and is_given_up(text, reading.trouble, now):
            unseen += 1
            decision = RetentionDecision.ERASE
        if decision is RetentionDecision.KEEP and is_paid and is_past_paid_day(text.seen_at, now):
            decision = RetentionDecision.ERASE
        if decision in (RetentionDecision.ERASE, RetentionDecision.GONE):
            erased.append(row.pk)
            continue
        row.body = "" if decision is RetentionDecision.BLANK else row.body
        row.checked_at = now if decision is RetentionDecision.KEEP else row.checked_at
        next_at = retry_at(reading.trouble, now) if is_open else next_look(text.seen_at, now)
        row.due_at = min(next_at, max(until, now)) if until else next_at
        row.enqueued_until = None
        retained.append(row)
    models.Text.objects.bulk_create(  # an upsert of rows that are there: a tenth of the work of a bulk_update
        retained,
        update_conflicts=True,
        unique_fields=["activity"],
        update_fields=["body", "checked_at", "due_at", "enqueued_until"],
        batch_size=500,
    )
    models.Text.objects.filter(pk__in=erased).delete()
    return SettledTexts(len(erased), unseen)


def look_sooner(cohort: int, at: datetime, user: int | None = None) -> None:
    """The cohort has closed, or ``user`` has left it: their texts are looked at again at ``at`` at the latest."""
    accounts = models.Account.objects.filter(user__memberships__cohort=cohort)
    people = (accounts if user is None else accounts.filter(user=user)).values("external_id")
    texts = models.Text.objects.filter(activity__actor__in=people, due_at__gt=at)
    locked_in_order(texts).update(due_at=at)
