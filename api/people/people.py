"""Oneself: the only profile that shows an e-mail address."""

from django.http import HttpRequest
from ninja import Router

from api.site.auth import current_actor, signed_in, user_of
from api.site.paging import Page, whole_list
from api.site.values import In, Language, Out, Pseudonym, Role, Zone
from mooc.services.people import profile
from mooc.store.cohorts import members
from mooc.store.people import people

router = Router(tags=["people"], auth=signed_in)


class MeOut(Out):
    """Who is signed in."""

    id: int
    email: str
    name: str
    language: Language
    zone: str


class MeIn(In):
    """What one may change of oneself; what is not sent stays."""

    name: Pseudonym | None = None
    language: Language | None = None
    zone: Zone | None = None


class MembershipOut(Out):
    """A cohort in which one is now."""

    member: int
    role: Role
    cohort: int
    cohort_slug: str
    cohort_title: str


@router.get("/me", response=MeOut)
def me(request: HttpRequest) -> people.UserProfile:
    """Who is signed in."""
    return people.get(user_of(request))


@router.patch("/me", response=MeOut)
def change_me(request: HttpRequest, body: MeIn) -> people.UserProfile:
    """Change one's pseudonym, language or time zone."""
    return profile.change(user_of(request), name=body.name, language=body.language, zone=body.zone)


@router.get("/me/memberships", response=Page[MembershipOut])
def my_memberships(request: HttpRequest) -> dict[str, object]:
    """The cohorts in which one is now, the newest first."""
    return whole_list(
        {
            "member": member.id,
            "role": member.role,
            "cohort": cohort.id,
            "cohort_slug": cohort.name,
            "cohort_title": cohort.title,
        }
        for cohort, member in members.mine(current_actor(request))
    )
