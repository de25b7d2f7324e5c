"""What every check is: its parameters, its rule, its words to the learner."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from pydantic import Field, model_serializer

from mooc.core.checks.explanations import CheckSentences
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import STRANGERS, Audience
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.authored import Lang, Value

Words = Mapping[str, Mapping[Lang, str]]
"""Sentence name → the sentence in each language, with ``{values}`` to fill."""

MAX_LINES = 50
"""Beyond so many lines of evidence the oldest that do not count are told as a number, and if there still are too many,
the oldest that are not known."""

MORE_UNSEEN = "answer.more_unseen"
_FOLDED = {Mark.DOES_NOT_COUNT: "answer.more", Mark.UNKNOWN: MORE_UNSEEN}

_UNREADABLE = {
    AccountStatus.PROTECTED: TroubleKind.PROTECTED,
    AccountStatus.SUSPENDED: TroubleKind.SUSPENDED,
    AccountStatus.GONE: TroubleKind.ACCOUNT_GONE,
    AccountStatus.MOVED: TroubleKind.MOVED,
}


class Check(Value):
    """A rule over activity. A new check subclasses this in a file of its own and is listed in ``checks/__init__``.

    ``name`` is its word in the YAML; ``version`` goes up when the same facts may get another verdict; ``words`` are
    its sentences, named ``CHECK.SENTENCE``.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    words: ClassVar[Words] = {}

    @property
    def rule(self) -> str:
        """Name and version, as kept in receipts."""
        return f"{self.name}/{self.version}"

    @cached_property
    def holds(self) -> bool:
        """Whether a pass may be taken back when what was done is undone."""
        return bool(getattr(self, "must_hold", False))

    def how(self, hashtag: str) -> CheckSentences:
        """What is asked for, in sentences. ``hashtag``: the cohort's."""
        raise AssertionError(f"{type(self).__name__} must define how()")

    def find(self, scene: Scene) -> Finding:
        """Judge the scene. Pure: the same scene gives the same finding."""
        raise AssertionError(f"{type(self).__name__} must define find() or be a Counting check")

    @model_serializer(mode="wrap")
    def _as_written(self, handler: Any) -> dict[str, Any]:
        return {self.name: handler(self)}


EACH_ONCE = {"follow": "of", "unfollow": "of", "listen": "to", "relay": "by", "help": "to", "bridge": "to"}
"""Check → the field that says which people it counts, each of them once: it takes as many as are asked for."""


class CountingCheck(Check):
    """A check that counts facts: met when enough were seen, whatever else could not be seen."""

    at_least: int = Field(default=1, gt=0, le=1000, description="How many are asked for.")

    def people(self) -> Iterator[tuple[str, Audience]]:
        """The fields that say whom it means."""
        for name in type(self).model_fields:
            if isinstance(audience := getattr(self, name), Audience):
                yield name, audience

    def takes(self) -> Iterator[tuple[Audience, int]]:
        """The lists without whose people it cannot be met, and how many of each it takes at least."""
        for name, audience in self.people():
            if audience.list:
                yield audience, self.at_least if EACH_ONCE.get(self.name) == name else 1

    def tally(self, scene: Scene) -> Tally:
        """Count what is there, and say what must have been seen before one may call the rest absent.

        That the member's accounts can be read at all need not be said: it is added for every check.
        """
        raise AssertionError(f"{type(self).__name__} must define tally()")

    def find(self, scene: Scene) -> Finding:
        """Met if enough was seen; else not yet if everything was seen; else can't tell."""
        tally = self.tally(scene)
        lines = _folded(tuple(self._with_tie(scene, line) for line in tally.lines))
        needs = tuple(dict.fromkeys((*tally.needs, *standing_needs(scene))))
        if tally.have >= tally.want:
            as_of = max((fact.began_by for fact in tally.counted), default=scene.now)
            needs_to_watch = needs if self.holds else ()
            return Finding(Answer.MET, lines, tally.counted, needs_to_watch, as_of, None, tally.undone, tally.context)
        trouble = _why_unseen(self, scene, tally, needs)
        if trouble:
            lines = (*lines, trouble_line(trouble))
            return Finding(Answer.CANT_TELL, lines, tally.counted, needs, None, trouble, tally.undone, tally.context)
        seen_until = [coverage.known_until(scene.window.start) for need in needs if (coverage := scene.coverage(need))]
        as_of = min((moment for moment in seen_until if moment), default=scene.now)
        return Finding(Answer.NOT_YET, lines, tally.counted, needs, as_of, None, tally.undone, tally.context)

    def _with_tie(self, scene: Scene, line: Line) -> Line:
        """The line; where strangers are asked for, it says of somebody who is none by what."""
        if line.word != f"{self.name}.other" or STRANGERS not in dict(self.people()).values():
            return line
        person = next((str(line.values[name]) for name in ("by", "target") if name in line.values), "")
        return line._replace(values={**line.values, "known": scene.known_by(person)})


