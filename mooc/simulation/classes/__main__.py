"""``python -m mooc.simulation.classes --worlds 5000``: the table of truth over so many worlds."""

import argparse
from collections import Counter
from time import monotonic

from mooc.simulation.classes.judging import FalseVerdict, false_verdicts, judge_story
from mooc.simulation.classes.story import generate_story


def main() -> int:
    """Play the worlds and print the table; 1 if anything false was said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the first world")
    parser.add_argument("--learners", type=int, default=4)
    parser.add_argument("--challenges", type=int, default=3)
    arguments = parser.parse_args()
    began, counted, wrong = monotonic(), Counter[str](), list[FalseVerdict]()
    for seed in range(arguments.seed, arguments.seed + arguments.worlds):
        story = generate_story(seed, arguments.learners, arguments.challenges)
        answers = {(learner.learner.handle, learner.challenge): learner.answer for learner in judge_story(story)}
        counted.update(answer.value for answer in answers.values())
        counted["undecidable"] += sum(truth is None for truth in story.truth.values())
        wrong += false_verdicts(seed, story, answers)
    table = {"worlds": arguments.worlds, "learners": arguments.worlds * arguments.learners, "verdicts": 0} | counted
    table["verdicts"] = counted["met"] + counted["not_yet"] + counted["cant_tell"]
    for kind in ("false met", "false not yet", "can't tell without need"):
        table[kind] = sum(falsehood.kind == kind for falsehood in wrong)
    for name, number in table.items():
        print(f"{name:<24} {number:>8}")
    for falsehood in wrong[:20]:
        learner = f"{falsehood.learner.temper} {falsehood.learner.handle}"
        print(f"seed {falsehood.seed}: {falsehood.kind}: {learner}, {falsehood.challenge}, {falsehood.action}")
    print(f"{monotonic() - began:.1f} seconds")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
