"""How a rule can be judged on a network: by reading it, by a pasted link, by somebody's word, or not at all.

check ── a made-up learner's scene ──▶ needs ── the network's table of reads ──▶ a read for each, or not
parameters ── what only that network lacks ──▶ weaker, or a remark
"""

from collections.abc import Mapping
from functools import reduce
from itertools import chain
from typing import NamedTuple

from mooc.core.checks.attest import Attest, AttestedBy
from mooc.core.checks.attestation import AttestationCheck
from mooc.core.checks.base import Check
from mooc.core.checks.combining import CombinedCheck
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.proof import LEVELS, EvidenceLevel, lower_level
from mooc.core.forecast.forecast import SAMPLE_WEEK, sample_needs
from mooc.core.judging.attestation import LINK_PROVABLE_NEEDS
from mooc.core.planning.plan import read_for
from mooc.core.spending.costs import PriceList
from mooc.core.values.authored import Lang


class EvidenceForecast(NamedTuple):
    """``proof``: how strong a pass is proven at best; None: it cannot be judged there. ``remarks``: what the network
    lacks that an author had better know, in each language."""

    proof: EvidenceLevel | None
    remarks: tuple[Mapping[Lang, str], ...] = ()


def forecast_evidence(check: Check, tariff: PriceList) -> EvidenceForecast:
    """How the rule can be judged on the network of that tariff. Pure."""
    if isinstance(check, CombinedCheck):
        return _combined(check, [forecast_evidence(part, tariff) for part in check.of])
    if isinstance(check, AttestationCheck):
        is_own_word = isinstance(check, Attest) and check.by is AttestedBy.SELF
        return EvidenceForecast(EvidenceLevel.SELF if is_own_word else EvidenceLevel.PEER)
    # the rule asks for what is lacking: by its name, or by a parameter that it gives so
    limitations = [
        limitation
        for limitation in tariff.limitations
        if limitation.check == check.name
        and (not limitation.parameter or getattr(check, limitation.parameter) == limitation.value)
    ]
    levels = [_by_reading(check, tariff), *(limitation.proof for limitation in limitations)]
    proof = None if None in levels else reduce(lower_level, (level for level in levels if level), EvidenceLevel.NETWORK)
    return EvidenceForecast(proof, tuple(limitation.why for limitation in limitations))


def _by_reading(check: Check, tariff: PriceList) -> EvidenceLevel | None:
    tables = {tariff.network: tariff.reads}
    needs = sample_needs(check, tariff.network, SAMPLE_WEEK, "tag")
    if all(need.kind is NeedKind.STANDING for need in needs):
        return EvidenceLevel.PEER  # nobody is asked about the people whom it means
    lacking = {need.kind for need in needs if not read_for(need, tables)}
    if not lacking:
        return EvidenceLevel.NETWORK
    return EvidenceLevel.LINK if lacking <= LINK_PROVABLE_NEEDS else None


def _combined(check: CombinedCheck, parts: list[EvidenceForecast]) -> EvidenceForecast:
    """As strong as the weakest of the strongest parts that are enough; each remark once."""
    proofs = sorted((part.proof for part in parts if part.proof), key=LEVELS.index)
    remarks: list[Mapping[Lang, str]] = []
    for remark in chain.from_iterable(part.remarks for part in parts):
        if remark not in remarks:
            remarks.append(remark)
    return EvidenceForecast(proofs[check.required - 1] if len(proofs) >= check.required else None, tuple(remarks))
