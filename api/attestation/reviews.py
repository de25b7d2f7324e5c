"""Reviews: passes that somebody looks at before their points count."""

from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import BeforeValidator, Field

from api.site.auth import current_actor, signed_in
from api.site.paging import Page, Paging, id_after, page, sorted_page
from api.site.problems import Problem
from api.site.values import Decision, Id, In, Moment, Out, Reviewer, Slug, Text, null_if_empty
from mooc.services.attestation import reviewing
from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import AnsweredAlready, CommentMissing, NothingToAsk, ReviewRound

router = Router(tags=["reviews"], auth=signed_in)


class ReviewOut(Out):
    """One round. ``kind``: whose eyes it waits for; ``decision`` is null while it waits."""

    id: int
    member: int
    challenge: str
    kind: Reviewer
    asked_at: Moment
    note: str
    decision: Annotated[Decision | None, BeforeValidator(null_if_empty)] = Field(validation_alias="answer")
    comment: str
    by_name: str
    answered_at: Moment | None


class WaitingOut(ReviewOut):
    """A round that one may answer, with whose it is and the posts that the pass rests on."""

    member_name: str
    evidence: list[str]


class AskIn(In):
    """Another try has been made; ``note``: what is to be looked at."""

    challenge: Slug
    note: Text = ""


class AnswerIn(In):
    """``again`` asks for another try, and says in the comment what is missing."""

    decision: Decision
    comment: Text = ""


@router.get("/members/{member}/reviews", response=Page[ReviewOut])
def reviews_of(request: HttpRequest, member: Id, paging: Query[Paging]) -> dict[str, object]:
    """What was said of a member's passes, by id."""
    return page(
        request, paging, reviews.listed(current_actor(request), member, id_after(request, paging), paging.limit + 1)
    )


@router.post("/members/{member}/reviews", response={201: ReviewOut})
def ask_again(request: HttpRequest, member: Id, body: AskIn) -> Status[ReviewRound]:
    """Ask for another look, after another try was asked for."""
    try:
        return Status(201, reviewing.ask_again(current_actor(request), member, body.challenge, body.note))
    except NothingToAsk:
        raise Problem(HTTPStatus.CONFLICT, "nothing_to_ask") from None


@router.get("/cohorts/{cohort}/reviews", response=Page[WaitingOut])
def waiting(request: HttpRequest, cohort: Id, paging: Query[Paging]) -> dict[str, Any]:
    """The passes of a cohort that wait for one's own eyes, the longest wait first."""
    pending = reviews.waiting(current_actor(request), cohort)
    return sorted_page(request, paging, pending, lambda review: [review.asked_at.isoformat(), review.id])


@router.post("/reviews/{review}", response=ReviewOut)
def answer(request: HttpRequest, review: Id, body: AnswerIn) -> ReviewRound:
    """Approve a pass, or ask for another try. Nobody answers twice."""
    try:
        return reviewing.answer(current_actor(request), review, body.decision, body.comment)
    except AnsweredAlready:
        raise Problem(HTTPStatus.CONFLICT, "answered_already") from None
    except CommentMissing:
        error = {"code": "comment_missing", "path": "body.comment", "message": "Say what is missing for another try."}
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", [error]) from None
