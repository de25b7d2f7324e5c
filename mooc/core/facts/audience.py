"""Who is meant: the people that a check's ``of``, ``to`` or ``by`` speaks of."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field, model_serializer, model_validator

from mooc.core.values.authored import Slug, Value
from mooc.core.values.handles import Handles, list_name


class Relation(StrEnum):
    """What an account is to the learner who is judged. An account may have several; a stranger has none."""

    SELF = "self"
    TWINOME = "twinome"
    COHORT = "cohort"
    MENTORS = "mentors"
    FACILITATORS = "facilitators"
    OTHER_COHORT = "another_cohort"


OUTSIDE = "outside_cohort"
ANYONE = "anyone"
HOST = "host"
LISTED = "list:"
"""A tie that begins so says on which list of the course somebody is."""
_LIST = "list"
_NEAR = {
    HOST: frozenset({f"{LISTED}{HOST}"}),
    Relation.TWINOME.value: frozenset({Relation.TWINOME}),
    "course": frozenset({Relation.FACILITATORS, Relation.MENTORS, Relation.COHORT}),
}
MAX_NAMES = 5
"""So many of the people whom a rule names are told in a sentence."""
AUDIENCE_WORDS = (ANYONE, HOST, "twinome", "cohort", "mentors", "another_cohort", OUTSIDE)


class Audience(Value):
    """People, as an author writes them: one of the words ``anyone``, ``host``, ``twinome``, ``cohort``, ``mentors``,
    ``another_cohort``, ``outside_cohort``, or ``{list: NAME}`` for a named list of the course. ``host`` is the list of
    that name: the course's own account on each network. People may be named in place, too, by handles on their
    networks, ``["bluesky:name.bsky.social", "x:name"]``: that is a list whose name is made of them.
    ``outside_cohort`` are strangers: nobody of the cohort, not its host, nobody on its lists.
    """

    word: str = ""
    list: Slug | None = Field(default=None, description="A named list of the course.")
    handles: Handles = Field(default=(), min_length=1, description="People named in place.")

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, data: Any) -> Any:
        if isinstance(data, str):
            if data == HOST:
                return {"list": HOST}
            if data not in AUDIENCE_WORDS:
                raise ValueError(f"one of {', '.join(AUDIENCE_WORDS)} or {{list: NAME}} is expected, not {data!r}")
            return {"word": data}
        return {"list": list_name(data), "handles": data} if isinstance(data, (list, tuple)) else data

    @model_validator(mode="after")
    def _one_of_two(self) -> "Audience":
        if bool(self.word) == bool(self.list) or (self.handles and self.list != list_name(self.handles)):
            raise ValueError(f"one of {', '.join(AUDIENCE_WORDS)} or {{list: NAME}} is expected")
        return self

    @model_serializer
    def _as_written(self) -> str | dict[str, str] | tuple[str, ...]:
        return self.handles or self.word or (HOST if self.list == HOST else {"list": str(self.list)})

    @property
    def whom(self) -> str:
        """The name by which sentences speak of them: one of ``AUDIENCE_WORDS``, or ``list:NAME``; of people named in
        place, some of them for the name."""
        if self.handles:
            names = [f"@{handle.partition(':')[2]}" for handle in self.handles]
            return f"list:{', '.join(names[:MAX_NAMES])}{', …' * (len(names) > MAX_NAMES)}"
        return self.word or (HOST if self.list == HOST else f"list:{self.list}")

    def includes(self, ties: frozenset[str]) -> bool:
        """Whether an account with these ties is meant. Nobody is ever meant by his or her own challenge."""
        if Relation.SELF in ties:
            return False
        if self.list:
            return f"{LISTED}{self.list}" in ties
        if self.word == OUTSIDE:
            return not known_by(ties)
        return self.word == ANYONE or self.word in ties

    def named(self, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The account ids, where they can be named beforehand (a list); empty where they cannot."""
        return lists.get(self.list, ()) if self.list else ()


ANYONE_AT_ALL = Audience(word=ANYONE)
STRANGERS = Audience(word=OUTSIDE)


def known_by(ties: frozenset[str]) -> str:
    """What makes an account with these ties no stranger to the learner: ``host``, ``twinome``, ``course`` (a member, a
    mentor, a facilitator: which, is not for everybody to know) or ``list``. Empty for a stranger, also for one of
    another cohort."""
    is_listed = any(tie.startswith(LISTED) for tie in ties)
    return next((how for how, near_ties in _NEAR.items() if ties & near_ties), _LIST if is_listed else "")
