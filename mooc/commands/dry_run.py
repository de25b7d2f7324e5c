"""A dry run against a real network: the engine in memory asks, the verdict is told in words or as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from mooc.core.course.course import Challenge
from mooc.core.engine.engine import Classroom, Engine
from mooc.core.evidence.scene import OwnAccount
from mooc.core.evidence.verdict import Line, Mark, Verdict
from mooc.core.facts.network import Network
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.judging.rendering import render
from mooc.core.spending.gate import Bucket, RequestOutcome
from mooc.core.values.authored import Lang
from mooc.core.values.localized import format_moment, format_number
from mooc.core.values.span import Span
from mooc.networks import registry
from mooc.networks.local_gate import LocalGate

QUESTIONS_AT_MOST = 60
SIGNS = {Mark.COUNTS: "✓", Mark.DOES_NOT_COUNT: "✗", Mark.UNKNOWN: "?", Mark.SUMMARY: "="}
_PHRASES: Mapping[str, Mapping[Lang, str]] = {
    "as": {"en": "as @{handle} on {network}", "fr": "en tant que @{handle} sur {network}"},
    "window": {"en": "from {since} to {until}", "fr": "du {since} au {until}"},
    "cost": {"en": "Requests: {requests}. Dollars: {usd}.", "fr": "Requêtes : {requests}. Dollars : {usd}."},
}


class CountingGate(LocalGate):
    """A gate in memory that also counts what passes it."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    def leave(self, bucket: Bucket, answer: RequestOutcome) -> float:
        """One request was sent."""
        self.requests += 1
        return super().leave(bucket, answer)


@dataclass
class DryRun:
    """A dry run that is over. ``usd``: dollars; ``names``: account id → handle, as far as they were shown."""

    challenge: Challenge
    account: OwnAccount
    window: Span
    now: datetime
    verdict: Verdict
    usd: Decimal
    names: Mapping[str, str]
    reads: list[tuple[Question, Reading]]


def run(network: Network, classroom: Classroom, now: datetime, names: Mapping[str, str]) -> DryRun:
    """Ask what the judge needs to know of the one learner, until it needs nothing more that can be asked for.

    ``classroom``: of one challenge and one account, which has been looked up at ``now`` (UTC).
    """
    (challenge,), (learner,) = classroom.challenges, classroom.participants
    (account,) = learner.accounts
    engine = Engine(classroom, standing_at={(account.network, account.id): now})
    reads: list[tuple[Question, Reading]] = []

    def ask(question: Question, cursor: str, now: datetime) -> Reading:
        reading = network.read(question, cursor, now)
        reads.append((question, reading))
        return reading

    if account.standing is AccountStatus.ACTIVE:
        engine.advance({account.network: ask}, now, QUESTIONS_AT_MOST)
    else:
        engine.judge(now)
    usd = sum((reading.usd for _, reading in reads), Decimal(0))
    handles = {person.id: person.handle for _, reading in reads for person in reading.people if person.handle}
    (judgement,) = engine.judgements.values()
    window = classroom.windows[challenge.challenge]
    return DryRun(challenge, account, window, now, judgement.verdict, usd, {**names, **handles}, reads)


def as_text(tried: DryRun, requests: int, lang: Lang, zone: tzinfo) -> str:
    """What was asked for, the evidence, the verdict and what it cost."""
    verdict = tried.verdict
    title = tried.challenge.title.get(lang) or next(iter(tried.challenge.title.values()))
    account = _PHRASES["as"][lang].format(handle=tried.account.handle, network=registry.label(tried.account.network))
    looked_at = tried.window.start, min(tried.window.end, tried.now)
    since, until = (format_moment(moment, lang, zone) for moment in looked_at)
    lines = [f"{SIGNS[line.mark]} {render(line, lang, tried.names, zone)}" for line in verdict.finding.lines]
    answer = render(Line(Mark.SUMMARY, f"answer.{verdict.answer}", {}), lang, {}, zone)
    usd = tried.usd.quantize(Decimal("0.001")) if tried.usd else 0
    cost = _PHRASES["cost"][lang].format(requests=format_number(requests, lang), usd=format_number(usd, lang))
    head = f"{title} ({verdict.rule}), {account}\n{_PHRASES['window'][lang].format(since=since, until=until)}"
    return "\n".join([head, "", *lines, "", answer, cost])


def as_json(tried: DryRun, requests: int, lang: Lang, zone: tzinfo) -> dict[str, Any]:
    """The same for programs. Dollars are a text, as everywhere."""
    verdict = tried.verdict
    finding = verdict.finding
    return {
        "challenge": verdict.challenge,
        "rule": verdict.rule,
        "network": tried.account.network,
        "account": {"id": tried.account.id, "handle": tried.account.handle},
        "since": _moment(tried.window.start),
        "until": _moment(tried.window.end),
        "answer": verdict.answer.value,
        "trouble": finding.trouble.kind.value if finding.trouble else "",
        "as_of": _moment(finding.as_of),
        "lines": [
            {
                "mark": line.mark.value,
                "word": line.word,
                "values": dict(line.values),
                "text": render(line, lang, tried.names, zone),
                "url": line.url,
            }
            for line in finding.lines
        ],
        "reads": [
            {
                "read": question.read,
                "subject": question.subject,
                "requests": reading.requests,
                "usd": str(reading.usd),
                "trouble": reading.trouble.kind.value if reading.trouble else "",
            }
            for question, reading in tried.reads
        ],
        "requests": requests,
        "usd": str(tried.usd),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
