"""Findings, verdicts and activities as JSON, and back. What has its default value is left out."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from mooc.core.evidence.verdict import Answer, Finding, Line, Mark, Verdict
from mooc.core.facts.activity import DEFAULTS, Activity, Kind
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.proof import Attestation, AttestationKind, EvidenceLevel
from mooc.core.facts.troubles import Trouble, TroubleKind

Json = dict[str, Any]

_TIMES = frozenset({"at", "seen_at", "absent_at", "claimed_at"})


def canonical(data: object) -> str:
    """The one text of a JSON value: keys sorted, no blanks, all characters as they are."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def moment_to_json(moment: datetime) -> str:
    """ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()


def activity_to_json(activity: Activity) -> Json:
    """All fields but the defaults."""
    return _fields(activity.fields(), DEFAULTS)


def activity_from_json(data: Mapping[str, Any]) -> Activity:
    """The activity that ``activity_to_json`` wrote."""
    fields: Json = {}
    for name, value in data.items():
        if name in _TIMES:
            fields[name] = None if value is None else datetime.fromisoformat(value)
        elif name == "kind":
            fields[name] = Kind(value)
        else:
            fields[name] = tuple(value) if isinstance(value, list) else value
    return Activity.of_fields(**fields)


def line_to_json(line: Line) -> Json:
    """All fields but the defaults."""
    return _fields(line._asdict(), Line._field_defaults)


def line_from_json(data: Mapping[str, Any]) -> Line:
    """The line that ``line_to_json`` wrote."""
    return Line(**{**data, "mark": Mark(data["mark"]), "values": dict(data["values"])})


def need_to_json(need: Need) -> Json:
    """All fields but the defaults."""
    return _fields(need._asdict(), Need._field_defaults)


def need_from_json(data: Mapping[str, Any]) -> Need:
    """The need that ``need_to_json`` wrote."""
    return Need(**{**data, "kind": NeedKind(data["kind"])})


def attestation_to_json(word: Attestation) -> Json:
    """All fields but the defaults."""
    return _fields(word._asdict(), Attestation._field_defaults)


def attestation_from_json(data: Mapping[str, Any]) -> Attestation:
    """What somebody said, as ``attestation_to_json`` wrote it."""
    attestation = Attestation(data["by"], datetime.fromisoformat(data["at"]), data.get("url", ""))
    ties = tuple(data["ties"]) if "ties" in data else attestation.ties
    return attestation._replace(ties=ties, vouch=AttestationKind(data.get("vouch", attestation.vouch)))


def finding_to_json(finding: Finding) -> Json:
    """The finding as JSON; equal findings give equal JSON."""
    parts: Json = {
        "answer": finding.answer.value,
        "lines": [line_to_json(line) for line in finding.lines],
        "counted": [activity_to_json(fact) for fact in finding.counted],
        "context": [activity_to_json(fact) for fact in finding.context],
        "needs": [need_to_json(need) for need in finding.needs],
        "as_of": finding.as_of and moment_to_json(finding.as_of),
        "trouble": finding.trouble and _fields(finding.trouble._asdict(), Trouble._field_defaults),
        "undone": finding.undone,
        "proof": "" if finding.proof is EvidenceLevel.NETWORK else finding.proof.value,
        "word": finding.word and attestation_to_json(finding.word),
        "vouches": [attestation_to_json(word) for word in finding.vouches],
    }
    return {name: part for name, part in parts.items() if part}


def finding_from_json(data: Mapping[str, Any]) -> Finding:
    """The finding that ``finding_to_json`` wrote."""
    as_of, trouble_json = data.get("as_of"), data.get("trouble")
    trouble = None
    if trouble_json:
        until = trouble_json.get("until")
        retry_at = datetime.fromisoformat(until) if until else None
        trouble = Trouble(TroubleKind(trouble_json["kind"]), retry_at, trouble_json.get("detail", ""))
    return Finding(
        answer=Answer(data["answer"]),
        lines=tuple(map(line_from_json, data.get("lines", ()))),
        counted=tuple(map(activity_from_json, data.get("counted", ()))),
        needs=tuple(map(need_from_json, data.get("needs", ()))),
        as_of=datetime.fromisoformat(as_of) if as_of else None,
        trouble=trouble,
        undone=data.get("undone", False),
        context=tuple(map(activity_from_json, data.get("context", ()))),
        proof=EvidenceLevel(data.get("proof", EvidenceLevel.NETWORK)),
        word=attestation_from_json(data["word"]) if "word" in data else None,
        vouches=tuple(map(attestation_from_json, data.get("vouches", ()))),
    )


def verdict_to_json(verdict: Verdict) -> Json:
    """The verdict as JSON; equal verdicts give equal JSON."""
    return {
        "member": verdict.member,
        "challenge": verdict.challenge,
        "rule": verdict.rule,
        "course": verdict.course,
        "judged_at": moment_to_json(verdict.judged_at),
        "finding": finding_to_json(verdict.finding),
    }


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """The verdict that ``verdict_to_json`` wrote."""
    return Verdict(
        data["member"],
        data["challenge"],
        data["rule"],
        data["course"],
        datetime.fromisoformat(data["judged_at"]),
        finding_from_json(data["finding"]),
    )


def _fields(fields: Mapping[str, Any], defaults: Mapping[str, Any]) -> Json:
    """The fields that differ from their defaults, in the types that JSON knows."""
    data: Json = {}
    for name, value in fields.items():
        if name in defaults and value == defaults[name]:
            continue
        if isinstance(value, datetime):
            data[name] = moment_to_json(value)
        elif isinstance(value, StrEnum):
            data[name] = value.value
        elif isinstance(value, tuple):
            data[name] = list(value)
        else:
            data[name] = dict(value) if isinstance(value, Mapping) else value
    return data
