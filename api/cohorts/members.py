"""Members: the roster, coming in and leaving, who is mentored by whom."""

from datetime import timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from api.site.auth import current_actor, signed_in
from api.site.paging import Page, Paging, Search, id_after, page, whole_list
from api.site.values import Id, In, Moment, Out, Role, Text
from mooc.services.cohorts import cohorts
from mooc.services.mentoring.mentoring import assign, unassign
from mooc.store.cohorts import invitations, members
from mooc.store.policy.policy import Resource

router = Router(tags=["members"], auth=signed_in)


class MemberOut(Out):
    """A member, by pseudonym."""

    id: int
    cohort: int
    name: str
    role: Role
    languages: list[str]
    offers: list[str]
    wants: list[str]


class EnrolmentOut(MemberOut):
    """A member's enrolment."""

    points: int
    joined_at: Moment
    left_at: Moment | None


class JoinIn(In):
    """The secret of an invitation."""

    secret: Annotated[Text, Field(min_length=1, max_length=200)]


class InvitationIn(In):
    """For which role, for how many days and people; without ``uses`` as many as fit the role: a facilitator's lets in
    one."""

    role: Role = "learner"
    days: Annotated[int, Field(ge=1, le=90)] = 14
    uses: Annotated[int, Field(ge=1, le=1000)] | None = None


class NewInvitationOut(Out):
    """``secret`` is shown this one time."""

    secret: str


class InvitationOut(Out):
    """What can be seen of an invitation that still lets somebody in: how many of its ``uses`` are ``used``."""

    id: int
    role: Role
    beginning: str
    uses: int
    used: int
    created_at: Moment
    expires_at: Moment


class MentoringIn(In):
    """A mentor and a learner of the cohort, by their member ids."""

    mentor: Id
    learner: Id


class MentoringOut(Out):
    """A mentor answers for a learner."""

    id: int
    mentor: int
    mentor_name: str
    learner: int
    learner_name: str


@router.get("/cohorts/{cohort}/members", response=Page[MemberOut])
def roster(request: HttpRequest, cohort: Id, paging: Query[Search]) -> dict[str, object]:
    """The members of a cohort that one may see, by id."""
    actor, first = current_actor(request), id_after(request, paging)
    return page(request, paging, members.roster(actor, cohort, first, paging.limit + 1, paging.q.strip()))


@router.get("/members/{member}", response=MemberOut)
def one_member(request: HttpRequest, member: Id) -> members.Membership:
    """A member, by pseudonym."""
    return members.get(current_actor(request), member)


@router.get("/members/{member}/enrolment", response=EnrolmentOut)
def enrolment(request: HttpRequest, member: Id) -> members.Membership:
    """Since when somebody is in the cohort."""
    return members.get(current_actor(request), member, Resource.ENROLMENT)


@router.delete("/members/{member}/enrolment", response={204: None})
def leave(request: HttpRequest, member: Id) -> Status[None]:
    """Leave the cohort; who facilitates it may remove others."""
    cohorts.leave(current_actor(request), member)
    return Status(204, None)


@router.post("/cohorts/{cohort}/join", response={201: EnrolmentOut})
def join(request: HttpRequest, cohort: Id) -> Status[members.Membership]:
    """Join an open cohort as a learner."""
    return Status(201, cohorts.join(current_actor(request), cohort))


@router.post("/join", response={201: EnrolmentOut})
def accept(request: HttpRequest, body: JoinIn) -> Status[members.Membership]:
    """Join by an invitation."""
    return Status(201, cohorts.accept_invitation(current_actor(request), body.secret))


@router.get("/cohorts/{cohort}/invitations", response=Page[InvitationOut])
def invitations_of(request: HttpRequest, cohort: Id) -> dict[str, object]:
    """The invitations of a cohort that one facilitates, fifty at most, the newest first."""
    return whole_list(invitations.listed(current_actor(request), cohort))


@router.post("/cohorts/{cohort}/invitations", response={201: NewInvitationOut})
def invite(request: HttpRequest, cohort: Id, body: InvitationIn) -> Status[NewInvitationOut]:
    """A secret that lets people into the cohort. It is shown this one time."""
    secret = cohorts.invite(current_actor(request), cohort, body.role, timedelta(days=body.days), body.uses)
    return Status(201, NewInvitationOut(secret=secret))


@router.delete("/invitations/{invitation}", response={204: None})
def end_invitation(request: HttpRequest, invitation: Id) -> Status[None]:
    """End an invitation: it lets nobody in any more."""
    cohorts.end_invitation(current_actor(request), invitation)
    return Status(204, None)


@router.get("/cohorts/{cohort}/mentorings", response=Page[MentoringOut])
def mentorings(request: HttpRequest, cohort: Id, paging: Query[Paging]) -> dict[str, object]:
    """Who answers for whom, as far as one may see it, by id."""
    return page(
        request, paging, members.mentorings(current_actor(request), cohort, id_after(request, paging), paging.limit + 1)
    )


@router.post("/cohorts/{cohort}/mentorings", response={201: MentoringOut})
def assign_mentor(request: HttpRequest, cohort: Id, body: MentoringIn) -> Status[members.MentorAssignment]:
    """Let a mentor answer for a learner."""
    return Status(201, assign(current_actor(request), cohort, body.mentor, body.learner))


@router.delete("/mentorings/{mentoring}", response={204: None})
def unassign_mentor(request: HttpRequest, mentoring: Id) -> Status[None]:
    """The mentor answers for the learner no longer."""
    unassign(current_actor(request), mentoring)
    return Status(204, None)
