"""Courses as cohorts took them, and core values made from a cohort's row.

Not here: courses as files: ``mooc.lessonfiles``.
"""
