"""What came of a cohort, for reports: every answer that was given."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from mooc.store import models
from mooc.store.receipts import verdict_history


class GivenAnswer(NamedTuple):
    """An answer that was given. ``name``: the learner's pseudonym; ``as_of``: up to when it speaks (course time)."""

    name: str
    challenge: str
    answer: str
    as_of: datetime | None


def standing(cohort: int) -> list[GivenAnswer]:
    """The verdicts that stand."""
    verdicts = models.Verdict.objects.filter(member__cohort=cohort, judged_at__isnull=False)
    return [GivenAnswer(*row) for row in verdicts.values_list("member__user__name", "challenge", "answer", "as_of")]


def history(cohort: int) -> Iterator[GivenAnswer]:
    """Every answer that was ever given, oldest first. Two queries."""
    names = dict(models.Member.objects.filter(cohort=cohort).values_list("user", "user__name"))
    for past in verdict_history.of_cohort(cohort):
        if past.user in names:
            yield GivenAnswer(names[past.user], past.challenge, past.change.answer, past.change.as_of)


def group_sizes(cohort: int) -> list[int]:
    """How many people are in each living twinome."""
    living = models.Twinome.objects.filter(cohort=cohort, dissolved_at__isnull=True)
    return [twinome.seats.count() for twinome in living.prefetch_related("seats")]
