"""A pair is judged and credited: the one step of the engine in the database and of the one in memory."""

from mooc.core.course.course import Challenge
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Verdict
from mooc.core.judging.credit import Credit, Previous, credit
from mooc.core.judging.judge import judge


def evaluate(challenge: Challenge, version: str, previous: Previous, scene: Scene) -> tuple[Verdict, Credit]:
    """What is to be said of the pair, and stored. ``version``: of the course; ``previous``: what stands before."""
    verdict = judge(challenge, version, scene)
    return verdict, credit(previous, verdict, challenge, scene)
