"""What ``all``, ``any`` and ``some`` share: three-valued logic over the findings of their parts."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import reduce
from typing import Any, ClassVar

from pydantic import Field, field_validator, model_serializer, model_validator

from mooc.core.checks.base import Check, Words
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.checks.registry import NamedCheck
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import Need
from mooc.core.facts.proof import lower_level

MAX_DEPTH = 3
"""How deep ``all``, ``any`` and ``some`` may stand in each other."""
MAX_PARTS = 10

PART_WORDS: Words = {
    "part.met": {"en": "Part {n} of {of}: met.", "fr": "Partie {n} sur {of} : réussie."},
    "part.not_yet": {"en": "Part {n} of {of}: not yet.", "fr": "Partie {n} sur {of} : pas encore."},
    "part.cant_tell": {
        "en": "Part {n} of {of}: can't tell yet.",
        "fr": "Partie {n} sur {of} : on ne peut pas encore le dire.",
    },
}

_MARKS = {Answer.MET: Mark.COUNTS, Answer.NOT_YET: Mark.DOES_NOT_COUNT, Answer.CANT_TELL: Mark.UNKNOWN}


class CombinedCheck(Check):
    """A check made of others. Met if enough parts are; not yet if enough can no longer be; else can't tell."""

    of: tuple[NamedCheck, ...] = Field(description="The checks, each by its name.")

    words: ClassVar[Words] = PART_WORDS

    @field_validator("of")
    @classmethod
    def _few_and_not_too_deep(cls, of: tuple[Check, ...]) -> tuple[Check, ...]:
        if not 2 <= len(of) <= MAX_PARTS:
            raise ValueError(f"two to {MAX_PARTS} checks are expected, not {len(of)}")
        if max(map(nesting_depth, of)) >= MAX_DEPTH:
            raise ValueError(f"all, any and some may stand in each other at most {MAX_DEPTH} deep")
        return of

    @property
    def required(self) -> int:
        """How many of the parts must be met."""
        raise AssertionError(f"{type(self).__name__} must define required")

    @property
    def holds(self) -> bool:
        """Whether one of the parts may take a pass back."""
        return any(part.holds for part in self.of)

    def how(self, hashtag: str) -> CheckSentences:
        """How many of the parts, and each part."""
        values = {"want": self.required, "of": len(self.of)}
        return CheckSentences(
            (requirement(f"{self.name}.how", **values),), tuple(part.how(hashtag) for part in self.of)
        )

    def find(self, scene: Scene) -> Finding:
        """The findings of all parts, in their order, made into one."""
        findings = [part.find(scene) for part in self.of]
        met = [finding for finding in findings if finding.answer is Answer.MET]
        unseen = [finding for finding in findings if finding.answer is Answer.CANT_TELL]
        lines: tuple[Line, ...] = ()
        for number, finding in enumerate(findings, 1):
            part_line = Line(_MARKS[finding.answer], f"part.{finding.answer}", {"n": number, "of": len(findings)})
            lines = (*lines, part_line, *finding.lines)
        values = {"have": len(met), "want": self.required, "of": len(findings)}
        lines = (*lines, Line(Mark.SUMMARY, f"{self.name}.expected", values))
        if len(met) >= self.required:
            return _met(met, self.required, lines)
        undone = any(
            finding.undone and check.holds and finding.answer is not Answer.MET
            for check, finding in zip(self.of, findings, strict=True)
        )
        counted, context = _facts(findings)
        needs = _needs(findings)
        if len(met) + len(unseen) < self.required:
            # known up to the moment at which so many parts were missing that the rest could not be enough
            not_yet = [finding.as_of for finding in findings if finding.answer is Answer.NOT_YET and finding.as_of]
            as_of = sorted(not_yet, reverse=True)[len(findings) - self.required]
            return Finding(Answer.NOT_YET, lines, counted, needs, as_of, None, undone, context)
        return Finding(Answer.CANT_TELL, lines, counted, needs, None, unseen[0].trouble, undone, context)


class ListOfChecks(CombinedCheck):
    """A combined check whose parameters are nothing but the list of its parts."""

    @model_validator(mode="before")
    @classmethod
    def _written_as_list(cls, data: Any) -> Any:
        return {"of": data} if isinstance(data, list | tuple) else data

    @model_serializer(mode="wrap")
    def _as_written(self, handler: Any) -> dict[str, Any]:
        return {self.name: handler(self)["of"]}


def leaf_checks(check: Check) -> Iterator[Check]:
    """The checks that look at something themselves: the parts of one that is combined, and theirs."""
    if isinstance(check, CombinedCheck):
        for part in check.of:
            yield from leaf_checks(part)
    else:
        yield check


def nesting_depth(check: Check) -> int:
    """How deep checks stand in each other: 0 for one that is not combined."""
    return 1 + max(map(nesting_depth, check.of)) if isinstance(check, CombinedCheck) else 0


def _met(met: list[Finding], at_least: int, lines: tuple[Line, ...]) -> Finding:
    """Met by the parts that were met first: later ones neither delay it nor weigh in the receipt."""
    earliest = sorted(met, key=lambda part: part.as_of or datetime.min.replace(tzinfo=UTC))[:at_least]
    as_of = max((part.as_of for part in earliest if part.as_of), default=None)
    counted, context = _facts(earliest)
    return Finding(
        Answer.MET,
        lines,
        counted,
        _needs(met),
        as_of,
        context=context,
        proof=reduce(lower_level, (part.proof for part in earliest)),
        vouches=tuple(dict.fromkeys(word for part in earliest for word in part.vouches)),
    )


def _facts(parts: Iterable[Finding]) -> tuple[tuple[Activity, ...], tuple[Activity, ...]]:
    """What the parts counted, each fact once, and the context that is not among it."""
    counted = dict.fromkeys(fact for part in parts for fact in part.counted)
    context = dict.fromkeys(fact for part in parts for fact in part.context if fact not in counted)
    return tuple(counted), tuple(context)


def _needs(parts: Iterable[Finding]) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for part in parts for need in part.needs))
