"""What the engine says of a challenge stands in the audit log, each change once, in the transaction of the verdict."""

import pytest

from mooc.core.audit import VERDICT_KINDS, AuditEvent, EventKind
from mooc.core.course.course import Course
from mooc.store import events, models
from mooc.store.events import Criteria
from mooc.store.receipts import verdict_history
from tests.building.classes import Stage, a_course
from tests.building.work import work
from tests.invariants.env import FOLLOW_ON, HOST, HOUR, LATER, LIVE, OUTAGE, START, Ground
from tests.invariants.world import post


def recorded(name: str, *kinds: EventKind) -> list[AuditEvent]:
    """All events of these kinds that are about that learner, oldest first."""
    user = models.User.objects.get(name=name).pk
    return [entry.event for entry in events.matching(Criteria(subject=user, kinds=kinds))]


def test_a_pass_that_comes_and_is_taken_back(ground: Ground) -> None:
    stage = ground.stage(FOLLOW_ON)
    ground.world.followers[HOST] = ["11"]
    work(START + HOUR)
    ground.world.followers[HOST] = []
    work(LATER)
    ada, bob = recorded("ada", *VERDICT_KINDS), recorded("bob", *VERDICT_KINDS)
    assert [event.kind for event in ada][-2:] == [EventKind.VERDICT_PASSED, EventKind.VERDICT_TAKEN_BACK]
    assert {event.kind for event in bob} == {EventKind.VERDICT_CHANGED}
    passed, taken_back = ada[-2:]
    assert (passed.details["answer"], taken_back.details["answer"]) == ("met", "not_yet")
    assert taken_back.details["reason"] == "undone"
    assert {event.cohort for event in ada} == {stage.cohort.pk}
    assert {event.object for event in ada} == {events.challenge_ref("c1")}
    assert {event.actor for event in ada} == {None}, "nobody did it"


def test_each_change_is_recorded_once(ground: Ground) -> None:
    ground.stage(LIVE)
    work(START + HOUR)
    ground.world.trouble = {"tag": OUTAGE}
    work(LATER)
    ground.world.trouble = {}
    work(LATER + HOUR)
    models.Verdict.objects.update(input_version=99)
    work(LATER + 2 * HOUR)
    changes = recorded("ada", *VERDICT_KINDS)
    answers = [event.details["answer"] for event in changes]
    assert answers == [answer for n, answer in enumerate(answers) if n == 0 or answer != answers[n - 1]]
    assert {event.kind for event in changes} == {EventKind.VERDICT_CHANGED}
    assert "cant_tell" in answers


def test_a_pass_that_waits_for_a_review_asks_for_it_once(ground: Ground) -> None:
    body = a_course(LIVE).model_dump(mode="json")
    body["units"][0]["challenges"][0]["review"] = "peer"
    ground.stage(course=Course.model_validate(body | {"version": "a0d17" * 12 + "0000"}))
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    work(LATER)
    (asked,) = recorded("ada", EventKind.REVIEW_REQUESTED)
    assert (asked.actor, asked.object, asked.details) == (None, events.challenge_ref("c1"), {"reviewer": "peer"})
    assert recorded("bob", EventKind.REVIEW_REQUESTED) == []


def test_a_verdict_that_is_not_stored_leaves_no_event(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine breaks off between the audit log and the receipts: neither stands."""
    ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]

    def breaks_off(*_args: object) -> None:
        assert models.AuditEntry.objects.exists(), "it had been written"
        raise KeyboardInterrupt

    monkeypatch.setattr("mooc.store.receipts.passes.settle", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        work(START + HOUR)
    assert not models.AuditEntry.objects.exists()
    assert not models.Verdict.objects.exclude(answer="").exists()


def test_the_history_of_one_cohort_is_not_that_of_another(ground: Ground) -> None:
    here, there = ground.stage(LIVE), Stage(a_course(FOLLOW_ON))
    ada = models.User.objects.get(name="ada")
    elsewhere = models.Member.objects.create(cohort=there.cohort, user=ada, role="learner", joined_at=START)
    work(START + HOUR)
    in_both = verdict_history.of(here.learners["ada"], "c1"), verdict_history.of(elsewhere.pk, "c1")
    assert all(in_both)
    assert sum(map(len, in_both)) == len(recorded("ada", *VERDICT_KINDS))
    assert {past.user for past in verdict_history.of_cohort(there.cohort.pk)} == {ada.pk}
