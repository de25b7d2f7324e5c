"""From learners to groups with their reasons.

The search is in ``mooc.core.pairing``.
"""
