"""The judge: a challenge and a scene in, a verdict out."""

from dataclasses import replace

from mooc.core.course import Challenge
from mooc.core.peers import vouched
from mooc.core.scene import Scene
from mooc.core.verdict import Answer, Finding, Line, Mark, Verdict


def judge(challenge: Challenge, course_version: str, scene: Scene) -> Verdict:
    """What is to be said of ``scene.member`` and ``challenge`` at ``scene.now``.

    Pure: the same log, the same rule and the same moment give the same verdict, byte for byte.
    """
    finding = vouched(challenge.check.find(scene), scene, challenge.check.holds)
    if scene.now < scene.window.start and finding.answer is Answer.NOT_YET:
        finding = _not_open(finding, scene)
    return Verdict(scene.member, challenge.challenge, challenge.check.rule, course_version, scene.now, finding)


def _not_open(finding: Finding, scene: Scene) -> Finding:
    """Before the window opens there is nothing to see; what will have to be watched is known already."""
    line = Line(Mark.SUMMARY, "answer.not_open", {"since": scene.window.start.isoformat()})
    return replace(finding, lines=(line,), as_of=scene.now)
