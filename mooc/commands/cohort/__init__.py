"""``mooc cohort``: create cohorts, let people in, pair them, spend, go on with another course, look back.

Not here: what is decided and stored (``mooc.services.cohorts``).
"""
