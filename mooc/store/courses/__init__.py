"""Courses as cohorts took them, and core values made from a cohort's row.

Courses as files: ``mooc.lessonfiles``.
"""
