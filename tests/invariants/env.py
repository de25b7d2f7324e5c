"""What the tests of the invariants stand on: a cohort, a network, and a way to do what is due."""

from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder

from mooc.core.course.course import Course
from mooc.core.evidence import codec
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.judge import judge
from mooc.services import networks
from mooc.store import models
from mooc.store.judging import evaluation_batch
from tests import histories
from tests.building.classes import START, WEEK, Stage, a_course
from tests.invariants.world import HOUR, World

HOST = "99"
OUTAGE = Trouble(TroubleKind.UNREACHABLE)
LATER = START + 3 * HOUR
LONG_AGO = START - WEEK
"""A moment of real time that is over, whatever the clock says: the database's clock is years away from the course's."""
LIVE = {"live_post": {"tag": "{hashtag}", "at_least": 2, "moments": 1}}
FOLLOW = {"follow": {"of": "host"}}
FOLLOW_ON = {"follow": {"of": "host", "must_hold": True}}


def a_challenge_a_week(*checks: dict[str, object]) -> Course:
    """A weekly course with one of these challenges in each week, named ``c1``, ``c2``, …"""
    course = a_course(*checks, pace="weekly").model_dump(mode="json")
    (unit,) = course["units"]
    units = [unit | {"unit": f"u{n}", "challenges": [one]} for n, one in enumerate(unit["challenges"], 1)]
    return Course.model_validate(course | {"units": units, "version": f"{len(checks)}".rjust(64, "e")})


@dataclass
class Ground:
    """A network and, once it is asked for, a cohort on it with ada (account 11) and bob (12)."""

    world: World = field(default_factory=World)

    def stage(self, *checks: dict[str, object], people: int = 2, course: Course | None = None) -> Stage:
        """A cohort with these challenges, of ada, bob, and as many more as are asked for."""
        stage = Stage(course or a_course(*checks))
        stage.learner("ada", "11")
        stage.learner("bob", "12")
        if people > 2:
            stage.crowd(people - 2)
        return stage


def watch(read: str, **where: object) -> models.Watch:
    """The watch of that read."""
    return models.Watch.objects.get(read=read, **where)


def verdict(stage: Stage, name: str, challenge: str = "c1") -> models.Verdict:
    """The row of a learner's challenge."""
    return models.Verdict.objects.get(member=stage.learners[name], challenge=challenge)


def history(stage: Stage, name: str, challenge: str = "c1") -> list[str]:
    """Every answer that was ever given, in order."""
    return histories.answers(stage.learners[name], challenge)


def forget_hints() -> None:
    """The broker has been wiped, and the half minute is over in which no second hint is sent."""
    models.Watch.objects.update(enqueued_until=LONG_AGO)


def dies(**held: object) -> None:
    """The worker that holds these rows never comes back."""
    for model in (models.Watch, models.Verdict):
        model.objects.filter(lease_token__isnull=False, **held).update(lease_until=LONG_AGO)


def judged_anew(cohort: int) -> bytes:
    members = set(models.Member.objects.values_list("pk", flat=True))
    known = evaluation_batch.load(cohort, members, networks.tables())
    found = [
        codec.finding_to_json(judge(challenge, "v", known.scene(member, challenge.challenge, LATER)).finding)
        for member in sorted(members)
        for challenge in known.course.challenges()
    ]
    return DjangoJSONEncoder().encode(found).encode()
