"""What ``all``, ``any`` and ``some`` share: three-valued logic over the findings of their parts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import reduce
from typing import Any, ClassVar

from pydantic import Field, field_validator, model_serializer, model_validator

from mooc.core.checks.base import Check, Words
from mooc.core.checks.explanations import CheckSentences, asked
from mooc.core.checks.registry import NamedCheck
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.activity import Activity
from mooc.core.facts.network import Need
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


class Combined(Check):
    """A check made of others. Met if enough parts are; not yet if enough can no longer be; else can't tell."""

    of: tuple[NamedCheck, ...] = Field(description="The checks, each by its name.")

    words: ClassVar[Words] = PART_WORDS

    @field_validator("of")
    @classmethod
    def _few_and_not_too_deep(cls, of: tuple[Check, ...]) -> tuple[Check, ...]:
        if not 2 <= len(of) <= MAX_PARTS:
            raise ValueError(f"two to {MAX_PARTS} checks are expected, not {len(of)}")
        if max(map(depth, of)) >= MAX_DEPTH:
            raise ValueError(f"all, any and some may stand in each other at most {MAX_DEPTH} deep")
        return of

    @property
    def wanted(self) -> int:
        """How many of the parts must be met."""
        raise AssertionError(f"{type(self).__name__} must define wanted")

    @property
    def holds(self) -> bool:
        """Whether one of the parts may take a pass back."""
        return any(part.holds for part in self.of)

    def how(self, hashtag: str) -> CheckSentences:
        """How many of the parts, and each part."""
        values = {"want": self.wanted, "of": len(self.of)}
        return CheckSentences((asked(f"{self.name}.how", **values),), tuple(part.how(hashtag) for part in self.of))

    def find(self, scene: Scene) -> Finding:
        """The findings of all parts, in their order, made into one."""
        parts = [part.find(scene) for part in self.of]
        met = [part for part in parts if part.answer is Answer.MET]
        open_ = [part for part in parts if part.answer is Answer.CANT_TELL]
        lines = (*_told(parts), self._summary(len(met)))
        if len(met) >= self.wanted:
            return _met(met, self.wanted, lines)
        undone = any(
            part.undone and check.holds and part.answer is not Answer.MET
            for check, part in zip(self.of, parts, strict=True)
        )
        if len(met) + len(open_) < self.wanted:
            return _not_yet(parts, self.wanted, lines, undone)
        return _cant_tell(parts, open_[0], lines, undone)

    def _summary(self, met: int) -> Line:
        values = {"have": met, "want": self.wanted, "of": len(self.of)}
        return Line(Mark.SUMMARY, f"{self.name}.expected", values)


class ListOfChecks(Combined):
    """A combined check whose parameters are nothing but the list of its parts."""

    @model_validator(mode="before")
    @classmethod
    def _written_as_list(cls, data: Any) -> Any:
        return {"of": data} if isinstance(data, list | tuple) else data

    @model_serializer(mode="wrap")
    def _as_written(self, handler: Any) -> dict[str, Any]:
        return {self.name: handler(self)["of"]}


def leaves(check: Check) -> Iterator[Check]:
    """The checks that look at something themselves: the parts of one that is combined, and theirs."""
    if isinstance(check, Combined):
        for part in check.of:
            yield from leaves(part)
    else:
        yield check


def depth(check: Check) -> int:
    """How deep checks stand in each other: 0 for one that is not combined."""
    return 1 + max(map(depth, check.of)) if isinstance(check, Combined) else 0


def _told(parts: Sequence[Finding]) -> Iterable[Line]:
    for number, part in enumerate(parts, 1):
        yield Line(_MARKS[part.answer], f"part.{part.answer}", {"n": number, "of": len(parts)})
        yield from part.lines


def _met(met: list[Finding], wanted: int, lines: tuple[Line, ...]) -> Finding:
    """Met by the parts that were met first: later ones neither delay it nor weigh in the receipt."""
    first = sorted(met, key=lambda part: part.as_of or datetime.min.replace(tzinfo=UTC))[:wanted]
    as_of = max((part.as_of for part in first if part.as_of), default=None)
    counted, context = _facts(first)
    return Finding(
        Answer.MET,
        lines,
        counted,
        _needs(met),
        as_of,
        context=context,
        proof=reduce(lower_level, (part.proof for part in first)),
        vouches=tuple(dict.fromkeys(word for part in first for word in part.vouches)),
    )


def _not_yet(parts: list[Finding], wanted: int, lines: tuple[Line, ...], undone: bool) -> Finding:
    """Not yet, known up to the moment at which so many parts were missing that the rest could not be enough."""
    known = sorted((part.as_of for part in parts if part.answer is Answer.NOT_YET and part.as_of), reverse=True)
    as_of = known[len(parts) - wanted]
    counted, context = _facts(parts)
    return Finding(Answer.NOT_YET, lines, counted, _needs(parts), as_of, None, undone, context)


def _cant_tell(parts: list[Finding], unseen: Finding, lines: tuple[Line, ...], undone: bool) -> Finding:
    counted, context = _facts(parts)
    return Finding(Answer.CANT_TELL, lines, counted, _needs(parts), None, unseen.trouble, undone, context)


def _facts(parts: Iterable[Finding]) -> tuple[tuple[Activity, ...], tuple[Activity, ...]]:
    """What the parts counted, each fact once, and the context that is not among it."""
    counted = dict.fromkeys(fact for part in parts for fact in part.counted)
    context = dict.fromkeys(fact for part in parts for fact in part.context if fact not in counted)
    return tuple(counted), tuple(context)


def _needs(parts: Iterable[Finding]) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for part in parts for need in part.needs))
