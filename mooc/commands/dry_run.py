"""Running a trial against a real network: questions asked, requests counted, the verdict in words or as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from mooc.core.evidence.verdict import Line, Mark
from mooc.core.facts.network import Network, Question, Read, Reading
from mooc.core.judging.rendering import moment_in_words, number_in_words, render
from mooc.core.spending.gate import Answered, Bucket
from mooc.core.trial import Trial
from mooc.core.values.authored import Lang
from mooc.gates import LocalGate
from mooc.networks import registry

ROUNDS = 5
"""The judge asks again when it has seen something (who passed on the posts that were found), so often at most."""
SIGNS = {Mark.COUNTS: "✓", Mark.DOES_NOT_COUNT: "✗", Mark.UNKNOWN: "?", Mark.SUMMARY: "="}
_SAID: Mapping[str, Mapping[Lang, str]] = {
    "as": {"en": "as @{handle} on {network}", "fr": "en tant que @{handle} sur {network}"},
    "window": {"en": "from {since} to {until}", "fr": "du {since} au {until}"},
    "cost": {"en": "Requests: {requests}. Dollars: {usd}.", "fr": "Requêtes : {requests}. Dollars : {usd}."},
}


class CountingGate(LocalGate):
    """A gate in memory that also counts what passes it."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    def leave(self, bucket: Bucket, answer: Answered) -> float:
        """One request was sent."""
        self.requests += 1
        return super().leave(bucket, answer)


@dataclass
class Tried:
    """A trial that has run. ``usd``: dollars; ``names``: account id → handle, as far as they were shown."""

    trial: Trial
    usd: Decimal = Decimal(0)
    names: dict[str, str] = field(default_factory=dict)
    reads: list[tuple[Read, Question, Reading]] = field(default_factory=list)


def run(network: Network, trial: Trial, names: Mapping[str, str]) -> Tried:
    """Ask what the judge needs, until it needs nothing more that can be asked for."""
    tried = Tried(trial, names=dict(names))
    for _ in range(ROUNDS):
        questions = tried.trial.questions()
        if not questions:
            break
        for read, question in questions:
            reading = network.read(question, "", tried.trial.now)
            tried.trial = tried.trial.after(read, question, reading)
            tried.usd += reading.usd
            tried.names |= {person.id: person.handle for person in reading.people if person.handle}
            tried.reads.append((read, question, reading))
    return tried


def in_words(tried: Tried, requests: int, lang: Lang, zone: tzinfo) -> str:
    """What was asked for, the evidence, the verdict and what it cost."""
    trial, verdict = tried.trial, tried.trial.verdict()
    title = trial.challenge.title.get(lang) or next(iter(trial.challenge.title.values()))
    who = _SAID["as"][lang].format(handle=trial.account.handle, network=registry.label(trial.account.network))
    seen = trial.window.start, min(trial.window.end, trial.now)
    since, until = (moment_in_words(moment, lang, zone) for moment in seen)
    lines = [f"{SIGNS[line.mark]} {render(line, lang, tried.names, zone)}" for line in verdict.finding.lines]
    answer = render(Line(Mark.SUMMARY, f"answer.{verdict.answer}", {}), lang, {}, zone)
    usd = tried.usd.quantize(Decimal("0.001")) if tried.usd else 0
    cost = _SAID["cost"][lang].format(requests=number_in_words(requests, lang), usd=number_in_words(usd, lang))
    head = f"{title} ({verdict.rule}), {who}\n{_SAID['window'][lang].format(since=since, until=until)}"
    return "\n".join([head, "", *lines, "", answer, cost])


def as_json(tried: Tried, requests: int, lang: Lang, zone: tzinfo) -> dict[str, Any]:
    """The same for programs. Dollars are a text, as everywhere."""
    trial, verdict = tried.trial, tried.trial.verdict()
    finding = verdict.finding
    return {
        "challenge": verdict.challenge,
        "rule": verdict.rule,
        "network": trial.account.network,
        "account": {"id": trial.account.id, "handle": trial.account.handle},
        "since": _moment(trial.window.start),
        "until": _moment(trial.window.end),
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
            for _read, question, reading in tried.reads
        ],
        "requests": requests,
        "usd": str(tried.usd),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