def summary_line(check: Check, have: int, want: int, **values: Scalar) -> Line:
    """The line that closes the evidence: ``CHECK.enough`` or ``CHECK.expected``, with what is ``missing``."""
    word = f"{check.name}.enough" if have >= want else f"{check.name}.expected"
    return Line(Mark.SUMMARY, word, {"have": have, "want": want, "missing": max(want - have, 0)} | values)


def trouble_line(trouble: Trouble) -> Line:
    """The line that says why it can't be told, and when the next look is."""
    values: dict[str, Scalar] = {"next": trouble.until.isoformat()} if trouble.until else {}
    return Line(Mark.UNKNOWN, f"trouble.{trouble.kind}", values)


def earliest(facts: Iterable[Activity], number: int) -> tuple[Activity, ...]:
    """The first ``number`` facts by the moment at which they had begun: with the last of them, enough was there."""
    return tuple(sorted(facts, key=lambda fact: (fact.began_by, fact.network, fact.key))[:number])


def is_unseen(scene: Scene, *needs: Need) -> bool:
    """Whether the absence of one of these may not be claimed now."""
    return scene.now >= scene.window.start and any(_why_missing(scene, need) for need in needs)


def _why_missing(scene: Scene, need: Need) -> Trouble | None:
    coverage = scene.coverage(need)
    return coverage.missing(scene.window, scene.now) if coverage else Trouble(TroubleKind.NOT_LOOKED)


def _folded(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """At most ``MAX_LINES`` of them, before which stands how many more there are; what counts is always told."""
    if len(lines) <= MAX_LINES:
        return lines
    notes: list[Line] = []
    for mark, word in _FOLDED.items():
        excess = max(len(lines) - MAX_LINES, 0)
        oldest = set([n for n, line in enumerate(lines) if line.mark is mark][:excess])
        lines = tuple(line for n, line in enumerate(lines) if n not in oldest)
        notes += [Line(mark, word, {"n": len(oldest)})] if oldest else []
    return (*notes, *lines)


def _why_unseen(check: CountingCheck, scene: Scene, tally: Tally, needs: Iterable[Need]) -> Trouble | None:
    """The first reason why the absence of something may not be claimed: what keeps everything from being seen, then why
    no look will ever show the rest, then what is lacking of the needs, in their order."""
    if not scene.accounts:
        return Trouble(TroubleKind.NO_ACCOUNT)
    for account in scene.accounts:
        if account.standing in _UNREADABLE:
            return Trouble(_UNREADABLE[account.standing])
    if scene.now < scene.window.start:
        return None
    if tally.doubt:
        return tally.doubt
    for audience, at_least in check.takes():
        if sum(len(scene.named(audience, account.network)) for account in scene.accounts) < at_least:
            return Trouble(TroubleKind.NOT_ON_NETWORK)
    if not tally.needs:  # what a rule does not ask for is never "not yet"
        return Trouble(TroubleKind.NOT_ASKABLE)
    return next((trouble for need in needs if (trouble := _why_missing(scene, need))), None)


def standing_needs(scene: Scene) -> tuple[Need, ...]:
    """That each account of the member can be read at all."""
    return tuple(Need(NeedKind.STANDING, account.network, account.id) for account in scene.accounts)
