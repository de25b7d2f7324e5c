"""Learners and their mentors: giving, spreading, taking over.

Not here: the choice of a mentor: ``mooc.core.mentoring``.
"""
