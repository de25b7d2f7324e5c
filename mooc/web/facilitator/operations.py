"""Work that is not getting done, in the words of somebody who can act."""

from typing import NamedTuple

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooc.store.database import faults
from mooc.store.database.faults import Told, Work


class Undone(NamedTuple):
    """One kind of work that fails: what does not happen, since when (``Told``), and what the log calls it."""

    says: str
    told: Told
    kinds: str


def of_cohort(cohort: int) -> list[Undone]:
    """What is not getting done in a cohort, the longest first. One query."""
    return [Undone(_says(one), one, ", ".join(one.kinds)) for one in faults.of_cohort(cohort)]


def _says(told: Told) -> str:
    n = told.rows
    words = {
        Work.OPEN: _("New challenges do not open in this cohort."),
        Work.JUDGE: _("What learners do is not judged in this cohort."),
        Work.PAIR: ngettext(
            "%(n)s challenge of a learner cannot be judged.", "%(n)s challenges of learners cannot be judged.", n
        ),
        Work.COLLECT: ngettext("%(n)s look at a network breaks off.", "%(n)s looks at networks break off.", n),
        Work.LINK: ngettext("%(n)s pasted link cannot be looked at.", "%(n)s pasted links cannot be looked at.", n),
        Work.TEXTS: _("It cannot be looked whether some posts still stand."),
        Work.END: _("It cannot be said when the texts of this cohort are to be erased."),
        Work.LETTER: _("The letter about the budget cannot be written."),
    }
    words_of = words[told.work]
    return words_of % {"n": localize(n)} if "%(n)s" in words_of else words_of
