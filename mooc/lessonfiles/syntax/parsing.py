"""From a text to a tree, decided on the parser's events: nothing is composed before it is known to be harmless.

The C parser and the Python parser of PyYAML give the same tree and the same problems; where a file is beyond reading,
they may differ in how much they say before they give up.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import yaml

from mooc.lessonfiles.problems import MOST_PROBLEMS, Diagnostic, FilePosition, problem
from mooc.lessonfiles.syntax import recovery
from mooc.lessonfiles.syntax.builder import StopReading, TreeBuilder
from mooc.lessonfiles.syntax.tree import Node

MOST_REPAIRS = 8
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str, path: str, loader: type[Any] = LOADER) -> tuple[Node | None, list[Diagnostic]]:
    """The tree, None where there is none; and all problems. What can be mended by quoting is read on after it."""
    mended = [problem("E100.tab", path, place) for place in islice(recovery.tab_positions(text), MOST_PROBLEMS + 1)]
    text = text.replace("\t", " ").rstrip("\n") + "\n"
    directive = recovery.directive_position(text)
    if directive:
        return None, [*mended, problem("E112.directive", path, directive)]
    repairs = 0
    while True:
        builder = TreeBuilder(text, path)
        try:
            root = builder.build(_events(text, loader))
            return root, [*mended, *builder.problems]
        except StopReading:
            return None, [*mended, *builder.problems]
        except recovery.PARSE_ERRORS as error:
            trouble = recovery.diagnose(error, text, path)
        mended.append(trouble.problem)
        repairs += 1
        if trouble.text is None:
            return None, [*mended, *builder.problems]
        if repairs > MOST_REPAIRS:
            return None, [*mended, problem("E199", path, FilePosition(trouble.problem.line, trouble.problem.column))]
        text = trouble.text


def _events(text: str, loader: type[Any]) -> Iterator[Any]:
    parser = loader(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    except yaml.scanner.ScannerError as error:
        if "Unicode character escape" not in str(error.problem):
            raise
        raise recovery.BadEscape(recovery.escape_before(error.problem_mark)) from error
    except (ValueError, OverflowError) as error:
        raise recovery.BadEscape(recovery.escape_before(parser.get_mark())) from error
    finally:
        parser.dispose()
