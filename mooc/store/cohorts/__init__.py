"""Cohorts, their members and invitations.

Not here: their groups and mentors: ``mooc.store.twinomes``, ``mooc.store.mentoring``.
"""
