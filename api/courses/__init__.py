"""The courses that can be taken.

Not here: a course as a cohort learns by it (``cohorts``).
"""
