"""``figure``: a number that others can use: with its unit, its date and its source, and confirmed."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.activity import Activity
from mooc.core.checks.base import Words
from mooc.core.checks.how import asked
from mooc.core.checks.writing import WRITING_WORDS, Flaw, Writing
from mooc.core.marks import Figure as Given
from mooc.core.marks import figure_of
from mooc.core.network import Need, NeedKind
from mooc.core.posts import stands, written
from mooc.core.scene import Scene
from mooc.core.verdict import Line, Scalar
from mooc.core.who import Who


class Figure(Writing):
    """Post figures, each with a unit, the date that it speaks of, and a link to its source. Others confirm one by
    answering or quoting it with the same value."""

    name: ClassVar[str] = "figure"
    unit: str = Field(default="", max_length=12, description="The unit that is asked for; any, if none is given.")
    dated: bool = Field(default=True, description="It must say which year, month or day it speaks of.")
    source: bool = Field(default=True, description="It must link to its source.")
    confirmed: int = Field(default=1, ge=0, le=20, description="How many people must confirm it.")
    by: Who = Field(default=Who(word="cohort"), description="Who may confirm it.")

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
        "figure.expected": {
            "en": "Figures that count: {have} of {want}. {missing} to go.",
            "fr": "Chiffres qui comptent : {have} sur {want}. Il en manque {missing}.",
        },
        "figure.enough": {
            "en": "Figures that count: {have} of {want}. That is enough.",
            "fr": "Chiffres qui comptent : {have} sur {want}. Le compte y est.",
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
            "en": "Your figure of {at}, {value}, does not say of when it is.",
            "fr": "Votre chiffre du {at}, {value}, ne dit pas de quand il date.",
        },
        "figure.no_source": {
            "en": "Your figure of {at}, {value}, has no link to its source.",
            "fr": "Votre chiffre du {at}, {value}, n'a pas de lien vers sa source.",
        },
        "figure.alone": {
            "en": "Your figure of {at}, {value}, has been seen confirmed by {have} of {least} people.",
            "fr": "Votre chiffre du {at}, {value}, a été vu confirmé par {have} personnes sur {least}.",
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
            yield asked("figure.how_unit", unit=self.unit)
        if self.dated:
            yield asked("figure.how_dated")
        if self.source:
            yield asked("figure.how_source")
        if self.confirmed:
            yield asked("figure.how_confirmed", least=self.confirmed, whom=self.by.whom)

    def looked_at(self, scene: Scene) -> Sequence[Activity]:
        """Posts that give a figure; where a tag is asked for, all that carry it."""
        return [post for post in written(scene) if figure_of(post.marks) or self.tag]

    def about(self, scene: Scene, post: Activity) -> dict[str, Scalar]:
        """What it says."""
        figure = figure_of(post.marks)
        return {"value": _told(figure)} if figure else {}

    def flaws(self, scene: Scene, post: Activity) -> Iterator[Flaw]:
        """What the figure lacks, and who says otherwise."""
        figure = figure_of(post.marks)
        if figure is None:
            yield "no_figure", {}
            return
        if self.unit and figure.unit != self.unit.casefold():
            yield "other_unit", {"unit": self.unit}
        if self.dated and not figure.date:
            yield "no_date", {}
        if self.source and not post.links:
            yield "no_source", {}
        yield from self._unconfirmed(scene, post, figure)

    def _unconfirmed(self, scene: Scene, post: Activity, figure: Given) -> Iterator[Flaw]:
        same = {answer.actor for answer, given in self._answers(scene, post) if given.value == figure.value}
        if len(same) >= self.confirmed:
            return
        for answer, given in self._answers(scene, post):
            if given.value != figure.value and given.unit == figure.unit:
                yield "contradicted", {"by": answer.actor, "other": _told(given)}
        yield "alone", {"have": len(same), "least": self.confirmed}

    def _answers(self, scene: Scene, post: Activity) -> Iterator[tuple[Activity, Given]]:
        """The figures that those who may confirm have given in answer."""
        for answer in scene.log.about(post.key):
            given = figure_of(answer.marks) if answer.network == post.network else None
            if given and scene.means(self.by, answer.network, answer.actor) and stands(scene.log, answer):
                yield answer, given

    def background(self, scene: Scene, enough: Sequence[Activity]) -> tuple[Activity, ...]:
        """The answers that confirm."""
        answers = [answer for post in enough for answer, _ in self._answers(scene, post)]
        return (*super().background(scene, enough), *answers)

    def posts_needed(self, scene: Scene, tag: str) -> tuple[Need, ...]:
        """The member's posts, and who answered and quoted those that give a figure."""
        mine = super().posts_needed(scene, tag)
        if not self.confirmed:
            return mine
        given = [post for post in written(scene) if figure_of(post.marks) and stands(scene.log, post)]
        kinds = (NeedKind.ANSWERS, NeedKind.QUOTES)
        return (*mine, *(Need(kind, post.network, post.actor, post.key) for post in given for kind in kinds))


def _told(figure: Given) -> str:
    return f"{figure.value:f} {figure.unit}" + (f" ({figure.date})" if figure.date else "")
