"""Where somebody is: the cohort, their roles in it, and the places that they go to from there."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mooc.core.course.course import Review
from mooc.store.cohorts import cohorts, members
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.cohorts.members import Membership
from mooc.store.courses.mapping import UnreadableCohort
from mooc.store.policy.relations import Actor, HeldRole
from mooc.web.site.pages import actor_of

ROLES = {
    "learner": ("week", gettext_lazy("This week"), gettext_lazy("learner")),
    "mentor": ("waiting", gettext_lazy("Who needs me"), gettext_lazy("mentor")),
    "facilitator": ("grid", gettext_lazy("CohortDetails"), gettext_lazy("facilitator")),
}
"""Role → its first page, what that page is called, what the role is called."""
MORE_PAGES = {"mentor": (("learners", gettext_lazy("My learners")),)}
"""Role → the other pages that it has, and what they are called."""


class Tab(NamedTuple):
    """One of the places in the head of the page."""

    url: str
    words: str
    current: bool


class CohortRole(NamedTuple):
    """A cohort in which somebody has a role, and the page that goes with it."""

    title: str
    role: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class CohortContext:
    """The cohort of the page, and who asks. ``roles``: role there → member. ``tabs``: for the head of the page."""

    actor: Actor
    cohort: CohortDetails
    roles: dict[str, Membership]
    tabs: list[Tab]


def cohort_context(request: HttpRequest, name: str, *needed: str) -> CohortContext:
    """The cohort of that name, for a member who has one of the ``needed`` roles in it. Raises Http404. One query.

    Whoever asks there is only what he or she is in that cohort: what somebody may see of another one is not reached
    under this address.
    """
    actor = actor_of(request)
    enrolments = members.mine(actor)
    roles = {member.role: member for cohort, member in enrolments if cohort.name == name}
    if not roles.keys() & set(needed or ROLES):
        raise Http404
    cohort = next(cohort for cohort, _member in enrolments if cohort.name == name)
    ties = tuple(HeldRole(member.id, member.cohort, member.role) for member in roles.values())
    return CohortContext(replace(actor, roles=ties), cohort, roles, tabs(request, cohort, *roles))


def tabs(request: HttpRequest, cohort: CohortDetails | None = None, *roles: str) -> list[Tab]:
    """The places that this person goes to: those of the cohort first."""
    pages = [
        (reverse(page, args=[cohort.name]), str(words))
        for role in ROLES
        if cohort is not None and role in roles
        for page, words in (ROLES[role][:2], *MORE_PAGES.get(role, ()))
    ]
    if cohort is not None and _may_review(cohort, roles):
        pages.append((reverse("reviews", args=[cohort.name]), _("To look at")))
    pages += [(reverse("cohorts"), _("My cohorts")), (reverse("accounts"), _("My accounts"))]
    return [Tab(url, words, request.path == url) for url, words in pages]


def _may_review(cohort: CohortDetails, roles: Collection[str]) -> bool:
    """Whether passes of this cohort may wait for the eyes of somebody with these roles."""
    try:
        kinds = {challenge.review for challenge in cohorts.course_of(cohort).challenges()}
    except UnreadableCohort:
        return False
    return Review.PEER in kinds or (Review.MENTOR in kinds and bool({"mentor", "facilitator"} & set(roles)))


def memberships(actor: Actor) -> list[CohortRole]:
    """All the cohorts in which this person has a role now."""
    roles = []
    for cohort, member in members.mine(actor):
        page, words, role_name = ROLES[member.role]
        roles.append(CohortRole(cohort.title, str(role_name), reverse(page, args=[cohort.name]), str(words)))
    return roles
