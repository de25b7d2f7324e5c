"""Mentors: for whom each answers, and giving them learners."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from api.site.auth import current_actor, signed_in
from api.site.paging import Page, whole_list
from api.site.values import Id, In, Out
from mooc.services.mentoring import mentoring
from mooc.store.mentoring import mentors
from mooc.store.mentoring.mentors import NOBODY

router = Router(tags=["members"], auth=signed_in)


class MentorOut(Out):
    """A mentor by member id and pseudonym, and for how many learners he or she answers."""

    id: int
    name: str
    languages: list[str]
    learners: int


class MentoringOverviewOut(Out):
    """How many learners there are, and how many of them have no mentor. ``by_hand``: who comes in gets none by
    itself."""

    learners: int
    unmentored: int = Field(validation_alias="without")
    by_hand: bool


class ByHandIn(In):
    """Whether who comes in waits until a facilitator gives a mentor."""

    by_hand: bool


class GiveIn(In):
    """Learners by their member ids, and who answers for them from now on; null: nobody."""

    members: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    mentor: Id | None


class SpreadIn(In):
    """``evenly``: also move those whose mentor nobody has chosen and who has not answered them yet."""

    evenly: bool = False


class GivenOut(Out):
    """How many learners that was about."""

    learners: int


@router.get("/cohorts/{cohort}/mentors", response=Page[MentorOut])
def mentors_of(request: HttpRequest, cohort: Id) -> dict[str, object]:
    """The mentors of a cohort that one facilitates."""
    return whole_list(mentors.overview(current_actor(request), cohort).mentors)


@router.get("/cohorts/{cohort}/mentoring", response=MentoringOverviewOut)
def overview(request: HttpRequest, cohort: Id) -> mentors.Overview:
    """How many learners of a cohort that one facilitates have no mentor, and who gives them one."""
    return mentors.overview(current_actor(request), cohort)


@router.patch("/cohorts/{cohort}/mentoring", response=MentoringOverviewOut)
def choose_by_hand(request: HttpRequest, cohort: Id, body: ByHandIn) -> mentors.Overview:
    """Say whether who comes in gets a mentor by itself."""
    return mentoring.choose_by_hand(current_actor(request), cohort, body.by_hand)


@router.post("/cohorts/{cohort}/mentors/give", response=GivenOut)
def give(request: HttpRequest, cohort: Id, body: GiveIn) -> GivenOut:
    """Let a mentor answer for these learners, and no other; all of them or, where one is not of the cohort, none."""
    return GivenOut(learners=mentoring.give(current_actor(request), cohort, body.members, body.mentor or NOBODY))


@router.post("/cohorts/{cohort}/mentors/spread", response=GivenOut)
def spread(request: HttpRequest, cohort: Id, body: SpreadIn) -> GivenOut:
    """Give a mentor to all who have none, evenly and by language."""
    return GivenOut(learners=mentoring.spread(current_actor(request), cohort, body.evenly))
