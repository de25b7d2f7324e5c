"""Meetings: people of the school see each other, and each enters the other's one-time code."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from api.site.auth import current_actor, signed_in
from api.site.problems import field_problem
from api.site.values import Id, In, Moment, Out, Text
from mooc.services.attestation import meeting
from mooc.services.attestation.meeting import IssuedCode
from mooc.store.attestation import meetings
from mooc.store.attestation.meetings import Meetings, UnknownCode
from mooc.store.policy import policy

router = Router(tags=["meetings"], auth=signed_in)


class MeetingIn(In):
    """A code that somebody shows; hyphens and capitals do not matter."""

    meeting_code: Annotated[Text, Field(min_length=1, max_length=40)]


class MeetingOut(Out):
    """What came of a code. ``mutual``: that person has entered one of the reader's, too: the two have met."""

    mutual: bool


class MeetingsOut(Out):
    """``unanswered``: people whose code was entered, and who have not entered one of the reader's."""

    people_met: int = Field(validation_alias="met")
    unanswered: int = Field(validation_alias="waiting")


class MeetingCodeOut(Out):
    """A code to show to one person: ``meeting_code`` is told this one time."""

    meeting_code: str = Field(validation_alias="code")
    expires_at: Moment


def _now() -> datetime:
    return datetime.now(UTC)


@router.get("/cohorts/{cohort}/meetings", response=MeetingsOut)
def my_meetings(request: HttpRequest, cohort: Id) -> Meetings:
    """How many people the reader has met, in whichever cohort they are."""
    policy.require_inside(current_actor(request), cohort)
    return meetings.mine(current_actor(request))


@router.post("/cohorts/{cohort}/meetings", response={201: MeetingOut})
def meet(request: HttpRequest, cohort: Id, body: MeetingIn) -> Status[MeetingOut]:
    """Enter the code that somebody shows."""
    try:
        return Status(201, MeetingOut(mutual=meeting.enter(current_actor(request), cohort, body.meeting_code, _now())))
    except UnknownCode:
        message = "Nobody shows this code now: it may be mistyped, used, older than a day, or your own."
        raise field_problem("body.meeting_code", "unknown_code", message) from None


@router.post("/cohorts/{cohort}/meetings/code", response={201: MeetingCodeOut})
def show_code(request: HttpRequest, cohort: Id) -> Status[IssuedCode]:
    """Make a code to show to one person. One that was not used is void then."""
    return Status(HTTPStatus.CREATED, meeting.new_code(current_actor(request), cohort, _now()))
