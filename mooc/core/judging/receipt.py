"""Receipt: a pass, frozen with all that is needed to judge it again, offline, without any text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from mooc.core.checks import check_from_words
from mooc.core.course.course import Challenge
from mooc.core.evidence.codec import (
    Json,
    activity_from_json,
    activity_to_json,
    attestation_from_json,
    attestation_to_json,
    canonical,
    moment_to_json,
)
from mooc.core.evidence.scene import ActivityLog, OwnAccount, Scene
from mooc.core.evidence.verdict import Answer, Finding, Verdict
from mooc.core.facts.activity import Activity
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Scope
from mooc.core.facts.proof import Attestation, EvidenceLevel, lower_level
from mooc.core.judging.attestation import met_by_attestation
from mooc.core.values.span import Span

RECEIPT_FORMAT = 1


class ReceiptTampered(ValueError):
    """The receipt is not what it was when it was made."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A pass of ``member`` in ``challenge``, under ``rule`` of the course version ``course``.

    ``check``: the rule's parameters as the author wrote them. ``accounts``: (network, id) of the member's.
    ``facts``: what was counted; ``context``: what else was needed to count it. ``ties`` and ``lists``: who the people
    in the facts were at that time. ``met_at``: when the last counted fact had begun; ``made_at``: when it was judged.
    ``word``: what a peer said, where the pass rests on that instead of the network; ``vouches``: what people said that
    the rule itself counts. All times are UTC.
    """

    member: str
    challenge: str
    course: str
    rule: str
    check: Json
    window: Span
    hashtag: str
    accounts: tuple[tuple[str, str], ...]
    facts: tuple[Activity, ...]
    context: tuple[Activity, ...]
    ties: Mapping[str, tuple[str, ...]]
    lists: Mapping[tuple[str, str], tuple[str, ...]]
    met_at: datetime
    made_at: datetime
    word: Attestation | None = None
    vouches: tuple[Attestation, ...] = ()

    @property
    def proof(self) -> EvidenceLevel:
        """How strong the proof is: as its weakest part."""
        attestations = (*self.vouches, self.word) if self.word else self.vouches
        return reduce(lower_level, (word.proof for word in attestations), EvidenceLevel.NETWORK)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the receipt's canonical JSON."""
        return hashlib.sha256(canonical(receipt_to_json(self)).encode()).hexdigest()


def make_receipt(challenge: Challenge, verdict: Verdict, scene: Scene) -> Receipt:
    """The receipt for a verdict "met" that was found in ``scene``. Raises ValueError for any other answer."""
    finding = verdict.finding
    if finding.answer is not Answer.MET:
        raise ValueError(f"only what is met has a receipt, not {finding.answer}")
    people = {person for fact in (*finding.counted, *finding.context) for person in people_of(fact)}
    shortened = {key: tuple(sorted(people.intersection(ids))) for key, ids in scene.lists.items()}
    return Receipt(
        member=verdict.member,
        challenge=verdict.challenge,
        course=verdict.course,
        rule=verdict.rule,
        check=challenge.check.model_dump(mode="json"),
        window=scene.window,
        hashtag=scene.hashtag,
        accounts=tuple((account.network, account.id) for account in scene.accounts),
        facts=finding.counted,
        context=finding.context,
        ties={person: tuple(sorted(ties)) for person in sorted(people) if (ties := scene.ties_of(person))},
        lists={key: ids for key, ids in sorted(shortened.items()) if ids},
        met_at=finding.as_of or verdict.judged_at,
        made_at=verdict.judged_at,
        word=finding.word,
        vouches=finding.vouches,
    )


def people_of(fact: Activity) -> set[str]:
    """All accounts that the fact speaks of. The target of a follow is one, that of a repost is a post."""
    named = {fact.actor, fact.target_author, fact.target, *fact.references.authors, *fact.content.mentions}
    return named - {""}


def rejudge(receipt: Receipt, challenge: Challenge | None = None) -> Finding:
    """Judge again from the receipt alone; with ``challenge``, by that rule instead of the one in the receipt."""
    check = challenge.check if challenge else check_from_words(receipt.check)
    since = min(receipt.window.start, receipt.made_at)
    coverage = Coverage(Scope.STATE, (Span(receipt.made_at, receipt.made_at),))
    scene = Scene(
        member=receipt.member,
        accounts=tuple(OwnAccount(network, account, "", since) for network, account in receipt.accounts),
        window=receipt.window,
        now=receipt.made_at,
        log=ActivityLog((*receipt.facts, *receipt.context)),
        hashtag=receipt.hashtag,
        lists=receipt.lists,
        ties={person: frozenset(ties) for person, ties in receipt.ties.items()},
        coverage=lambda need: coverage,
        attestations=receipt.vouches,
    )
    finding = check.find(scene)
    return met_by_attestation(finding, receipt.word, check.holds) if receipt.word else finding


def receipt_to_json(receipt: Receipt) -> Json:
    """The receipt's body, without its digest. How it was proven is said where the network was not read."""
    body: Json = {} if receipt.proof is EvidenceLevel.NETWORK else {"proof": receipt.proof.value}
    if receipt.word:
        body["word"] = attestation_to_json(receipt.word)
    if receipt.vouches:
        body["vouches"] = [attestation_to_json(word) for word in receipt.vouches]
    return body | {
        "format": RECEIPT_FORMAT,
        "member": receipt.member,
        "challenge": receipt.challenge,
        "course": receipt.course,
        "rule": receipt.rule,
        "check": receipt.check,
        "window": [moment_to_json(receipt.window.start), moment_to_json(receipt.window.end)],
        "hashtag": receipt.hashtag,
        "accounts": [list(account) for account in receipt.accounts],
        "facts": [activity_to_json(fact) for fact in receipt.facts],
        "context": [activity_to_json(fact) for fact in receipt.context],
        "ties": {person: list(ties) for person, ties in receipt.ties.items()},
        "lists": [[network, name, list(ids)] for (network, name), ids in receipt.lists.items()],
        "met_at": moment_to_json(receipt.met_at),
        "made_at": moment_to_json(receipt.made_at),
    }


def receipt_from_json(body: Mapping[str, Any], digest: str) -> Receipt:
    """The receipt of that body. Raises ReceiptTampered if it does not match its digest."""
    if hashlib.sha256(canonical(body).encode()).hexdigest() != digest:
        raise ReceiptTampered("the body does not match its digest")
    start, end = map(datetime.fromisoformat, body["window"])
    return Receipt(
        member=body["member"],
        challenge=body["challenge"],
        course=body["course"],
        rule=body["rule"],
        check=body["check"],
        window=Span(start, end),
        hashtag=body["hashtag"],
        accounts=tuple((network, account) for network, account in body["accounts"]),
        facts=tuple(map(activity_from_json, body["facts"])),
        context=tuple(map(activity_from_json, body["context"])),
        ties={person: tuple(ties) for person, ties in body["ties"].items()},
        lists={(network, name): tuple(ids) for network, name, ids in body["lists"]},
        met_at=datetime.fromisoformat(body["met_at"]),
        made_at=datetime.fromisoformat(body["made_at"]),
        word=attestation_from_json(body["word"]) if "word" in body else None,
        vouches=tuple(map(attestation_from_json, body.get("vouches", ()))),
    )
