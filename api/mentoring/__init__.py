"""Mentors, and giving them learners.

Not here: a single assignment (``cohorts.members``).
"""
