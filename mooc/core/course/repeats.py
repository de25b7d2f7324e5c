"""Challenges that come back: of one with ``repeat: 3`` come three, in the week in which it stands and the next two.

Each turn is a challenge of its own to all that follows (window, verdict, points). ``talk`` is the first, ``talk-2`` the
second; what names ``talk`` means the first.
"""

from collections.abc import Mapping

from mooc.core.course.course import Challenge, Course
from mooc.core.values.authored import Lang

_TITLES: Mapping[Lang, str] = {"en": "{title} ({turn} of {of})", "fr": "{title} ({turn} sur {of})"}


def turn_name(challenge: str, turn: int) -> str:
    """What that turn of the challenge is called.

    >>> turn_name("talk", 1), turn_name("talk", 3)
    ('talk', 'talk-3')
    """
    return challenge if turn == 1 else f"{challenge}-{turn}"


def expand_repeats(course: Course) -> Course:
    """The course, as an author writes it, with every turn in its week: those that come back come after its own.

    No turn may lie beyond the last week, and no two challenges may get the same name.
    """
    first_turns: list[list[Challenge]] = [[] for _ in course.units]
    later_turns: list[list[Challenge]] = [[] for _ in course.units]
    for number, unit in enumerate(course.units):
        for challenge in unit.challenges:
            if challenge.repeat is None:
                first_turns[number].append(challenge)
                continue
            for turn in range(1, challenge.repeat + 1):
                titles = {
                    lang: _TITLES[lang].format(title=title, turn=turn, of=challenge.repeat)
                    for lang, title in challenge.title.items()
                }
                name = turn_name(challenge.challenge, turn)
                turns = first_turns if turn == 1 else later_turns
                turns[number + turn - 1].append(
                    challenge.model_copy(update={"challenge": name, "title": titles, "turn": turn})
                )
    weeks = zip(course.units, first_turns, later_turns, strict=True)
    units = tuple(
        unit.model_copy(update={"challenges": (*challenges, *returning)}) for unit, challenges, returning in weeks
    )
    return course.model_copy(update={"units": units})
