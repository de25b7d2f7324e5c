"""Who answers for whom.

Groups of peers are made in ``mooc.core.pairing``.
"""
