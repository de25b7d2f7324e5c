"""Challenges that come back (``repeat``): where they cannot, and where two would have one name."""

from collections.abc import Iterator

from mooc.core.course.course import MAX_TURNS
from mooc.core.values.authored import LONGEST_NAME
from mooc.core.values.choices import Pace
from mooc.lessonfiles.problems import Diagnostic, problem
from mooc.lessonfiles.rules.names import challenges, turn_names, units
from mooc.lessonfiles.syntax.tree import Node


def repeat_problems(root: Node, path: str) -> Iterator[Diagnostic]:
    """All that is wrong with ``repeat``, at its place."""
    pace, weeks = root.child("pace"), len(units(root))
    names = [challenge.child("challenge") for challenge in challenges(root)]
    line_of_name = {node.text: node.position.line for node in names if node and node.text}
    for week, unit in enumerate(units(root), 1):
        listed = unit.child("challenges")
        for challenge in listed.items() if listed else ():
            repeat = challenge.child("repeat")
            if repeat is None or not isinstance(repeat.value, int) or not 2 <= repeat.value <= MAX_TURNS:
                continue
            room = weeks - week + 1
            if pace and pace.text == Pace.SELF_PACED:
                yield problem("E132.turns_self_paced", path, repeat.position)
            elif challenge.child("window"):
                yield problem("E132.turns_event", path, repeat.position)
            elif repeat.value > room:
                case = "E132.turns" if room > 1 else "E132.turns_last"
                yield problem(case, path, repeat.position, value=repeat.value, week=week, most=weeks, room=room)
            if challenge.child("grace"):
                yield problem("E132.turns_grace", path, repeat.position)
            for turn, name in enumerate(turn_names(challenge)[1:], 2):
                if name in line_of_name:
                    first = line_of_name[name]
                    yield problem("E141.turn", path, repeat.position, turn=turn, name=name, first=first)
                    break
                if len(name) > LONGEST_NAME:
                    yield problem("E132.turns_name", path, repeat.position, turn=turn, name=name, most=LONGEST_NAME)
                    break
