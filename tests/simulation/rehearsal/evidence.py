"""What holds of every case, whatever its challenge asks for: that its evidence is whole, and no more than that."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from mooc.core.checks import check_from_words
from mooc.core.checks.combining import CombinedCheck
from mooc.core.evidence.posts import is_standing
from mooc.core.evidence.scene import ActivityLog
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.reconcile import gone_activity
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import Receipt, rejudge
from mooc.simulation.rehearsal.playing import CaseOutcome


def faults(outcome: CaseOutcome) -> Iterator[str]:
    """What is wrong with the evidence of a case, in a sentence each."""
    if outcome.receipt:
        yield from _of_the_receipt(outcome.receipt)
    finding = _judged(outcome, outcome.facts)
    for need in finding.needs:
        post = outcome.scene.log.post(need.network, need.object)
        if post and not is_standing(outcome.scene.log, post):
            yield "it asks about a post that is gone"
    check = outcome.case.challenge.check
    if finding.answer is Answer.MET and not isinstance(check, CombinedCheck) and bool(finding.needs) != check.holds:
        yield "a pass is watched on if it must hold, and only then"
    taken_back = any(fact.kind is Kind.GONE for fact in outcome.facts)
    if finding.answer is Answer.MET and finding.as_of and not taken_back and not outcome.scene.attestations:
        before = [fact for fact in outcome.facts if fact.began_by < finding.as_of]
        if _judged(outcome, before).answer is Answer.MET:
            yield "it was met earlier than it says"
    for earlier in (timedelta(0), timedelta(days=30)):
        elsewhere = [_elsewhere(fact, earlier) for fact in outcome.facts]
        if _judged(outcome, (*outcome.facts, *elsewhere)) != finding:
            yield "it takes another network's facts for its own"
    for line in finding.lines:
        if not _leads_right(outcome, line):
            yield "a line leads to another post than it speaks of"
    yield from _of_others(outcome, finding)


def _elsewhere(fact: Activity, earlier: timedelta) -> Activity:
    """The same on another network, where the same ids name other people and other posts."""
    at = fact.at - earlier if fact.at else None
    absent_at = fact.absent_at - earlier if fact.absent_at else None
    return fact._replace(network="elsewhere", at=at, seen_at=fact.seen_at - earlier, absent_at=absent_at)


def _leads_right(outcome: CaseOutcome, line: Line) -> bool:
    """The link of a line that counts is that of its post; of a repost, that of the post that was reposted."""
    fact = next((one for one in outcome.facts if one.key == line.key), None)
    if fact is None or line.mark is not Mark.COUNTS:
        return True
    about = fact if fact.kind is Kind.POST else outcome.scene.log.post(fact.network, fact.target)
    return about is None or line.url in {version.url for version in outcome.scene.log.versions(about)}


def _of_others(outcome: CaseOutcome, finding: Finding) -> Iterator[str]:
    """What others did counts while it stands, and where it began within the window."""
    own = {account.id for account in outcome.scene.accounts}
    keys = {fact.key for fact in finding.counted}
    theirs = [fact for fact in finding.counted if fact.actor not in own]
    answers = [fact for fact in finding.context if fact.actor not in own and keys & {*fact.references.posts}]
    for fact in (*theirs, *answers):
        if _judged(outcome, (*outcome.facts, gone_activity(fact, outcome.case.now))) == finding:
            yield "what others took back counts on"
    for fact in theirs:
        late = fact._replace(at=outcome.case.window.end)
        if _judged(outcome, (*(one for one in outcome.facts if one != fact), late)) == finding:
            yield "what others did after the end counts"


def _judged(outcome: CaseOutcome, facts: Iterable[Activity]) -> Finding:
    return judge(outcome.case.challenge, "", replace(outcome.scene, log=ActivityLog(facts))).finding


def _of_the_receipt(receipt: Receipt) -> Iterator[str]:
    """A receipt alone gives the same pass again, and without the last of its facts none: it says when it was met."""
    again = rejudge(receipt)
    if (again.answer, again.counted, again.as_of) != (Answer.MET, receipt.facts, receipt.met_at):
        yield "its receipt alone gives another verdict"
    if isinstance(check_from_words(receipt.check), CombinedCheck) and set(receipt.facts) & set(receipt.context):
        yield "its receipt holds a fact twice"
    if not receipt.facts:  # it rests on what people said
        return
    last = max(receipt.facts, key=lambda fact: fact.began_by)
    facts = tuple(one for one in receipt.facts if one != last)
    context = tuple(one for one in receipt.context if one != last)
    if rejudge(replace(receipt, facts=facts, context=context)).answer is Answer.MET:
        yield "its receipt holds more than it needs"
