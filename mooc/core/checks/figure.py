"""``figure``: a number that others can use: with its unit, its date and its source, and confirmed."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.base import Words, is_unseen
from mooc.core.checks.explanations import requirement
from mooc.core.checks.writing import WRITING_WORDS, Flaw, PostCheck
from mooc.core.evidence.posts import is_standing, posts_in_window, reactions_to
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.text_features import QuotedFigure, figure_of
from mooc.core.evidence.verdict import Line, Scalar, Tally
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Audience
from mooc.core.facts.needs import Need, NeedKind


class Figure(PostCheck):
    """Post figures, each with a unit, the date that it speaks of, and a link to its source. Others confirm one by
    answering or quoting it with the same value: in the same unit, if one is asked for, and of no other date."""

    name: ClassVar[str] = "figure"
    version: ClassVar[int] = 4
    unit: str = Field(default="", max_length=12, description="The unit that is asked for; any, if none is given.")
    dated: bool = Field(default=True, description="It must say which year, month or day it speaks of.")
    source: bool = Field(default=True, description="It must link to its source.")
    confirmed: int = Field(default=1, ge=0, le=20, description="How many people must confirm it.")
    by: Audience = Field(default=Audience(word="cohort"), description="Who may confirm it.")

    words: ClassVar[Words] = {
        **WRITING_WORDS,
        "figure.how": {
            "en": "Figures to give while this challenge is open: {want}, each a number with its unit.",
            "fr": "Chiffres à donner pendant que ce défi est ouvert : {want}, chacun un nombre avec son unité.",
        },
        "figure.how_unit": {"en": "The unit that is asked for: {unit}.", "fr": "L'unité demandée : {unit}."},
        "figure.how_dated": {
            "en": "Each says its year, month or day.",
            "fr": "Chacun dit son année, son mois ou son jour.",
        },
        "figure.how_source": {"en": "Each links to its source.", "fr": "Chacun renvoie à sa source."},
        "figure.how_confirmed": {
            "en": "People who answer or quote it with the same value: {least} or more. Who counts: {whom}.",
            "fr": "Personnes qui y répondent ou le citent avec la même valeur : {least} au moins. Qui compte : {whom}.",
        },
        "figure.how_same_unit": {
            "en": "Who confirms it gives the same unit.",
            "fr": "La confirmation donne la même unité.",
        },
        "figure.how_same_date": {
            "en": "Who confirms it gives no date, or one that agrees.",
            "fr": "La confirmation ne donne pas de date, ou une date qui concorde.",
        },
        "figure.expected": {
            "en": "Figures that count: {have} of {want}. {missing} to go.",
            "fr": "Chiffres qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "figure.enough": {
            "en": "Figures that count: {have}. Asked for: {want}. That is enough.",
            "fr": "Chiffres qui comptent : {have}. Il en fallait {want} : le compte y est.",
        },
        "figure.yes": {"en": "Your figure of {at} counts: {value}.", "fr": "Votre chiffre du {at} compte : {value}."},
        "figure.no_figure": {
            "en": "Your post of {at} gives no number with a unit.",
            "fr": "Votre publication du {at} ne donne pas de nombre avec une unité.",
        },
        "figure.other_unit": {
            "en": "Your figure of {at}, {value}, is not in {unit}.",
            "fr": "Votre chiffre du {at}, {value}, n'est pas en {unit}.",
        },
        "figure.no_date": {
            "en": "Your figure of {at}, {value}, does not say of which year, month or day it is.",
            "fr": "Votre chiffre du {at}, {value}, ne dit pas de quelle année, de quel mois ou de quel jour il date.",
        },
        "figure.no_source": {
            "en": "Your figure of {at}, {value}, has no link to its source.",
            "fr": "Votre chiffre du {at}, {value}, n'a pas de lien vers sa source.",
        },
        "figure.alone": {
            "en": "People who confirm your figure of {at}, {value}: {have} of {least}.",
            "fr": "Personnes qui confirment votre chiffre du {at}, {value} : {have} sur {least}.",
        },
        "figure.unseen": {
            "en": "People seen so far to confirm your figure of {at}, {value}: {have} of {least}. Not all answers and "
            "quotes have been seen.",
            "fr": "Personnes vues pour l'instant confirmer votre chiffre du {at}, {value} : {have} sur {least}. Les "
            "réponses et les citations n'ont pas encore toutes pu être vues.",
        },
        "figure.contradicted": {
            "en": "{by} gives {other} where your figure of {at} says {value}; look again together.",
            "fr": "{by} donne {other} là où votre chiffre du {at} dit {value} ; regardez ensemble.",
        },
    }

    def asked_first(self, hashtag: str) -> Iterator[Line]:
        """How many, and what each needs."""
        yield from super().asked_first(hashtag)
        if self.unit:
            yield requirement("figure.how_unit", unit=self.unit)
        if self.dated:
            yield requirement("figure.how_dated")
        if self.source:
            yield requirement("figure.how_source")
        if self.confirmed:
            yield requirement("figure.how_confirmed", least=self.confirmed, whom=self.by.whom)
            if self.unit:
                yield requirement("figure.how_same_unit")
            if self.dated:
                yield requirement("figure.how_same_date")

    def takes(self) -> Iterator[tuple[Audience, int]]:
        """Those who may confirm it, as many as must."""
        return ((audience, self.confirmed) for audience, _ in super().takes())

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """Posts that give a figure; where a tag is asked for, all that carry it."""
        return [post for post in posts_in_window(scene) if figure_of(post.content.marks) or self.tag]

    def about(self, scene: Scene, post: Activity) -> dict[str, Scalar]:
        """What it says."""
        figure = figure_of(post.content.marks)
        return {"value": _as_text(figure)} if figure else {}

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """What the figure lacks, and who says otherwise."""
        figure = figure_of(post.content.marks)
        if figure is None:
            yield "no_figure", {}
            return
        if self.unit and figure.unit != self.unit.casefold():
            yield "other_unit", {"unit": self.unit}
        if self.dated and not figure.date:
            yield "no_date", {}
        if self.source and not post.content.links:
            yield "no_source", {}
        answers = list(self._answers(scene, post))
        confirming = {
            answer.actor
            for answer, quoted in answers
            if quoted.value == figure.value
            if not self.unit or quoted.unit == figure.unit
            if not self.dated or _may_agree(quoted.date, figure.date)
        }
        if len(confirming) >= self.confirmed:
            return
        for answer, quoted in answers:
            is_comparable = quoted.unit == figure.unit and _may_agree(quoted.date, figure.date)
            if quoted.value != figure.value and is_comparable:
                yield "contradicted", {"by": answer.actor, "other": _as_text(quoted)}
        word = "unseen" if is_unseen(scene, *_confirming(post)) else "alone"
        yield word, {"have": len(confirming), "least": self.confirmed}

    def tally(self, scene: Scene) -> Tally:
        """As of all that one writes; whether others confirm a figure may not be known."""
        return super().tally(scene).unknown("figure.unseen")

    def _answers(self, scene: Scene, post: Activity) -> Iterator[tuple[Activity, QuotedFigure]]:
        """The figures that those who may confirm have given in answer."""
        for answer in reactions_to(scene.log, post):
            figure = figure_of(answer.content.marks) if answer.network == post.network else None
            if figure and scene.means(self.by, answer.network, answer.actor) and is_standing(scene.log, answer):
                yield answer, figure

    def background(self, scene: Scene, enough: Sequence[Activity]) -> tuple[Activity, ...]:
        """The answers that confirm."""
        answers = [answer for post in enough for answer, _ in self._answers(scene, post)]
        return (*super().background(scene, enough), *answers)

    def posts_needed(self, scene: Scene, tag: str) -> tuple[Need, ...]:
        """The member's posts, and who answered and quoted those that give a figure."""
        needs = super().posts_needed(scene, tag)
        if not self.confirmed:
            return needs
        with_figure = [post for post in posts_in_window(scene) if figure_of(post.content.marks)]
        figures = [post for post in with_figure if is_standing(scene.log, post)]
        return (*needs, *(need for post in figures for need in _confirming(post)))


def _confirming(post: Activity) -> tuple[Need, ...]:
    """What shows who confirms it."""
    kinds = (NeedKind.ANSWERS, NeedKind.QUOTES)
    return tuple(Need(kind, post.network, post.actor, post.key) for kind in kinds)


def _may_agree(date: str, other_date: str) -> bool:
    """Whether both dates may be the same: a year agrees with its months, and none given with any."""
    return date.startswith(other_date) or other_date.startswith(date)


def _as_text(figure: QuotedFigure) -> str:
    return f"{figure.value:f} {figure.unit}" + (f" ({figure.date})" if figure.date else "")
