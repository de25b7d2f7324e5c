"""Every problem by its code, in each language. A case after the dot is a variant of the same problem.

Not here: where a problem is looked for: that stands in the modules of ``mooc.lessonfiles``.
"""

from collections.abc import Mapping

from mooc.lessonfiles.codes.meaning import MEANING
from mooc.lessonfiles.codes.shape import SHAPE
from mooc.lessonfiles.codes.syntax import SYNTAX
from mooc.lessonfiles.codes.words import ProblemText

__all__ = ["CODES", "ProblemText"]

CODES: Mapping[str, ProblemText] = {**SYNTAX, **MEANING, **SHAPE}
