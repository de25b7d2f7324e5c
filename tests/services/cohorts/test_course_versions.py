"""Another version of a course: what it would say of a cohort, and moving the cohort to it."""

from collections.abc import Mapping
from typing import Any

import pytest

from mooc.core.audit import EventKind
from mooc.core.course.course import Course
from mooc.core.facts.profiles import AccountProfile
from mooc.core.judging import evaluate
from mooc.services import checking
from mooc.services.cohorts import course_versions
from mooc.services.cohorts.cohorts import WrongField
from mooc.services.cohorts.course_versions import MET_KEPT, NO_ANSWER
from mooc.services.operations.rechecking import recheck
from mooc.store import events, models
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.events import Criteria
from mooc.store.judging import verdicts
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import work
from tests.services.test_checking import HOUR, Told, post

TWO = {"post": {"tag": "{hashtag}", "at_least": 2}}
ONE = {"post": {"tag": "{hashtag}", "at_least": 1}}
THREE = {"post": {"tag": "{hashtag}", "at_least": 3}}
OTHER = {"reply": {"to": "host"}}
NOW = START + 4 * HOUR
MOVED = Criteria(kinds=[EventKind.COURSE_VERSION_CHANGED])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    network = Told()
    only_networks(monkeypatch, network)
    return network


@pytest.fixture
def stage(db: None, told: Told) -> Stage:
    """Two posts are asked for: Ada has them, Bob has one."""
    stage = Stage(a_course(TWO))
    stage.learner("ada", "11")
    stage.learner("bob", "12")
    told.posts = [post(1, "11", START + HOUR), post(2, "11", START + 2 * HOUR), post(3, "12", START + HOUR)]
    work(START)
    work(START + 3 * HOUR)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}
    return stage


def version(*checks: Mapping[str, Any], **more: Any) -> Course:
    return dated(a_course(*checks).model_dump(mode="json") | more)


def dated(body: dict[str, Any]) -> Course:
    """The course of that body, with a version of its own."""
    return Course.model_validate(body | {"version": f"{abs(hash(repr(body))) + 1:064d}"})


def here(stage: Stage) -> CohortDetails:
    return cohorts.get_any(stage.cohort.pk)


def rows() -> dict[str, list[Any]]:
    """All that is stored, but the moments of judging."""
    kinds = (models.Verdict, models.Receipt, models.AuditEntry, models.Watch, models.WatchUse, models.CourseVersion)
    return {kind.__name__: list(kind._default_manager.order_by("pk").values()) for kind in kinds}


def shifts(stage: Stage, new: Course) -> list[tuple[str, str, str, str]]:
    before = rows()
    found = [tuple(one)[1:] for one in course_versions.shifts(here(stage), new, NOW)]
    assert rows() == before, "nothing is written"
    return found  # type: ignore[return-value]


def test_the_same_rules_change_nothing(stage: Stage) -> None:
    assert shifts(stage, version(TWO)) == []


def test_an_easier_rule_is_met_by_more(stage: Stage) -> None:
    assert shifts(stage, version(ONE)) == [("bob", "c1", "not_yet", "met")]


def test_a_harder_rule_takes_no_pass_back(stage: Stage) -> None:
    assert shifts(stage, version(THREE)) == [("ada", "c1", "met", MET_KEPT)]


def test_what_nobody_has_looked_at_cannot_be_told(stage: Stage) -> None:
    found = shifts(stage, version(TWO, OTHER))
    assert found == [(name, "c2", NO_ANSWER, "cant_tell (not_looked)") for name in ("ada", "bob")]


def test_a_challenge_that_goes_is_told(stage: Stage) -> None:
    gone = version(TWO).model_dump(mode="json")
    gone["units"][0]["challenges"][0]["challenge"] = "other"
    found = shifts(stage, dated(gone))
    assert ("ada", "c1", "met", MET_KEPT) in found
    assert ("bob", "c1", "not_yet", NO_ANSWER) in found
    assert ("bob", "other", NO_ANSWER, "not_yet") in found


def test_a_cohort_moves_and_what_was_foretold_comes_true(stage: Stage) -> None:
    new = version(ONE)
    foretold = {(one[0], one[1]): one[3] for one in shifts(stage, new)}
    assert course_versions.move(here(stage), new, NOW)
    work(NOW)
    assert stage.answers() == {"ada": "met", "bob": foretold["bob", "c1"]}
    assert cohorts.course_of(here(stage)) == new
    (noted,) = events.matching(MOVED)
    versions = dict(models.CourseVersion.objects.values_list("pk", "version"))
    before, after = noted.event.details["before"], noted.event.object.id if noted.event.object else ""
    assert (versions[int(before)], versions[int(after)]) == (a_course(TWO).version, new.version)
    assert (noted.event.at, noted.event.cohort) == (NOW, stage.cohort.pk)
    assert list(recheck(stage.cohort.pk)) == []


