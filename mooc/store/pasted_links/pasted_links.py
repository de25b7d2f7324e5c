"""Pasted links: a learner points at a post. What comes of it is the engine's to say; until then the link is due."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, F, Min, Q, Value, When
from django.db.models.functions import Now

from mooc.core.course.schedule import windows
from mooc.core.evidence.verdict import Answer, Scalar
from mooc.core.facts.activity import Kind
from mooc.core.facts.troubles import TroubleKind
from mooc.core.judging.pasted_links import COUNTED_OUTCOMES, PARKED, RETRYABLE_OUTCOMES, WAITING, LinkSituation
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.courses import courses
from mooc.store.courses.mapping import run_of
from mooc.store.database.leases import MAX_ATTEMPTS, locked_in_order
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource
from mooc.store.queue import OutcomeColumns, Queue
from mooc.store.receipts import findings

LOOKS_AT_MOST = 20
"""So often a link is looked at, whoever asks for it."""
QUEUE = Queue(
    "links",
    models.PastedLink,
    lambda cohort: Q(member__cohort=cohort),
    buries=True,
    outcome_columns=OutcomeColumns(
        releasing={"answer": "", "values": {}},
        dropping={"answer": Case(When(answer="", then=Value(PARKED)), default=F("answer"))},
    ),
)


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """A link for a challenge. ``answer``: what came of it, as a sentence's name, filled with ``values``; empty while
    it is looked at. ``next_look``: when it is looked at again (course time); None if that was the last word."""

    id: int
    challenge: str
    url: str
    pasted_at: datetime
    answer: str
    values: Mapping[str, Scalar]
    next_look: datetime | None


class ClaimedLink(NamedTuple):
    """A link that this worker alone may look at now.

    ``key``: the post in the log, where it is there; ``was_logged``: it came there without this link. ``looks``: how
    many times the link was taken up, with this one. ``in_vain``: looking at it has failed so often that it is to be
    parked.
    """

    link: int
    token: uuid.UUID
    member: int
    cohort: int
    challenge: str
    network: str
    reference: str
    key: str
    was_logged: bool
    looks: int
    in_vain: bool = False


def _value(row: models.PastedLink) -> LinkStatus:
    return LinkStatus(row.pk, row.challenge, row.url, row.pasted_at, row.answer, row.values, row.due_at)


def listed(actor: Actor, member: int, after_id: int, limit: int, challenge: str = "") -> list[LinkStatus]:
    """The member's links with a higher id than ``after_id``, by id: all, or those of one challenge.

    Raises NotVisible, Forbidden.
    """
    policy.require(actor, Action.READ, Resource.LINKS_OF, member)
    only = {"challenge": challenge} if challenge else {}
    links = models.PastedLink.objects.filter(member=member, pk__gt=after_id, **only).order_by("pk")[:limit]
    return [_value(row) for row in links]


def get(link: int) -> LinkStatus:
    """The link of that id, for whoever has been let in already."""
    return _value(models.PastedLink.objects.get(pk=link))


def may_paste(actor: Actor, member: int) -> None:
    """Raise NotVisible or Forbidden for somebody who may not point at a post for this member."""
    members.get(actor, member, Resource.LINKS_OF, Action.WRITE)


def situation(member: int, challenge: str) -> LinkSituation:
    """What is known of the member and the challenge before a post is read. Raises NotVisible: no such challenge."""
    row = models.Member.objects.select_related("cohort__course").get(pk=member)
    course = courses.load(row.cohort.course.version)
    window = windows(course, run_of(row.cohort), row.joined_at).get(challenge)
    if window is None:
        raise policy.NotVisible(Resource.LINKS_OF)
    verdict = models.Verdict.objects.filter(member=member, challenge=challenge).first()
    finding = findings.read(verdict.finding) if verdict else None
    answer = Answer(verdict.answer) if verdict and verdict.answer else None
    needs = frozenset(need.kind for need in finding.needs) if finding else frozenset()
    return LinkSituation(tuple(row.cohort.networks), own_accounts(member), window, answer, needs)


def own_accounts(member: int) -> dict[str, frozenset[str]]:
    """Network → ids of the accounts that the member has linked. One query."""
    ids_by_network: dict[str, set[str]] = {}
    accounts = models.Account.objects.filter(user__memberships=member, linked_at__isnull=False)
    for network, account in accounts.values_list("network", "external_id"):
        ids_by_network.setdefault(network, set()).add(account)
    return {network: frozenset(ids) for network, ids in ids_by_network.items()}


def keep(actor: Actor, member: int, challenge: str, url: str, post: tuple[str, str], most: int) -> LinkStatus:
    """Keep the link, due at once. Safe to repeat, and side by side: one person's links are kept one at a time. Belongs
    in a transaction.

    ``post``: the network and its reference to the post; empty if no network knows the address. The same post is one
    link, whatever its address looks like; pasted again it is due again only where that can change the answer. Raises
    TooMany beyond ``most`` new links of the person within a day.
    """
    network, reference = post
    user = models.User.objects.select_for_update(no_key=True, of=("self",)).get(memberships=member)
    same_post = Q(url=url) | (Q(network=network, reference=reference) if reference else Q(pk__in=[]))
    row = models.PastedLink.objects.filter(same_post, member=member, challenge=challenge).order_by("pk").first()
    if row is None:
        today = models.PastedLink.objects.filter(member__user=user, pasted_at__gt=actor.now - timedelta(days=1))
        if today.count() >= most:
            raise TooManyLinks
        fields = {"network": network, "reference": reference, "pasted_at": actor.now, "due_at": actor.now}
        row = models.PastedLink.objects.create(member_id=member, challenge=challenge, url=url, **fields)
    elif row.due_at is None and _may_change(row):
        changes = {"network": network, "reference": reference, "due_at": actor.now, "not_before": None}
        if row.looked_at is None:
            changes["look_count"] = 0
        models.PastedLink.objects.filter(pk=row.pk, due_at__isnull=True).update(**changes)
        row.refresh_from_db()
    return _value(row)


class TooManyLinks(Exception):
    """So many links were pasted within a day that no more are taken."""


def _may_change(row: models.PastedLink) -> bool:
    """Whether another look can come to another answer, and is not one too many. What the log has is not read again."""
    if row.answer in COUNTED_OUTCOMES:
        return False
    if row.key or row.looked_at is None:
        return True
    if row.look_count >= LOOKS_AT_MOST:
        return False
    linked_since = models.Account.objects.filter(user__memberships=row.member_id, linked_at__gt=row.looked_at)
    return row.answer in RETRYABLE_OUTCOMES or (row.answer == "link.not_yours" and linked_since.exists())


def due(now: datetime, limit: int = 100) -> list[int]:
    """Ids of links that are due (``now`` in course time) and that no message is on its way for; notes the message."""
    return QUEUE.enqueue(now, limit)


def next_due() -> datetime | None:
    """The earliest moment (course time) at which a link falls due; None if none will."""
    moment: datetime | None = models.PastedLink.objects.aggregate(first=Min("due_at"))["first"]
    return moment


def claim(link: int, now: datetime, *, together: bool = False) -> ClaimedLink | None:
    """Take the link for this worker (compare-and-set); None if it is not due, or another worker got there first.

    Raises SuspectRow as ``Queue.claim`` does.
    """
    looks = F("look_count")
    token = QUEUE.claim(link, now, together=together, undone={"look_count": looks - 1}, look_count=looks + 1)
    if not token:
        return None
    row = models.PastedLink.objects.select_related("member").get(pk=link)
    key = row.key or _key_in_log(row)
    return ClaimedLink(
        row.pk,
        token,
        row.member_id,
        row.member.cohort_id,
        row.challenge,
        row.network,
        row.reference,
        key,
        bool(key and not row.key),
        row.look_count,
        row.attempts > MAX_ATTEMPTS,
    )


def _key_in_log(row: models.PastedLink) -> str:
    """The post's key, if the log has it: by its own reference, or because the same reference led to it before."""
    if not row.reference:
        return ""
    keys = models.PastedLink.objects.filter(network=row.network, reference=row.reference).exclude(key="")
    posts = models.Activity.objects.filter(
        Q(key=row.reference) | Q(key__in=keys.values("key")), network=row.network, kind=Kind.POST
    )
    return posts.values_list("key", flat=True).first() or ""


def give_back(claimed: ClaimedLink, wait: timedelta) -> None:
    """The link was claimed and not read, for others hold what is left of the budget: it is tried again soon."""
    QUEUE.defer([claimed.link], claimed.token, not_before=Now() + wait, look_count=F("look_count") - 1)


def wake(network: str, troubles: Collection[TroubleKind], cohort: int | None = None) -> None:
    """Links that wait for the network fall due at once: all, or those of the cohort. Belongs in a transaction.
    ``troubles``: whichever, for why they wait is not noted."""
    of_cohort = QUEUE.of_cohort(cohort) if cohort is not None else Q()
    waiting = models.PastedLink.objects.filter(
        of_cohort, network=network, answer=WAITING, due_at__isnull=False, broken_since__isnull=True
    )
    locked_in_order(waiting).update(due_at=F("pasted_at"), not_before=None, enqueued_until=None)
