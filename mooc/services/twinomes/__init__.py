"""From learners to groups with their reasons.

Not here: the search: ``mooc.core.pairing``.
"""