def test_what_is_met_stays_met_by_a_harder_rule(stage: Stage) -> None:
    course_versions.move(here(stage), version(THREE), NOW)
    work(NOW)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}
    assert models.Member.objects.get(pk=stage.learners["ada"]).points == 10
    assert list(recheck(stage.cohort.pk)) == []


def test_of_a_challenge_that_goes_only_the_passes_stay(stage: Stage) -> None:
    gone = version(TWO, OTHER).model_dump(mode="json")
    del gone["units"][0]["challenges"][0]
    course_versions.move(here(stage), dated(gone), NOW)
    work(NOW)
    found = models.Verdict.objects.order_by("pk").values_list("member__user__name", "challenge", "answer")
    assert ("ada", "c1", "met") in found
    assert ("bob", "c1", "not_yet") not in found
    assert {name for name, challenge, _ in found if challenge == "c2"} == {"ada", "bob"}, "what opens opens"
    assert models.Member.objects.get(pk=stage.learners["ada"]).points == 10
    assert not models.WatchUse.objects.filter(challenge="c1").exists()
    assert list(recheck(stage.cohort.pk)) == []
    assert not verdicts.cohorts_due(), "nothing stays due for ever"


class TestPeopleNamedInPlace:
    NAMED: Mapping[str, Any] = {"reply": {"to": ["x:owl", "bluesky:owl.example.org"]}}

    def test_they_are_looked_up_once_on_the_networks_of_the_cohort(
        self, stage: Stage, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[list[str]] = []

        def find(handles: list[str]) -> Mapping[str, AccountProfile]:
            asked.append(handles)
            return {handle: AccountProfile("x", f"id-{handle}", handle) for handle in handles}

        monkeypatch.setattr(told, "find", find)
        course_versions.move(here(stage), version(TWO, self.NAMED), NOW)
        course_versions.move(here(stage), version(ONE, self.NAMED), NOW)
        assert asked == [["owl"]], "whom the cohort knows is not looked up again"
        named = here(stage).lists["x"]
        assert list(named.values()) == [["99"], ["id-owl"]]
        course_versions.move(here(stage), version(THREE), NOW)
        assert list(here(stage).lists["x"]) == ["host"]

    def test_where_nobody_has_the_handle_the_cohort_stays(self, stage: Stage) -> None:
        with pytest.raises(WrongField, match="owl"):
            course_versions.move(here(stage), version(TWO, self.NAMED), NOW)
        assert cohorts.course_of(here(stage)) == a_course(TWO)


def test_to_the_version_that_it_has_there_is_no_move(stage: Stage) -> None:
    assert not course_versions.move(here(stage), a_course(TWO), NOW)
    assert not list(events.matching(MOVED))


def test_to_another_course_there_is_no_move(stage: Stage) -> None:
    with pytest.raises(WrongField, match="not by other"):
        course_versions.move(here(stage), version(TWO, course="other"), NOW)


def test_what_a_worker_has_in_hand_is_not_stored(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bob is being judged by the old rule while the cohort moves; the new rule has the last word."""
    models.Verdict.objects.filter(settled=False).update(input_version=9)
    moved = []
    real = evaluate.judge

    def meanwhile(*args: Any) -> Any:
        if not moved:
            moved.append(course_versions.move(here(stage), version(ONE), NOW))
        return real(*args)

    monkeypatch.setattr(evaluate, "judge", meanwhile)
    assert checking.judge_due(stage.cohort.pk, NOW) == 0
    assert moved == [True]
    assert stage.answer("bob") == "not_yet"
    work(NOW)
    assert stage.answer("bob") == "met"


def test_nor_does_a_worker_stumble_over_a_challenge_that_is_gone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", checking.__name__)
    gone = version(OTHER).model_dump(mode="json")
    gone["units"][0]["challenges"][0]["challenge"] = "other"
    models.Verdict.objects.filter(settled=False).update(input_version=9)
    real = verdicts.claim

    def first_the_claim(*args: Any, **more: Any) -> Any:
        batch = real(*args, **more)
        monkeypatch.setattr(verdicts, "claim", real)
        course_versions.move(here(stage), dated(gone), NOW)
        return batch

    monkeypatch.setattr(verdicts, "claim", first_the_claim)
    assert checking.judge_due(stage.cohort.pk, NOW) == 0
    assert "moved to another version" in caplog.text
    work(NOW)
    assert models.Verdict.objects.filter(challenge="other").count() == 2
