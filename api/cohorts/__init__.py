"""Cohorts and their members.

Not here: who answers for whom as a whole (``mentoring``); how they stand (``progress``).
"""
