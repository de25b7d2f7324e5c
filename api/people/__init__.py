"""Oneself, and one's keys.

Not here: other people, who are members of a cohort (``cohorts``).
"""
