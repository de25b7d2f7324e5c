"""Work that is not getting done, in the words of somebody who can act."""

from typing import NamedTuple

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooc.store.operations import operations
from mooc.store.operations.operations import OperationState, Summary
from mooc.store.queue import KILLED


class UndoneWork(NamedTuple):
    """One kind of work that fails or is parked: what does not happen, since when and how often it was tried
    (``summary``), and what the log calls the reason."""

    says: str
    summary: Summary
    reasons: str

    @property
    def is_parked(self) -> bool:
        """Whether it is not tried any more."""
        return self.summary.state is OperationState.PARKED


def of_cohort(cohort: int) -> list[UndoneWork]:
    """What is not getting done in a cohort, the longest first. One query."""
    undone_work = []
    for summary in operations.of_cohort(cohort):
        reasons = (_("the process was killed") if reason == KILLED else reason for reason in summary.reasons)
        undone_work.append(UndoneWork(_in_words(summary), summary, ", ".join(reasons)))
    return undone_work


def _in_words(summary: Summary) -> str:
    n = summary.rows
    words = {
        "cohorts": " ".join(
            (_("New challenges do not open in this cohort."), _("What learners do is not judged in this cohort."))
        ),
        "verdicts": ngettext(
            "%(n)s challenge of a learner cannot be judged.", "%(n)s challenges of learners cannot be judged.", n
        ),
        "watches": ngettext("%(n)s look at a network breaks off.", "%(n)s looks at networks break off.", n),
        "links": ngettext("%(n)s pasted link cannot be looked at.", "%(n)s pasted links cannot be looked at.", n),
        "texts": _("It cannot be looked whether some posts still stand."),
        "alerts": _("The letter about the budget cannot be written."),
    }
    sentence = words[summary.kind]
    return sentence % {"n": localize(n)} if "%(n)s" in sentence else sentence
