"""People meet, and people say so: codes both ways, words of oneself, of peers and of mentors, up to the receipt."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mooc.linking.refusal import CannotLink
from mooc.services import checking
from mooc.services.attestation import attesting, meeting
from mooc.services.attestation.meeting import LIFE
from mooc.services.operations.rechecking import recheck
from mooc.store import models
from mooc.store.attestation import meetings
from mooc.store.attestation.meetings import UnknownCode
from mooc.store.policy.policy import Forbidden, NotVisible
from mooc.store.policy.relations import Actor
from tests.flow.purse import as_actor, twinome
from tests.flow.stage import START, Stage, a_course

pytestmark = pytest.mark.django_db

NOON = START + timedelta(hours=12)
REAL = datetime(2026, 11, 21, tzinfo=UTC)
PROMPT = {"en": "I have read the charter."}
CHECKS: tuple[dict[str, dict[str, Any]], ...] = (
    {"meet": {}},
    {"attest": {"prompt": PROMPT}},
    {"attest": {"by": "peer", "prompt": PROMPT}},
    {"attest": {"by": "mentor", "prompt": PROMPT}},
    {"meet": {"to": "another_cohort"}},
    {"meet": {"to": "twinome"}},
)


@pytest.fixture
def stage() -> Stage:
    """ada and bob in a twinome, cleo, and max, who is ada's mentor."""
    here = Stage(a_course(*CHECKS))
    for number, name in enumerate(("ada", "bob", "cleo"), 11):
        here.learner(name, str(number))
    twinome(here, "ada", "bob")
    user = models.User.objects.create(email="max@example.org", name="max")
    mentor = models.Member.objects.create(cohort=here.cohort, user=user, role="mentor", joined_at=START)
    models.Mentoring.objects.create(mentor=mentor, learner_id=here.learners["ada"])
    return here


def work(now: datetime = NOON) -> None:
    for cohort in checking.due(now).cohorts:
        while checking.judge_due(cohort, now):
            pass


def code_of(stage: Stage, name: str, real_now: datetime = REAL) -> str:
    return meeting.new_code(as_actor(stage, name, NOON), stage.cohort.pk, real_now).code


def enter(stage: Stage, name: str, code: str, now: datetime = NOON, real_now: datetime = REAL) -> bool:
    return meeting.enter(as_actor(stage, name, now), stage.cohort.pk, code, real_now)


def answers(stage: Stage, name: str) -> list[str]:
    return [stage.answer(name, f"c{number}") for number in range(1, len(CHECKS) + 1)]


