"""Pasted links: a learner points at a post. What comes of it is the engine's to say."""

from dataclasses import dataclass
from datetime import datetime

from mooc.store import courses, members, models, policy
from mooc.store.policy import Action, Resource
from mooc.store.ties import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """A link for a challenge. ``answer``: what came of it, as a sentence's name; empty while it is looked at."""

    id: int
    challenge: str
    url: str
    pasted_at: datetime
    answer: str


def _value(row: models.PastedLink) -> Link:
    return Link(row.pk, row.challenge, row.url, row.pasted_at, row.answer)


def listed(actor: Actor, member: int, after: int, limit: int) -> list[Link]:
    """The member's links with a higher id than ``after``, by id. Raises NotVisible, Forbidden."""
    members.get(actor, member, Resource.LINKS_OF)
    rows = models.PastedLink.objects.filter(member=member, pk__gt=after).order_by("pk")[:limit]
    return [_value(row) for row in rows]


def may_paste(actor: Actor, member: int) -> None:
    """Raise NotVisible or Forbidden for somebody who may not point at a post for this member."""
    members.get(actor, member, Resource.LINKS_OF, Action.WRITE)


def paste(actor: Actor, member: int, challenge: str, url: str) -> Link:
    """Point at a post, for a challenge of one's own. Safe to repeat. Raises NotVisible (no such challenge too)."""
    found = members.get(actor, member, Resource.LINKS_OF, Action.WRITE)
    version = models.Cohort.objects.values_list("course__version", flat=True).get(pk=found.cohort)
    if challenge not in {one.challenge for one in courses.load(version).challenges()}:
        raise policy.NotVisible(Resource.LINKS_OF)
    row, _ = models.PastedLink.objects.get_or_create(
        member_id=member, challenge=challenge, url=url, defaults={"pasted_at": actor.now}
    )
    return _value(row)
