"""Who people are to a learner, from the tables to the verdict: hosts, lists, mentors and facilitators by their linked
accounts; and a stored course that follows people about whom nobody is asked."""

import pytest

from mooc.core.facts.activity import Activity
from mooc.store import models
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import work
from tests.services.test_checking import HOUR, Told, post

TO_STRANGERS = {"reply": {"to": "outside_cohort", "tag": "{hashtag}"}}
HOST, VOICE, MENTOR, HELPER, FELLOW, ELSEWHERE, GONE, STRANGER = "99", "98", "71", "72", "12", "74", "75", "76"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    network = Told()
    only_networks(monkeypatch, network)
    return network


@pytest.fixture
def stage(db: None, told: Told) -> Stage:
    stage = Stage(a_course(TO_STRANGERS, {"follow": {"of": "twinome"}}))
    stage.cohort.lists = {"x": {"host": [HOST], "voices": [VOICE]}}
    stage.cohort.save(update_fields=["lists"])
    for name, account, role in (("mia", MENTOR, "mentor"), ("fay", HELPER, "facilitator"), ("bob", FELLOW, "learner")):
        models.Member.objects.filter(pk=stage.learner(name, account)).update(role=role)
    models.Member.objects.filter(pk=stage.learner("gus", GONE)).update(left_at=START)
    elsewhere = Stage(a_course(TO_STRANGERS))
    elsewhere.learner("kim", ELSEWHERE)
    return stage


def reply(number: int, by: str, to: str) -> Activity:
    return post(number, by, START + HOUR, reply_to=f"p{to}", reply_to_author=to)


@pytest.mark.parametrize(
    ("to", "answer", "known"),
    [
        (HOST, "not_yet", "host"),
        (VOICE, "not_yet", "list"),
        (MENTOR, "not_yet", "course"),
        (HELPER, "not_yet", "course"),
        (FELLOW, "not_yet", "course"),
        (ELSEWHERE, "met", None),
        (GONE, "met", None),
        (STRANGER, "met", None),
    ],
)
def test_who_has_to_do_with_the_course_is_no_stranger(
    stage: Stage, told: Told, to: str, answer: str, known: str | None
) -> None:
    stage.learner("ada", "11")
    told.posts = [reply(1, "11", to)]
    work(START)
    work(START + 3 * HOUR)
    assert stage.answer("ada") == answer
    lines = models.Verdict.objects.get(member=stage.learners["ada"], challenge="c1").finding["lines"]
    said = next(line for line in lines if line["word"].startswith("reply."))
    assert said["values"].get("known") == known


def test_a_follow_of_people_about_whom_nobody_is_asked_can_t_be_told(stage: Stage, told: Told) -> None:
    """Such a course may have been stored before lint refused it."""
    stage.learner("ada", "11")
    work(START)
    work(START + 3 * HOUR)
    verdict = models.Verdict.objects.get(member=stage.learners["ada"], challenge="c2")
    assert (verdict.answer, verdict.trouble) == ("cant_tell", "not_askable")
