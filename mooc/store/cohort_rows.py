"""From a cohort's row to core values."""

from mooc.core.course import Run
from mooc.store import models


def run_of(row: models.Cohort) -> Run:
    """When the cohort runs."""
    return Run(start=row.start, zone=row.zone)
