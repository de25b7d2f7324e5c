"""Cohorts, their members and invitations.

Their groups and mentors: ``mooc.store.twinomes``, ``mooc.store.mentoring``.
"""
