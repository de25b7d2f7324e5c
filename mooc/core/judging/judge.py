"""The judge: a challenge and a scene in, a verdict out."""

from datetime import datetime

from mooc.core.course.course import Challenge
from mooc.core.course.schedule import due_at
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark, Verdict
from mooc.core.judging.attestation import with_attestation


def judge(challenge: Challenge, course_version: str, scene: Scene) -> Verdict:
    """What is to be said of ``scene.member`` and ``challenge`` at ``scene.now``.

    Pure: the same log, the same rule and the same moment give the same verdict, byte for byte.
    """
    finding = with_attestation(challenge.check.find(scene), scene, challenge.check.holds)
    if scene.now < scene.window.start and finding.answer is Answer.NOT_YET:
        # there is nothing to see yet; what will have to be watched is known already
        line = Line(Mark.SUMMARY, "answer.not_open", {"since": scene.window.start.isoformat()})
        finding = finding._replace(lines=(line,), as_of=scene.now)
    if challenge.grace:
        finding = _with_grace(finding, due_at(challenge, scene.window), scene)
    return Verdict(scene.member, challenge.challenge, challenge.check.rule, course_version, scene.now, finding)


def _with_grace(finding: Finding, since: datetime, scene: Scene) -> Finding:
    """The finding, with a word on the grace: that it runs, or that the pass was made in it.

    Of what has no time of its own this is said only where it was seen to be absent when the grace began.
    """
    if finding.answer is not Answer.MET:
        if not since <= scene.now < scene.window.end:
            return finding
        line = Line(Mark.SUMMARY, "answer.still_counts", {"until": scene.window.end.isoformat()})
        return finding._replace(lines=(line, *finding.lines))
    moments = [fact.at or fact.absent_at for fact in finding.counted]
    if not any(moment and moment >= since for moment in moments):
        return finding
    line = Line(Mark.SUMMARY, "answer.in_grace", {"since": since.isoformat()})
    return finding._replace(lines=(*finding.lines, line))
