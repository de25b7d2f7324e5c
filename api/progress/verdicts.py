"""Verdicts: how challenges stand for a member, the evidence, the grid of a cohort, who needs a mentor."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import BeforeValidator, Field

from api.cohorts.members import MemberOut
from api.site.auth import current_actor, current_profile, signed_in, user_of
from api.site.paging import Page, Paging, Search, cursor, id_after, sorted_page, whole_list
from api.site.quota import spend_quota
from api.site.values import Decision, Id, MaybeTrouble, Moment, Out, Reviewer, Slug, Texts, null_if_empty
from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.judging.attention import AttentionReason
from mooc.core.judging.rendering import render
from mooc.core.values.time_zones import zone_of
from mooc.services.operations import rejudging
from mooc.store.cohorts import members
from mooc.store.policy.policy import Action, Resource
from mooc.store.progress import cohort_progress, learner_progress
from mooc.store.progress.cohort_progress import AttentionNeed
from mooc.store.progress.learner_progress import ChallengeProgress
from mooc.store.progress.progress import GridFilter

router = Router(tags=["verdicts"], auth=signed_in)

RECHECKS_A_DAY = 10


class LineOut(Out):
    """One line of evidence, and the same in the reader's language. ``url``: the post that it speaks of."""

    mark: Mark
    message_id: str
    values: Mapping[str, str | int]
    text: str
    url: str


class RoundOut(Out):
    """Where the review of a pass stands; ``decision`` is null while it waits."""

    kind: Reviewer
    asked_at: Moment
    decision: Annotated[Decision | None, BeforeValidator(null_if_empty)] = Field(validation_alias="answer")
    comment: str
    answered_at: Moment | None


class VerdictOut(Out):
    """What stands now. ``answer`` is null before the first judgement. All times UTC.

    ``due``: when its grace begins, if it has one; it counts until ``closes``. ``checking``: something new is being
    judged. ``as_of``: up to when everything has been seen. ``round``: null where nobody looks at it.
    """

    challenge: str
    opens: Moment
    due: Moment
    closes: Moment
    answer: Answer | None
    trouble: MaybeTrouble
    as_of: Moment | None
    judged_at: Moment | None
    next_look: Moment | None
    checking: bool
    rule: str
    round: RoundOut | None


class ChangeOut(Out):
    """The answer changed at ``at``."""

    at: Moment
    answer: Answer
    trouble: MaybeTrouble
    as_of: Moment | None


class EvidenceOut(VerdictOut):
    """A verdict with each line that was looked at, and its history."""

    lines: list[LineOut]
    history: list[ChangeOut]


class BadgeOut(Out):
    """A badge of the course. What it takes is in the course."""

    badge: str
    titles: Texts
    earned: bool


class CellOut(Out):
    """How one challenge stands."""

    answer: Answer | None
    trouble: MaybeTrouble


class RowOut(Out):
    """One learner. ``cells``: challenge → how it stands; what has not opened is absent."""

    profile: MemberOut = Field(validation_alias="member")
    has_account: bool
    cells: dict[str, CellOut]


class NeedOut(Out):
    """A learner needs somebody, since ``since``; ``closes``: when the window of the challenge does."""

    profile: MemberOut
    why: AttentionReason
    since: Moment
    challenge: str
    closes: Moment | None = Field(validation_alias="until")
    trouble: MaybeTrouble


def _verdict(item: ChallengeProgress) -> dict[str, Any]:
    verdict = item.verdict
    return {
        "challenge": item.challenge.challenge,
        "opens": item.window.start,
        "due": item.due,
        "closes": item.window.end,
        "answer": item.answer,
        "trouble": verdict.trouble if verdict else "",
        "as_of": verdict.as_of if verdict else None,
        "judged_at": verdict.judged_at if verdict else None,
        "next_look": item.next_look,
        "checking": bool(verdict and verdict.checking),
        "rule": verdict.rule if verdict else "",
        "round": item.review,
    }


@router.get("/members/{member}/verdicts", response=Page[VerdictOut])
def verdicts_of(request: HttpRequest, member: Id) -> dict[str, Any]:
    """How all challenges stand for a member, in the order of the course."""
    return whole_list(_verdict(item) for item in learner_progress.course_progress(current_actor(request), member).items)


@router.get("/members/{member}/verdicts/{challenge}", response=EvidenceOut)
def one_verdict(request: HttpRequest, member: Id, challenge: Slug) -> dict[str, Any]:
    """How one challenge stands, with each line of evidence in the reader's language."""
    view = learner_progress.challenge_view(current_actor(request), member, challenge)
    item, person = view.item, current_profile(request)
    about = "" if person.id == view.member.user else view.member.name
    finding = item.verdict.finding if item.verdict else None
    lines = [
        LineOut(
            mark=line.mark,
            message_id=line.word,
            values=line.values,
            text=render(line, person.lang, item.names, zone_of(person.zone), item.lists, about),
            url=line.url,
        )
        for line in (finding.lines if finding else ())
    ]
    return _verdict(item) | {"lines": lines, "history": view.history}


@router.get("/members/{member}/badges", response=Page[BadgeOut])
def badges_of(request: HttpRequest, member: Id) -> dict[str, Any]:
    """The badges of the course, in its order, and whether a member has them."""
    progress = learner_progress.course_progress(current_actor(request), member)
    return whole_list(
        {"badge": badge.badge, "titles": badge.title, "earned": earned} for badge, earned in progress.badges
    )


@router.post("/members/{member}/verdicts/{challenge}/recheck", response={202: None})
def recheck(request: HttpRequest, member: Id, challenge: Slug) -> Status[None]:
    """Ask for another judgement; ten times a day."""
    members.get(current_actor(request), member, Resource.RECHECK, Action.WRITE)
    spend_quota("recheck", user_of(request), RECHECKS_A_DAY)
    rejudging.request_judgement(current_actor(request), member, challenge)
    return Status(202, None)


@router.get("/cohorts/{cohort}/grid", response=Page[RowOut])
def grid(request: HttpRequest, cohort: Id, paging: Query[Search]) -> dict[str, Any]:
    """Learners by challenges: all for who facilitates, those assigned for a mentor."""
    selection = GridFilter(paging.q.strip())
    learners = cohort_progress.grid(current_actor(request), cohort, id_after(request, paging), paging.limit, selection)
    return {"items": learners.rows, "next": cursor(request, learners.next)}


@router.get("/cohorts/{cohort}/needs", response=Page[NeedOut])
def needs(request: HttpRequest, cohort: Id, paging: Query[Paging]) -> dict[str, Any]:
    """The learners for whom one answers and who need somebody; who waits longest comes first."""
    attention_needs = cohort_progress.needs(current_actor(request), cohort)
    part = sorted_page(request, paging, attention_needs, _place)
    return part | {"items": [need.waiting._asdict() | {"profile": need.member} for need in part["items"]]}


def _place(need: AttentionNeed) -> list[str | int]:
    """By what the needs of a cohort are sorted."""
    waiting = need.waiting
    return [waiting.since.isoformat(), waiting.member, waiting.why, waiting.challenge]