class TestMeeting:
    def test_both_must_enter_the_others_code(self, stage: Stage) -> None:
        work()
        of_ada, of_bob = code_of(stage, "ada"), code_of(stage, "bob")
        assert not enter(stage, "bob", of_ada)
        work()
        assert (stage.answer("ada"), stage.answer("bob")) == ("not_yet", "not_yet")
        assert enter(stage, "ada", f" {of_bob.lower().replace('-', '–')} ")
        work()
        assert (stage.answer("ada"), stage.answer("bob")) == ("met", "met")
        assert (stage.answer("ada", "c6"), stage.answer("ada", "c5")) == ("met", "not_yet")
        assert {receipt.body["proof"] for receipt in models.Receipt.objects.all()} == {"peer"}
        assert list(recheck(stage.cohort.pk)) == []
        assert models.Watch.objects.count() == 0, "no network is asked"

    def test_with_somebody_of_another_cohort(self, stage: Stage) -> None:
        elsewhere = Stage(a_course({"meet": {}}))
        elsewhere.learner("vic", "21")
        of_vic, of_ada = code_of(elsewhere, "vic"), code_of(stage, "ada")
        assert not enter(stage, "ada", of_vic)
        assert enter(elsewhere, "vic", of_ada)
        work()
        assert (stage.answer("ada"), stage.answer("ada", "c5"), elsewhere.answer("vic")) == (
            "not_yet",
            "met",
            "not_yet",
        )

    def test_a_code_serves_one_person_once_and_not_its_owner(self, stage: Stage) -> None:
        code = code_of(stage, "ada")
        with pytest.raises(UnknownCode):
            enter(stage, "ada", code)
        enter(stage, "bob", code)
        for name in ("bob", "cleo"):
            with pytest.raises(UnknownCode):
                enter(stage, name, code)

    def test_a_code_is_good_for_a_day_and_until_the_next(self, stage: Stage) -> None:
        first = code_of(stage, "ada")
        with pytest.raises(UnknownCode):
            enter(stage, "bob", first, real_now=REAL + LIFE)
        second = code_of(stage, "ada")
        with pytest.raises(UnknownCode):
            enter(stage, "bob", first)
        enter(stage, "bob", second, real_now=REAL + LIFE - timedelta(seconds=1))

    def test_the_code_itself_is_not_kept(self, stage: Stage) -> None:
        code = code_of(stage, "ada").replace("-", "")
        (row,) = models.MeetingCode.objects.values()
        assert code not in str(row)
        assert len(row["digest"]) == 64

    def test_tries_are_counted(self, stage: Stage) -> None:
        with pytest.raises(CannotLink):
            for _ in range(100):
                with pytest.raises(UnknownCode):
                    enter(stage, "ada", "2222-2222")

    def test_who_is_not_in_the_cohort_meets_nobody_there(self, stage: Stage) -> None:
        other = Stage(a_course({"meet": {}}))
        other.learner("vic", "21")
        with pytest.raises(NotVisible):
            meeting.new_code(as_actor(other, "vic", NOON), stage.cohort.pk, REAL)
        with pytest.raises(NotVisible):
            meeting.enter(Actor(None, False, NOON), stage.cohort.pk, "2222-2222", REAL)

    def test_who_has_left_is_met_no_more(self, stage: Stage) -> None:
        code = code_of(stage, "ada")
        models.Member.objects.filter(pk=stage.learners["ada"]).update(left_at=NOON)
        with pytest.raises(UnknownCode):
            enter(stage, "bob", code)

    def test_in_numbers(self, stage: Stage) -> None:
        enter(stage, "bob", code_of(stage, "ada"))
        enter(stage, "cleo", code_of(stage, "ada"))
        enter(stage, "ada", code_of(stage, "bob"))
        found = {name: meetings.mine(as_actor(stage, name, NOON)) for name in ("ada", "bob", "cleo")}
        assert {name: (one.met, one.waiting) for name, one in found.items()} == {
            "ada": (1, 0),
            "bob": (1, 0),
            "cleo": (0, 1),
        }

    def test_the_queries_do_not_grow_with_the_meetings(self, stage: Stage, django_assert_num_queries: object) -> None:
        for name in ("bob", "cleo"):
            enter(stage, name, code_of(stage, "ada"))
        ada = as_actor(stage, "ada", NOON)
        with django_assert_num_queries(1):  # type: ignore[operator]
            meetings.mine(ada)


class TestAttesting:
    def test_each_word_where_it_is_asked_for(self, stage: Stage) -> None:
        ada = stage.learners["ada"]
        mentor = models.User.objects.get(name="max")
        max_ = Actor(mentor.pk, False, NOON)
        attesting.attest(as_actor(stage, "ada", NOON), ada, "c2")
        attesting.attest(as_actor(stage, "bob", NOON), ada, "c3")
        attesting.attest(max_, ada, "c4")
        work()
        assert answers(stage, "ada") == ["not_yet", "met", "met", "met", "not_yet", "not_yet"]
        proofs = dict(models.Receipt.objects.values_list("challenge", "body__proof"))
        assert proofs == {"c2": "self", "c3": "peer", "c4": "peer"}
        assert list(recheck(stage.cohort.pk)) == []

    def test_no_other_word_is_taken(self, stage: Stage) -> None:
        ada = stage.learners["ada"]
        max_ = Actor(models.User.objects.get(name="max").pk, False, NOON)
        for challenge in ("c1", "c3", "c4"):
            with pytest.raises(Forbidden):
                attesting.attest(as_actor(stage, "ada", NOON), ada, challenge)
        for challenge in ("c1", "c2", "c3"):
            with pytest.raises(Forbidden):
                attesting.attest(max_, ada, challenge)
        with pytest.raises(NotVisible):
            attesting.attest(max_, stage.learners["bob"], "c4")
        with pytest.raises(NotVisible):
            attesting.attest(as_actor(stage, "cleo", NOON), ada, "c3")
        attesting.attest(as_actor(stage, "bob", NOON), ada, "c4")
        work()
        assert stage.answer("ada", "c4") == "not_yet", "a peer's word is not a mentor's"

    def test_what_is_taken_back_counts_no_more(self, stage: Stage) -> None:
        ada = as_actor(stage, "ada", NOON)
        said = attesting.attest(ada, stage.learners["ada"], "c2")
        attesting.withdraw(ada, said.id)
        work()
        assert stage.answer("ada", "c2") == "not_yet"
        attesting.attest(ada, stage.learners["ada"], "c2")
        work()
        assert stage.answer("ada", "c2") == "met"
