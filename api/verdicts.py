"""Verdicts: how challenges stand for a member, the evidence, the grid of a cohort, who needs a mentor."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from api.entering import reader, signed_in, user_of, who
from api.members import MemberOut
from api.paging import Page, Search, after, cursor
from api.quota import spend
from api.values import Id, Out, Slug
from api.values import Moment as Time
from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.judging.attention import Why
from mooc.core.judging.rendering import render
from mooc.core.values.authored import Lang
from mooc.core.values.time_zones import zone_of
from mooc.services.progress import progress as flow
from mooc.services.progress.progress import Item
from mooc.store.people.people import Person
from mooc.store.progress.progress import Part

router = Router(tags=["verdicts"], auth=signed_in)

RECHECKS_A_DAY = 10


class LineOut(Out):
    """One line of evidence, and the same in the reader's language. ``url``: the post that it speaks of."""

    mark: Mark
    word: str
    values: Mapping[str, str | int]
    text: str
    url: str


class RoundOut(Out):
    """Where the review of a pass stands: ``answer`` is empty while it waits, ``approved``, or ``again``."""

    kind: str
    asked_at: Time
    answer: str
    comment: str
    answered_at: Time | None


class VerdictOut(Out):
    """What stands now. ``answer`` is null before the first judgement. All times UTC.

    ``due``: when its grace begins, if it has one; it counts until ``closes``. ``checking``: something new is being
    judged. ``as_of``: up to when everything has been seen. ``review``: null where nobody looks at it.
    """

    challenge: str
    opens: Time
    due: Time
    closes: Time
    answer: Answer | None
    trouble: str
    as_of: Time | None
    judged_at: Time | None
    next_look: Time | None
    checking: bool
    rule: str
    review: RoundOut | None


class ChangeOut(Out):
    """The answer changed at ``at``."""

    at: Time
    answer: Answer
    trouble: str
    as_of: Time | None


class EvidenceOut(VerdictOut):
    """A verdict with each line that was looked at, and its history."""

    lines: list[LineOut]
    history: list[ChangeOut]


class BadgeOut(Out):
    """A badge of the course. What it takes is in the course."""

    badge: str
    title: dict[Lang, str]
    earned: bool


class CellOut(Out):
    """How one challenge stands."""

    answer: Answer | None
    trouble: str


class RowOut(Out):
    """One learner. ``cells``: challenge → how it stands; what has not opened is absent."""

    member: MemberOut
    has_account: bool
    cells: dict[str, CellOut]


class NeedOut(Out):
    """A learner needs somebody, since ``since``; ``until``: when the window of the challenge closes."""

    member: MemberOut
    why: Why
    since: Time
    challenge: str
    until: Time | None
    trouble: str


def _verdict(item: Item) -> dict[str, Any]:
    found = item.verdict
    return {
        "challenge": item.challenge.challenge,
        "opens": item.window.start,
        "due": item.due,
        "closes": item.window.end,
        "answer": item.answer,
        "trouble": found.trouble if found else "",
        "as_of": found.as_of if found else None,
        "judged_at": found.judged_at if found else None,
        "next_look": item.next_look,
        "checking": bool(found and found.checking),
        "rule": found.rule if found else "",
        "review": item.review,
    }


def _lines(item: Item, person: Person, about: str) -> list[LineOut]:
    finding = item.verdict.finding if item.verdict else None
    return [
        LineOut(
            mark=line.mark,
            word=line.word,
            values=line.values,
            text=render(line, person.lang, item.names, zone_of(person.zone), item.lists, about),
            url=line.url,
        )
        for line in (finding.lines if finding else ())
    ]


@router.get("/members/{member}/verdicts", response=list[VerdictOut])
def verdicts_of(request: HttpRequest, member: Id) -> list[dict[str, Any]]:
    """How all challenges stand for a member, in the order of the course."""
    return [_verdict(item) for item in flow.whole_course(who(request), member).items]


@router.get("/members/{member}/verdicts/{challenge}", response=EvidenceOut)
def one_verdict(request: HttpRequest, member: Id, challenge: Slug) -> dict[str, Any]:
    """How one challenge stands, with each line of evidence in the reader's language."""
    view = flow.challenge_view(who(request), member, challenge)
    person = reader(request)
    about = "" if person.id == view.member.user else view.member.name
    return _verdict(view.item) | {"lines": _lines(view.item, person, about), "history": view.history}


@router.get("/members/{member}/badges", response=list[BadgeOut])
def badges_of(request: HttpRequest, member: Id) -> list[dict[str, Any]]:
    """The badges of the course, in its order, and whether a member has them."""
    found = flow.whole_course(who(request), member)
    return [{"badge": badge.badge, "title": badge.title, "earned": has} for badge, has in found.badges]


@router.post("/members/{member}/verdicts/{challenge}/recheck", response={202: None})
def recheck(request: HttpRequest, member: Id, challenge: Slug) -> Status[None]:
    """Ask for another judgement; ten times a day."""
    flow.may_recheck(who(request), member)
    spend("recheck", user_of(request), RECHECKS_A_DAY)
    flow.recheck(who(request), member, challenge)
    return Status(202, None)


@router.get("/cohorts/{cohort}/grid", response=Page[RowOut])
def grid(request: HttpRequest, cohort: Id, paging: Query[Search]) -> dict[str, Any]:
    """Learners by challenges: all for who facilitates, those assigned for a mentor."""
    found = flow.grid(who(request), cohort, after(request, paging), paging.limit, Part(paging.q.strip()))
    return {"items": found.rows, "next": cursor(request, found.next)}


@router.get("/cohorts/{cohort}/needs", response=list[NeedOut])
def needs(request: HttpRequest, cohort: Id) -> list[dict[str, Any]]:
    """The learners for whom one answers and who need somebody; who waits longest comes first."""
    found = flow.who_needs_me(who(request), cohort)
    return [need.waiting._asdict() | {"member": need.member} for need in found]
